use rolepair_sandbox::{NoFunctionRole, RunTaskError, StartError};
use thiserror::Error;

use crate::demo::person::Refusal;

/// Why the demo could not go on. What merely does not hold is a check, not an error.
#[derive(Debug, Error)]
pub(crate) enum DemoError {
    #[error("the embedded organization does not start")]
    Start(#[from] StartError),
    #[error("a function does not start")]
    Function(#[from] NoFunctionRole),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the task does not run")]
    Task(#[from] RunTaskError),
    #[error("a file or process of the demo")]
    System(#[from] std::io::Error),
    #[error("a request of the demo")]
    Request(#[from] aws_sdk_dynamodb::error::BuildError),
    #[error("the answer to {0} lacks what the demo needs")]
    Incomplete(&'static str),
    #[error("not everything was dealt with within {0} seconds")]
    NeverIdle(u64),
    #[error("{0}")]
    Finding(String),
}
