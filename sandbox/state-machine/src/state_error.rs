use crate::services::CallError;

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

    /// A mistake in the definition that is found only at run time. No rule can match it.
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
    pub(super) fn of_service(service: &str, error: &CallError) -> Self {
        let code = error.code.trim_end_matches("Exception");
        Self::new(format!("{service}.{code}Exception"), error.message.clone())
    }

    /// The error of a function: its own type, and what it answered in JSON, as Step Functions
    /// shows it.
    pub(super) fn of_function(error: &CallError) -> Self {
        let CallError { code, message } = error;
        let cause = serde_json::json!({ "errorType": code, "errorMessage": message });
        let name = match code.as_str() {
            "ResourceNotFoundException" => "Lambda.ResourceNotFoundException",
            code => code,
        };
        Self::new(name, cause.to_string())
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
