use serde::Serialize;
use thiserror::Error;

/// Why an invocation of a function gave no result.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize)]
#[error("{error_type}: {message}")]
pub struct InvocationError {
    /// The function's own error type, or one of Lambda's: `Runtime.ExitError`,
    /// `Sandbox.Timedout`, `Runtime.InitError`.
    pub error_type: String,
    /// The sentence.
    pub message: String,
}

impl InvocationError {
    /// An error of this type with this sentence.
    #[must_use]
    pub fn new(error_type: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            error_type: error_type.into(),
            message: message.into(),
        }
    }

    /// No such function runs.
    pub(crate) fn not_found(name: &str) -> Self {
        Self::new(
            "ResourceNotFoundException",
            format!("no function `{name}` runs"),
        )
    }

    /// The process ended before it answered.
    pub(crate) fn exited(how: &str) -> Self {
        Self::new(
            "Runtime.ExitError",
            format!("the function's process ended: {how}"),
        )
    }

    /// The deadline passed.
    pub(crate) fn timed_out(seconds: f64) -> Self {
        Self::new(
            "Sandbox.Timedout",
            format!("the function did not answer within {seconds:.2} seconds"),
        )
    }
}
