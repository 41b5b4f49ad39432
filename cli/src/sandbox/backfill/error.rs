use rolepair_rehearsal::RehearsalError;
use rolepair_sandbox::{InvalidDefinition, NoFunctionRole, StartError};
use thiserror::Error;

/// Why the rehearsal could not go on. What merely does not hold is a check, not an error.
#[derive(Debug, Error)]
pub(super) enum BackfillError {
    #[error("the embedded organization does not start")]
    Start(#[from] StartError),
    #[error(transparent)]
    Function(#[from] NoFunctionRole),
    #[error(transparent)]
    Rehearsal(#[from] RehearsalError),
    #[error("the state machine's definition")]
    Definition(#[from] InvalidDefinition),
    #[error("a file or process of the rehearsal")]
    System(#[from] std::io::Error),
    #[error("`--failing {0}` is more than a quarter of the accounts: too many for a run to go on")]
    TooManyFailing(u32),
}
