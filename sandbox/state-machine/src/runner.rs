use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use serde_json::Value;

use super::{
    map_run::{ItemCounts, MapRun},
    measured::Measured,
    services::{CallError, Services},
    state::{MapProgress, StateFailure, Transition},
    state_error::StateError,
    states::States,
};

/// The most events an execution's history takes.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
const MOST_EVENTS: u64 = 25_000;

/// Runs executions of one state machine.
pub(crate) struct Runner<'s> {
    pub(crate) services: &'s dyn Services,
    machine: String,
    measured: Mutex<Measured>,
    map_runs: Mutex<Vec<MapRun>>,
}

/// One execution while it runs.
pub(super) struct RunningExecution<'r> {
    pub(super) runner: &'r Runner<'r>,
    pub(super) context: Value,
    history: AtomicU64,
}

/// Where an execution stopped, and why.
#[derive(Debug)]
pub(super) struct Stopped {
    pub(super) state: String,
    pub(super) input: Value,
    pub(super) error: StateError,
    pub(super) progress: Option<Box<MapProgress>>,
}

impl Stopped {
    /// It stopped here because the role of the state machine could not be assumed.
    pub(super) fn at_the_role(self, error: &CallError) -> Self {
        let error = StateError::of_service("Sts", error);
        Self { error, ..self }
    }
}

impl<'s> Runner<'s> {
    pub(crate) fn new(services: &'s dyn Services, machine: &str) -> Self {
        Self {
            services,
            machine: machine.to_owned(),
            measured: Mutex::default(),
            map_runs: Mutex::default(),
        }
    }

    /// The measurements and the map runs, at the end.
    pub(super) fn end(self) -> (Measured, Vec<MapRun>) {
        let measured = self.measured.into_inner();
        let map_runs = self.map_runs.into_inner();
        (
            measured.unwrap_or_else(PoisonError::into_inner),
            map_runs.unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Runs states to the end, from where they stopped. The first may be a Map state that has run
    /// before.
    pub(super) fn resume<'r>(
        &'r self,
        states: &'r States,
        from: Stopped,
        context: Value,
    ) -> BoxFuture<'r, Result<Value, Stopped>> {
        let run = RunningExecution {
            runner: self,
            context,
            // The events of its start and its end.
            history: AtomicU64::new(2),
        };
        Box::pin(async move { run.states(states, from).await })
    }

    /// Runs a function, and counts it.
    pub(super) async fn invoke(&self, function: &str, payload: Value) -> Result<Value, CallError> {
        let began = Instant::now();
        let answer = self.services.invoke(function, payload).await;
        let mut measured = self.measured();
        measured.invocations += 1;
        measured.function_time += began.elapsed();
        answer
    }

    pub(super) fn machine_arn(&self) -> String {
        self.services.arn(&format!("stateMachine:{}", self.machine))
    }

    pub(super) fn child_machine_arn(&self, label: &str) -> String {
        let machine = &self.machine;
        self.services
            .arn(&format!("stateMachine:{machine}/{label}"))
    }

    pub(super) fn child_execution_arn(&self, label: &str) -> String {
        let machine = &self.machine;
        self.services.arn(&format!("execution:{machine}/{label}"))
    }

    pub(super) fn map_run_arn(&self, label: &str, id: &str) -> String {
        let machine = &self.machine;
        self.services.arn(&format!("mapRun:{machine}/{label}:{id}"))
    }

    pub(super) fn map_run(&self, arn: &str) -> Option<MapRun> {
        self.map_runs().iter().find(|run| run.arn == arn).cloned()
    }

    /// Keeps how a map run ended.
    pub(super) fn remember(&self, label: &str, id: &str, counts: ItemCounts) {
        let map_run = self.report(label, id, counts);
        let mut map_runs = self.map_runs();
        map_runs.retain(|run| run.arn != map_run.arn);
        map_runs.push(map_run);
    }

    /// Reports how far a map run is.
    pub(super) fn report(&self, label: &str, id: &str, counts: ItemCounts) -> MapRun {
        let map_run = MapRun {
            arn: self.map_run_arn(label, id),
            label: label.to_owned(),
            counts,
        };
        self.services.report(&map_run);
        map_run
    }

    fn measured(&self) -> MutexGuard<'_, Measured> {
        self.measured.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn map_runs(&self) -> MutexGuard<'_, Vec<MapRun>> {
        self.map_runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RunningExecution<'_> {
    async fn states(&self, states: &States, from: Stopped) -> Result<Value, Stopped> {
        let Stopped {
            state: mut name,
            mut input,
            mut progress,
            ..
        } = from;
        loop {
            let stopped = |failed: StateFailure, input| Stopped {
                state: name.clone(),
                input,
                error: failed.error,
                progress: failed.progress,
            };
            let Some(state) = states.get(&name) else {
                let error = StateError::runtime(format!("there is no state `{name}`"));
                return Err(stopped(error.into(), input));
            };
            if let Err(error) = self.count(1, state.events()) {
                return Err(stopped(error.into(), input));
            }
            match state.run(self, input.clone(), progress.take()).await {
                Ok((output, Transition::End)) => return Ok(output),
                Ok((output, Transition::To(next))) => (name, input) = (next, output),
                Err(failed) => return Err(stopped(failed, input)),
            }
        }
    }

    /// Waits before a task is tried again.
    pub(super) async fn wait(&self, wait: Duration) {
        // Failed, scheduled, started.
        const EVENTS_OF_A_RETRY: u64 = 3;
        // The next state notices if the history is full.
        let _ = self.count(1, EVENTS_OF_A_RETRY);
        {
            let mut measured = self.runner.measured();
            measured.retries += 1;
            measured.waited += wait;
        }
        let is_skipped = self.runner.services.skips_retry_waits();
        if is_skipped {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(wait).await;
        }
    }

    fn count(&self, transitions: u64, events: u64) -> Result<(), StateError> {
        let history = self.history.fetch_add(events, Ordering::Relaxed) + events;
        let mut measured = self.runner.measured();
        measured.transitions += transitions;
        measured.longest_history = measured.longest_history.max(history);
        if history > MOST_EVENTS {
            let cause = "The execution reached the maximum number of history events (25000).";
            return Err(StateError::runtime(cause));
        }
        Ok(())
    }
}
