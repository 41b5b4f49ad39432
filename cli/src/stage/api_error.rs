use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

use crate::complaint::in_full;

/// The error that AWS answered, or why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {code}: {message}")]
pub(crate) struct ApiError {
    /// The operation that was called.
    pub(crate) operation: &'static str,
    /// The code of the error: `AccessDenied`.
    pub(crate) code: String,
    /// The message of the error.
    pub(crate) message: String,
}

impl ApiError {
    /// For `map_err`: the error of an operation.
    pub(crate) fn of<E, R>(operation: &'static str) -> impl Fn(SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
        R: std::fmt::Debug,
        SdkError<E, R>: std::error::Error + 'static,
    {
        move |error| {
            let (code, message) = (error.code(), error.message());
            Self {
                operation,
                code: code.unwrap_or("NoAnswer").to_owned(),
                message: message.map_or_else(|| in_full(&error), str::to_owned),
            }
        }
    }

    /// Without an answer, or with one that cannot be used.
    pub(crate) fn unanswered(operation: &'static str, error: &dyn std::error::Error) -> Self {
        Self {
            operation,
            code: "NoAnswer".to_owned(),
            message: in_full(error),
        }
    }
}
