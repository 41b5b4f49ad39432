use std::error::Error;

use thiserror::Error;

/// Why a rehearsal could not go on.
#[derive(Debug, Error)]
pub enum RehearsalError {
    /// A call was refused, or not answered.
    #[error("{operation} was refused")]
    Refused {
        /// The operation.
        operation: &'static str,
        /// What was answered.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Something is not as the rehearsal left it.
    #[error("{what} is not as it should be")]
    Incomplete {
        /// What that is.
        what: String,
    },
}

impl RehearsalError {
    /// Makes the error of a call.
    pub(crate) fn of<E: Error + Send + Sync + 'static>(
        operation: &'static str,
    ) -> impl FnOnce(E) -> Self {
        move |source| Self::Refused {
            operation,
            source: Box::new(source),
        }
    }

    pub(crate) fn incomplete(what: impl Into<String>) -> Self {
        Self::Incomplete { what: what.into() }
    }
}
