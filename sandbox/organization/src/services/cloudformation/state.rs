use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};
use tempfile::TempDir;

use super::{stack_record::StackRecord, stack_set::StackSet};
use crate::bus::DeployedFunction;

/// What the service holds.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(super) stacks: BTreeMap<StackKey, StackRecord>,
    /// The StackSets of the organization, whichever account administers them.
    pub(super) sets: BTreeMap<String, StackSet>,
    /// The folders of the functions' code. They are deleted with the organization.
    pub(super) folders: Vec<TempDir>,
    /// The functions that are to run and do not run yet.
    pub(super) pending: Vec<DeployedFunction>,
    /// The endpoint that functions call.
    pub(crate) endpoint: String,
}

/// Identifies a stack: its name is unique in an account and Region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct StackKey {
    pub(super) account: AccountId,
    pub(super) region: Region,
    pub(super) name: String,
}

impl State {
    /// Takes out the functions that do not run yet.
    pub(crate) fn take_pending(&mut self) -> Vec<DeployedFunction> {
        std::mem::take(&mut self.pending)
    }

    /// Whether there is a StackSet that new accounts may belong to.
    pub(crate) fn has_sets(&self) -> bool {
        !self.sets.is_empty()
    }
}
