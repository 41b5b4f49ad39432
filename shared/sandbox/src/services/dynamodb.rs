//! Operations of dynamodb.

use crate::operation::Operation;

pub(crate) const OPERATIONS: &[Operation] = &[];

/// What the service holds, all accounts and Regions.
#[derive(Debug, Default)]
pub(crate) struct State {}
