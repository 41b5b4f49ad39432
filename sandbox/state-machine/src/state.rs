//! The states there are, one module each.

mod choice;
mod fail;
mod map;
mod map_limits;
mod pass;
mod succeed;
mod task;
mod transition;

use serde::de::DeserializeOwned;
use serde_json::{Map as Members, Value};

use self::{choice::Choice, fail::Fail, map::Map, pass::Pass, task::Task};
pub(super) use self::{map::MapProgress, transition::Transition};
use super::{
    invalid_definition::InvalidDefinition, path::PathRoots, runner::RunningExecution,
    state_error::StateError,
};

/// A state.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum State {
    Pass(Pass),
    Choice(Choice),
    Task(Task),
    Map(Box<Map>),
    Succeed,
    Fail(Fail),
}

/// The result of a state: its output, and where to go next.
pub(super) type StateResult = Result<(Value, Transition), StateFailure>;

/// A state that failed.
#[derive(Debug)]
pub(super) struct StateFailure {
    pub(super) error: StateError,
    /// What a Map state had done by then: where a redrive begins.
    pub(super) progress: Option<Box<MapProgress>>,
}

impl From<StateError> for StateFailure {
    fn from(error: StateError) -> Self {
        Self {
            error,
            progress: None,
        }
    }
}

impl State {
    pub(super) fn read(state: Value) -> Result<Self, InvalidDefinition> {
        let Value::Object(mut members) = state else {
            return Err(InvalidDefinition::new("it is not an object"));
        };
        let kind = members.remove("Type");
        match kind.as_ref().and_then(Value::as_str) {
            Some("Pass") => read(members).map(Self::Pass),
            Some("Choice") => read(members).map(Self::Choice),
            Some("Task") => read(members).map(Self::Task),
            Some("Map") => Map::read(members).map(Box::new).map(Self::Map),
            Some("Succeed") => read::<succeed::Succeed>(members).map(|_| Self::Succeed),
            Some("Fail") => read(members).map(Self::Fail),
            Some(other) => Err(InvalidDefinition::new(format!(
                "the state type `{other}` is not known here"
            ))),
            None => Err(InvalidDefinition::new("it has no `Type`")),
        }
    }

    /// The states it may lead to.
    pub(super) fn next(&self) -> Vec<&str> {
        match self {
            Self::Pass(pass) => pass.to.next().into_iter().collect(),
            Self::Choice(choice) => choice.next(),
            Self::Task(task) => task.to.next().into_iter().collect(),
            Self::Map(map) => map.to.next().into_iter().collect(),
            Self::Succeed | Self::Fail(_) => Vec::new(),
        }
    }

    /// How many events it adds to an execution's history if nothing is retried.
    ///
    /// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>
    pub(super) fn events(&self) -> u64 {
        match self {
            // Entered, scheduled, started, succeeded, exited.
            Self::Task(_) => 5,
            // Entered, run started, run succeeded, exited.
            Self::Map(_) => 4,
            // Entered, exited.
            Self::Pass(_) | Self::Choice(_) | Self::Succeed | Self::Fail(_) => 2,
        }
    }

    /// Runs it. `progress` is what a Map state did when it ran before.
    pub(super) async fn run(
        &self,
        run: &RunningExecution<'_>,
        input: Value,
        progress: Option<Box<MapProgress>>,
    ) -> StateResult {
        let context = &run.context;
        match self {
            Self::Pass(pass) => Ok(pass.run(input, context)?),
            Self::Choice(choice) => Ok(choice.run(input, context)?),
            Self::Task(task) => Ok(task.run(run, input).await?),
            Self::Map(map) => map.run(run, input, progress).await,
            Self::Succeed => Ok((input, Transition::End)),
            Self::Fail(fail) => Err(fail.error(PathRoots {
                input: &input,
                context,
            }))?,
        }
    }
}

fn read<T: DeserializeOwned>(members: Members<String, Value>) -> Result<T, InvalidDefinition> {
    serde_json::from_value(Value::Object(members)).map_err(InvalidDefinition::new)
}
