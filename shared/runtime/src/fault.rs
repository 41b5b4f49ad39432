use std::fmt;

use lambda_runtime::Diagnostic;
use rolepair_reconcile::{Report, Status};
use serde::Serialize;
use thiserror::Error;

/// A call that failed, as the caller sees it: Lambda's `errorType` and `errorMessage`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Error)]
#[serde(rename_all = "camelCase")]
#[error("{error_type}: {error_message}")]
pub struct Fault {
    /// The kind of failure in one word, which alarms and retry rules match.
    pub error_type: FaultType,
    /// The reasons in one line.
    pub error_message: String,
}

/// The kinds of failure. There will never be others.
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

impl Fault {
    /// How the work of a report failed, if it did.
    #[must_use]
    pub fn of(report: &Report) -> Option<Self> {
        let error_type = match report.status() {
            Status::Transient => FaultType::Transient,
            Status::Refused => FaultType::Refused,
            Status::BadEvent => FaultType::BadEvent,
            Status::Unchanged | Status::Changed | Status::Skipped => return None,
        };
        Some(Self {
            error_type,
            error_message: in_one_line(&report.reasons()),
        })
    }
}

/// The longest message. Step Functions takes 32,768 characters, but people do not read that many; the
/// log has every finding.
const LONGEST: usize = 8_000;

/// The reasons in one line: those that fit, and the number of the others.
fn in_one_line(reasons: &[String]) -> String {
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
