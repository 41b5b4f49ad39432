use rolepair_sandbox::{NoFunctionRole, StartError};
use thiserror::Error;

/// Why there is no stage, or nothing can go on there.
#[derive(Debug, Error)]
pub(crate) enum StageError {
    #[error("the embedded organization does not start")]
    Start(#[from] StartError),
    #[error("a function does not start")]
    Function(#[from] NoFunctionRole),
    #[error("a file of the embedded organization cannot be used")]
    System(#[from] std::io::Error),
    #[error("events are still waiting after {0} seconds")]
    NeverIdle(u64),
}
