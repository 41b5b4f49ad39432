//! The size of what goes into and out of a state.

use serde_json::Value;

use super::state_error::{MOST_BYTES, StateError};

/// Refuses a payload that is larger than Step Functions allows.
pub(super) fn checked(what: &str, payload: Value) -> Result<Value, StateError> {
    let bytes = payload.to_string().len();
    if bytes > MOST_BYTES {
        return Err(StateError::too_large(what, bytes));
    }
    Ok(payload)
}
