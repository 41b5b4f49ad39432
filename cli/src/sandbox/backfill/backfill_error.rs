use rolepair_rehearsal::RehearsalError;
use rolepair_state_machine::InvalidDefinition;
use thiserror::Error;

use crate::stage::StageError;

/// Why the rehearsal could not go on. A claim that does not hold is a check, not an error.
#[derive(Debug, Error)]
pub(super) enum BackfillError {
    #[error(transparent)]
    Stage(#[from] StageError),
    #[error(transparent)]
    Rehearsal(#[from] RehearsalError),
    #[error("the definition of the state machine is invalid")]
    Definition(#[from] InvalidDefinition),
}
