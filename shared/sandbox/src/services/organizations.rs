//! AWS Organizations.

use serde_json::Value;

use crate::operation::Operation;

pub(crate) const OPERATIONS: &[Operation] = &[];

/// The organization.
#[derive(Debug, Default)]
pub(crate) struct State {}

/// Hides what CloudTrail hides: names and addresses of accounts.
pub(crate) fn redact(parameters: &mut Value) {
    let _ = parameters;
}
