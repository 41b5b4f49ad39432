use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use super::{
    context_object,
    map_run::MapRun,
    measured::Measured,
    runner::{Runner, Stopped},
    services::{CallError, Services},
    state_machine::StateMachine,
};

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
    /// What it cost.
    pub measured: Measured,
    /// Where a redrive begins.
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

impl StateMachine {
    /// Runs the state machine to its end.
    pub async fn run(&self, services: &dyn Services, name: &str, input: Value) -> Execution {
        self.run_from(services, name, input.clone(), self.states.beginning(input))
            .await
    }

    /// An execution that ended before its first state: the role could not be assumed.
    #[must_use]
    pub fn without_role(&self, name: &str, input: Value, error: &CallError) -> Execution {
        let stopped = self.states.beginning(input.clone()).at_the_role(error);
        Execution::new(name, input, Err(stopped), Default::default())
    }

    async fn run_from(
        &self,
        services: &dyn Services,
        name: &str,
        input: Value,
        from: Stopped,
    ) -> Execution {
        let runner = Runner::new(services, &self.name);
        let context = context_object::of_execution(name, &input);
        let result = runner.resume(&self.states, from, context).await;
        Execution::new(name, input, result, runner.end())
    }
}

impl Execution {
    /// Continues from the state that failed. A map run continues with the children that failed,
    /// were aborted, or had not begun.
    ///
    /// # Errors
    /// If the execution succeeded.
    pub async fn redrive(
        self,
        machine: &StateMachine,
        services: &dyn Services,
    ) -> Result<Self, NotRedrivable> {
        let stopped = self.stopped.ok_or(NotRedrivable)?;
        let Self { name, input, .. } = self;
        Ok(machine.run_from(services, &name, input, *stopped).await)
    }

    /// The same execution, when the role could not be assumed for the redrive.
    ///
    /// # Errors
    /// If the execution succeeded.
    pub fn redrive_without_role(self, error: &CallError) -> Result<Self, NotRedrivable> {
        let stopped = self.stopped.ok_or(NotRedrivable)?.at_the_role(error);
        let Self { name, input, .. } = self;
        Ok(Self::new(&name, input, Err(stopped), Default::default()))
    }

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
