use crate::{InvocationError, service_error::ServiceError};

/// Why a state did not succeed: the error that retry rules match, and the cause for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StateError {
    pub(super) error: String,
    pub(super) cause: String,
}

/// The most a state may take or give.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
pub(super) const MOST_BYTES: usize = 262_144;

impl StateError {
    pub(super) fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            error: error.into(),
            cause: cause.into(),
        }
    }

    /// A mistake of the definition that shows only when it runs; no rule can match it.
    pub(super) fn runtime(cause: impl Into<String>) -> Self {
        Self::new("States.Runtime", cause)
    }

    /// A path in a payload template leads nowhere.
    pub(super) fn parameter_path(path: &str) -> Self {
        let cause = format!("the path `{path}` leads to nothing in the input");
        Self::new("States.ParameterPathFailure", cause)
    }

    pub(super) fn intrinsic(cause: impl Into<String>) -> Self {
        Self::new("States.IntrinsicFailure", cause)
    }

    pub(super) fn too_large(what: &str, bytes: usize) -> Self {
        let cause = format!("{what} has {bytes} bytes, more than {MOST_BYTES}");
        Self::new("States.DataLimitExceeded", cause)
    }

    /// The error of a service called by its SDK integration: `S3.NoSuchKeyException`.
    pub(super) fn of_service(service: &str, error: &ServiceError) -> Self {
        let code = error.code.trim_end_matches("Exception");
        Self::new(format!("{service}.{code}Exception"), error.message.clone())
    }

    /// Whether a retry rule or catcher with these names is for it.
    ///
    /// <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>
    pub(super) fn is_one_of(&self, names: &[String]) -> bool {
        names.iter().any(|name| match name.as_str() {
            "States.TaskFailed" => self.is_of_a_task(),
            name => name == self.error,
        })
    }

    fn is_of_a_task(&self) -> bool {
        !self.error.starts_with("States.")
    }
}

impl From<InvocationError> for StateError {
    /// The function's own word, and what it answered, as Step Functions shows it: in JSON.
    fn from(error: InvocationError) -> Self {
        let cause = serde_json::json!({
            "errorType": error.error_type,
            "errorMessage": error.message,
        });
        let name = match error.error_type.as_str() {
            "ResourceNotFoundException" => "Lambda.ResourceNotFoundException".to_owned(),
            _ => error.error_type,
        };
        Self::new(name, cause.to_string())
    }
}
