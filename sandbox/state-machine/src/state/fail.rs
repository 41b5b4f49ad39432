use serde::Deserialize;
use serde_json::Value;

use crate::{expression::Expression, path::PathRoots, state_error::StateError};

/// Ends an execution as failed.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Fail {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    error: String,
    cause_path: Expression,
}

impl Fail {
    /// The error it ends with.
    pub(super) fn error(&self, roots: PathRoots<'_>) -> StateError {
        match self.cause_path.evaluate(roots) {
            Ok(Value::String(cause)) => StateError::new(&self.error, cause),
            Ok(_) => StateError::runtime("the cause is not a text"),
            Err(error) => error,
        }
    }
}
