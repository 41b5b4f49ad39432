//! Operations of ecs.

use crate::operation::Operation;

pub(crate) const OPERATIONS: &[Operation] = &[];

/// What the service holds, all accounts and Regions.
#[derive(Debug, Default)]
pub(crate) struct State {}

/// Hides what CloudTrail hides: the values of environment variables.
pub(crate) fn redact(parameters: &mut serde_json::Value) {
    let _ = parameters;
}
