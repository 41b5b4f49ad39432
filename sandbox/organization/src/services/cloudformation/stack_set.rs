use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};
use time::OffsetDateTime;

use super::stack_record::{Plan, StackRecord};
use crate::service_error::ServiceError;

/// A template that is rolled out over accounts and Regions.
#[derive(Debug, Clone)]
pub(super) struct StackSet {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) plan: Plan,
    /// Whether later accounts get it too.
    pub(super) is_automatic: bool,
    pub(super) targets: Vec<StackSetTarget>,
    pub(super) instances: BTreeMap<Place, Instance>,
    pub(super) operations: BTreeMap<String, StackSetOperation>,
}

/// An account and a Region.
pub(super) type Place = (AccountId, Region);

/// Units, and the Regions in which the accounts below them get a stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StackSetTarget {
    pub(super) units: Vec<String>,
    pub(super) regions: Vec<Region>,
}

/// A stack instance: the StackSet in one account and Region.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) unit: String,
    pub(super) stack_id: String,
    /// Why the stack does not exist, or is not as it should be.
    pub(super) failure: Option<String>,
}

impl Instance {
    /// An instance that was not attempted yet.
    pub(super) fn below(unit: &str) -> Self {
        Self {
            unit: unit.to_owned(),
            stack_id: String::new(),
            failure: None,
        }
    }

    /// Takes over the result of its stack.
    pub(super) fn follow(&mut self, result: Result<StackRecord, ServiceError>) {
        match result {
            Ok(record) => {
                self.stack_id = record.id;
                self.failure = record.reason;
            }
            Err(error) => self.failure = Some(error.message),
        }
    }
}

/// One operation on a StackSet.
#[derive(Debug, Clone)]
pub(super) struct StackSetOperation {
    pub(super) action: &'static str,
    pub(super) has_succeeded: bool,
    pub(super) failed: usize,
    pub(super) at: OffsetDateTime,
}
