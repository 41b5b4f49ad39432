use std::fmt;

use lambda_runtime::Diagnostic;
use rolepair_reconcile::Failure;
use serde::Serialize;
use thiserror::Error;

/// A call that failed, as the caller sees it: Lambda's `errorType` and `errorMessage`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "camelCase")]
#[error("{error_type}: {error_message}")]
pub struct Fault {
    /// What kind of failure, in one word that alarms and retry rules match.
    pub error_type: FaultType,
    /// The reasons in one line.
    pub error_message: String,
}

/// The kinds of failure, of which there will be no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FaultType {
    /// The same call may get further later.
    Transient,
    /// A person has to do something first.
    Refused,
    /// The input will never be right.
    BadEvent,
    /// The configuration is wrong; the function does not start.
    BadConfig,
}

impl fmt::Display for FaultType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl From<&Failure> for Fault {
    fn from(failure: &Failure) -> Self {
        Self {
            error_type: match failure {
                Failure::Transient { .. } => FaultType::Transient,
                Failure::Refused { .. } => FaultType::Refused,
                Failure::BadEvent { .. } => FaultType::BadEvent,
            },
            error_message: told(&failure.reasons()),
        }
    }
}

/// The longest text of a failure. Step Functions takes 32,768 characters, people fewer; the log has
/// every finding.
const LONGEST: usize = 8_000;

/// The reasons in one line, as many as there is room for.
fn told(reasons: &[String]) -> String {
    let mut text = String::new();
    for (at, reason) in reasons.iter().enumerate() {
        if at > 0 && text.len() + reason.len() > LONGEST {
            text.push_str(&format!("; and {} more", reasons.len() - at));
            break;
        }
        if at > 0 {
            text.push_str("; ");
        }
        text.push_str(reason);
    }
    text
}

impl From<Fault> for Diagnostic {
    fn from(fault: Fault) -> Self {
        Self {
            error_type: fault.error_type.to_string(),
            error_message: fault.error_message,
        }
    }
}
