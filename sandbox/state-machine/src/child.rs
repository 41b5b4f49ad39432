use serde_json::{Value, json};

use super::{runner::Stopped, state_error::StateError};

/// One item of a Map state, and the child execution that works on it.
#[derive(Debug)]
pub(super) struct Child {
    pub(super) name: String,
    pub(super) input: Value,
    pub(super) state: ChildState,
}

/// The state of a child execution.
#[derive(Debug)]
pub(super) enum ChildState {
    /// It has not begun.
    Pending,
    /// It has begun.
    Running,
    /// It has ended.
    Ended(Ended),
}

/// A child execution that has ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) started: String,
    pub(super) stopped: String,
    /// Its output, or where it stopped and why.
    pub(super) result: Result<Value, Box<Stopped>>,
}

impl Child {
    pub(super) fn new(input: Value) -> Self {
        Self {
            name: uuid::Uuid::new_v4().to_string(),
            input,
            state: ChildState::Pending,
        }
    }

    pub(super) fn output(&self) -> Option<&Value> {
        match &self.state {
            ChildState::Ended(ended) => ended.result.as_ref().ok(),
            _ => None,
        }
    }

    pub(super) fn error(&self) -> Option<&StateError> {
        match &self.state {
            ChildState::Ended(ended) => ended.result.as_ref().err().map(|stopped| &stopped.error),
            _ => None,
        }
    }

    pub(super) fn is_pending(&self) -> bool {
        matches!(self.state, ChildState::Pending)
    }

    /// The execution as ResultWriter exports it: what DescribeExecution says of it.
    ///
    /// <https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>
    pub(super) fn exported(&self, machine_arn: &str, execution_arn: &str) -> Value {
        let mut export = json!({
            "ExecutionArn": format!("{execution_arn}:{}", self.name),
            "Input": self.input.to_string(),
            "InputDetails": { "Included": true },
            "Name": self.name,
            "StateMachineArn": machine_arn,
            "Status": self.status(),
        });
        let (Value::Object(members), ChildState::Ended(ended)) = (&mut export, &self.state) else {
            return export;
        };
        let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
        set("StartDate", json!(ended.started));
        set("StopDate", json!(ended.stopped));
        match &ended.result {
            Ok(output) => {
                set("Output", json!(output.to_string()));
                set("OutputDetails", json!({ "Included": true }));
            }
            Err(stopped) => {
                set("Error", json!(stopped.error.error));
                set("Cause", json!(stopped.error.cause));
            }
        }
        export
    }

    fn status(&self) -> &'static str {
        match &self.state {
            ChildState::Pending => "PENDING",
            ChildState::Running => "ABORTED",
            ChildState::Ended(ended) if ended.result.is_ok() => "SUCCEEDED",
            ChildState::Ended(_) => "FAILED",
        }
    }
}
