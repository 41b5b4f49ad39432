use rolepair_sandbox::RunTaskError;
use thiserror::Error;

use crate::stage::{ApiError, StageError};

/// Why the demo could not go on. A claim that does not hold is a check, not an error.
#[derive(Debug, Error)]
pub(crate) enum DemoError {
    #[error(transparent)]
    Stage(#[from] StageError),
    #[error(transparent)]
    Call(#[from] ApiError),
    #[error("the task does not run")]
    Task(#[from] RunTaskError),
    #[error("a process of the demo does not run")]
    System(#[from] std::io::Error),
    #[error("a request of the demo cannot be built")]
    Request(#[from] aws_sdk_dynamodb::error::BuildError),
    #[error("the answer to {0} lacks something that the demo needs")]
    Incomplete(&'static str),
    #[error("{0}")]
    Finding(String),
}
