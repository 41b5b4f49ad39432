use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};
use time::OffsetDateTime;

use super::stack_record::Plan;

/// A template that is rolled out over accounts and Regions.
#[derive(Debug, Clone)]
pub(super) struct StackSet {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) plan: Plan,
    /// Whether accounts that come later get it too.
    pub(super) is_automatic: bool,
    pub(super) targets: Vec<Target>,
    pub(super) instances: BTreeMap<(AccountId, Region), Instance>,
    pub(super) operations: BTreeMap<String, StackSetOperation>,
}

/// Units, and the Regions in which the accounts below them get a stack.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) units: Vec<String>,
    pub(super) regions: Vec<Region>,
}

/// What became of it in one account and Region.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) unit: String,
    pub(super) stack_id: String,
    /// Why there is no stack, where there is none.
    pub(super) failure: Option<String>,
}

/// One piece of work on a StackSet.
#[derive(Debug, Clone)]
pub(super) struct StackSetOperation {
    pub(super) action: &'static str,
    pub(super) has_succeeded: bool,
    pub(super) failed: usize,
    pub(super) at: OffsetDateTime,
}
