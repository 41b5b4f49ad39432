use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use super::{
    context,
    map_run::MapRun,
    measured::Measured,
    runner::{Runner, Stopped},
    state_error::StateError,
    state_machine::StateMachine,
};
use crate::engine::Engine;

/// An execution of a state machine that has ended.
#[derive(Debug)]
pub struct Execution {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub status: ExecutionStatus,
    /// What it was started with.
    pub input: Value,
    /// Its output, where it succeeded.
    pub output: Option<Value>,
    /// The error it failed with.
    pub error: Option<String>,
    /// The cause of that.
    pub cause: Option<String>,
    /// Its map runs, in the order they ended.
    pub map_runs: Vec<MapRun>,
    /// What it took.
    pub measured: Measured,
    /// Where it can be redriven from.
    stopped: Option<Box<Stopped>>,
}

/// How an execution ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ExecutionStatus {
    /// At a state that ends it.
    Succeeded,
    /// By an error.
    Failed,
}

/// An execution that succeeded cannot be redriven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the execution succeeded; there is nothing to redrive")]
pub struct NotRedrivable;

impl Execution {
    fn new(
        name: &str,
        input: Value,
        result: Result<Value, Stopped>,
        (measured, map_runs): (Measured, Vec<MapRun>),
    ) -> Self {
        let (output, stopped) = match result {
            Ok(output) => (Some(output), None),
            Err(stopped) => (None, Some(Box::new(stopped))),
        };
        let status = match stopped {
            None => ExecutionStatus::Succeeded,
            Some(_) => ExecutionStatus::Failed,
        };
        let error = stopped.as_ref().map(|stopped| &stopped.error);
        Self {
            name: name.to_owned(),
            status,
            input,
            output,
            error: error.map(|error| error.error.clone()),
            cause: error.map(|error| error.cause.clone()),
            map_runs,
            measured,
            stopped,
        }
    }
}

/// Runs a state machine to its end.
pub(crate) async fn run(
    engine: &Arc<Engine>,
    machine: &StateMachine,
    name: &str,
    input: Value,
) -> Execution {
    let stopped = Stopped {
        state: machine.states.start_at.clone(),
        input: input.clone(),
        error: StateError::new("", ""),
        progress: None,
    };
    run_from(engine, machine, name, input, stopped).await
}

/// Goes on with an execution from where it stopped.
pub(crate) async fn redrive(
    engine: &Arc<Engine>,
    machine: &StateMachine,
    execution: Execution,
) -> Result<Execution, NotRedrivable> {
    let stopped = execution.stopped.ok_or(NotRedrivable)?;
    let Execution { name, input, .. } = execution;
    Ok(run_from(engine, machine, &name, input, *stopped).await)
}

async fn run_from(
    engine: &Arc<Engine>,
    machine: &StateMachine,
    name: &str,
    input: Value,
    from: Stopped,
) -> Execution {
    let runner = match Runner::start(engine, &machine.name) {
        Ok(runner) => runner,
        Err(error) => {
            let error = StateError::of_service("Sts", &error);
            let stopped = Stopped { error, ..from };
            return Execution::new(name, input, Err(stopped), Default::default());
        }
    };
    let context = context::of_execution(name, &input);
    let Stopped {
        state,
        input: state_input,
        progress,
        ..
    } = from;
    let result = runner
        .resume(&machine.states, state, state_input, context, progress)
        .await;
    Execution::new(name, input, result, runner.end())
}
