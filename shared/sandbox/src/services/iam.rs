//! AWS Identity and Access Management.

use crate::operation::Operation;

pub(crate) const OPERATIONS: &[Operation] = &[];

/// What IAM holds for one account.
#[derive(Debug, Default)]
pub(crate) struct State {}
