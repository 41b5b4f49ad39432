use rolepair_rehearsal::{configuration, options};
use rolepair_sandbox::{Execution, Sandbox, StateMachine};
use serde_json::Value;

use super::BackfillArguments;
use super::error::BackfillError;
use super::measured::Measured;
use crate::function::FunctionName;
use crate::output_format::OutputFormat;
use crate::sandbox::functions::Functions;
use crate::terminal::Progress;

/// An embedded organization with the state machine and the function it calls, and nothing else of
/// rolepair: no event makes a role pair here.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) sandbox: Sandbox,
    machine: StateMachine,
    /// What the function is, for a person.
    pub(super) description: String,
    output: OutputFormat,
    /// Holds the configuration.
    _folder: tempfile::TempDir,
}

impl Stage {
    pub(super) async fn set(
        arguments: &BackfillArguments,
        output: OutputFormat,
    ) -> Result<Self, BackfillError> {
        let options = options();
        let folder = tempfile::tempdir()?;
        let config = folder.path().join("rolepair.yaml");
        std::fs::write(&config, configuration(&options))?;
        let sandbox = Sandbox::start(options).await?;
        let functions = Functions::new(&config, arguments.functions.as_deref())?;
        let backfill = FunctionName::Backfill.as_str();
        for function in functions.list() {
            if function.name == backfill {
                sandbox.run_function(function)?;
            }
        }
        Ok(Self {
            machine: sandbox.backfill_state_machine()?,
            sandbox,
            description: functions.description().to_owned(),
            output,
            _folder: folder,
        })
    }

    /// Something a person can watch, where there is one.
    pub(super) fn progress(&self, doing: &str, total: usize) -> Progress {
        match self.output {
            OutputFormat::Text => Progress::start(doing, total),
            OutputFormat::Json => Progress::unseen(),
        }
    }

    /// Runs the state machine to its end, and measures it.
    pub(super) async fn backfill(&self, name: &'static str, input: Value) -> (Execution, Measured) {
        let progress = self.progress(name, 0);
        let before = Measured::begin(&self.sandbox);
        let mut map_run = self.sandbox.map_run();
        let execution = self.sandbox.start_execution(&self.machine, name, input);
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
        let measured = before.end(&self.sandbox, name, &ended);
        (ended, measured)
    }
}
