use rolepair_model::AccountId;
use rolepair_sandbox::Sandbox;
use rolepair_state_machine::Execution;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::RehearsalError;

/// An account that failed, as the state machine names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountFailure {
    /// The account.
    pub account: AccountId,
    /// The kind of failure: `Transient`, `Refused`.
    pub error: String,
    /// The reason for a person: the finding, or the call that failed.
    pub reason: String,
}

/// An entry of the list that the state machine writes.
#[derive(Debug, Deserialize)]
struct FailureEntry {
    account: AccountId,
    error: String,
    /// What the function answered, as text.
    cause: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FunctionAnswer {
    error_message: String,
}

/// The summary that an execution with failed accounts gives as its cause.
///
/// # Errors
/// If it did not end that way.
pub fn summary(execution: &Execution) -> Result<Value, RehearsalError> {
    let cause = execution.cause.as_deref().unwrap_or_default();
    match execution.error.as_deref() {
        Some("AccountsFailed") => {
            serde_json::from_str(cause).map_err(RehearsalError::of("the state machine"))
        }
        error => {
            let error = error.unwrap_or("no error");
            let what = format!("the end of `{}` with {error}: {cause}", execution.name);
            Err(RehearsalError::incomplete(what))
        }
    }
}

/// The accounts that a summary names.
///
/// # Errors
/// If there is no list, or it cannot be read.
pub fn failures(sandbox: &Sandbox, summary: &Value) -> Result<Vec<AccountFailure>, RehearsalError> {
    let place = summary.get("failures").and_then(Value::as_str);
    let list = left_behind(sandbox, place.unwrap_or_default())?;
    let entries: Vec<FailureEntry> =
        serde_json::from_value(list).map_err(RehearsalError::of("the list of failures"))?;
    let failure = |entry: FailureEntry| {
        let answer: Result<FunctionAnswer, _> = serde_json::from_str(&entry.cause);
        AccountFailure {
            account: entry.account,
            error: entry.error,
            reason: answer.map_or(entry.cause, |answer| answer.error_message),
        }
    };
    Ok(entries.into_iter().map(failure).collect())
}

/// An object the state machine wrote, as JSON, by its key or its URL.
///
/// # Errors
/// If there is no such object.
pub fn left_behind(sandbox: &Sandbox, place: &str) -> Result<Value, RehearsalError> {
    let bucket = sandbox.results_bucket();
    let key = place.strip_prefix(&format!("s3://{bucket}/"));
    let object = sandbox.object(&bucket, key.unwrap_or(place));
    let missing = || RehearsalError::incomplete(format!("the object `{place}`"));
    serde_json::from_slice(&object.ok_or_else(missing)?)
        .map_err(RehearsalError::of("reading an object"))
}
