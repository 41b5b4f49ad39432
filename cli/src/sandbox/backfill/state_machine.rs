use rolepair_state_machine::{Execution, InvalidDefinition, StateMachine};
use serde_json::Value;

use crate::sandbox::backfill::run_figures::{RunFigures, RunStart};
use crate::stage::{Checklist, Stage};

/// The state machine of `infra/` on a stage. There, nothing else of rolepair runs: no event makes a
/// role pair.
pub(super) struct BackfillStateMachine<'s> {
    stage: &'s Stage,
    machine: StateMachine,
}

impl<'s> BackfillStateMachine<'s> {
    pub(super) fn on(stage: &'s Stage) -> Result<Self, InvalidDefinition> {
        let machine = stage.sandbox.backfill_state_machine()?;
        Ok(Self { stage, machine })
    }

    /// Runs it to its end, with a progress bar.
    pub(super) async fn run(
        &self,
        name: &'static str,
        input: Value,
        checklist: &Checklist,
    ) -> (Execution, RunFigures) {
        let sandbox = &self.stage.sandbox;
        let progress = checklist.progress(name, 0);
        let start = RunStart::now(sandbox);
        let mut map_run = sandbox.map_run();
        let execution = sandbox.start_execution(&self.machine, name, input);
        let mut execution = std::pin::pin!(execution);
        let ended = loop {
            tokio::select! {
                ended = &mut execution => break ended,
                Ok(()) = map_run.changed() => {
                    if let Some(map_run) = map_run.borrow_and_update().as_ref() {
                        let counts = map_run.counts;
                        let done = counts.succeeded + counts.failed;
                        progress.is_at(done, counts.total, counts.failed);
                    }
                }
            }
        };
        let figures = start.end(sandbox, name, &ended);
        (ended, figures)
    }
}
