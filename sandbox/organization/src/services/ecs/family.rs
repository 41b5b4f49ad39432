use std::collections::BTreeMap;

use rolepair_model::Tags;
use serde_json::{Map, Value, json};

/// The revisions of one family. A revision number is never used twice.
#[derive(Debug, Default)]
pub(crate) struct Family {
    revisions: BTreeMap<u32, Revision>,
}

/// One revision of a task definition.
#[derive(Debug, Clone)]
pub(crate) struct Revision {
    /// The task definition as DescribeTaskDefinition gives it, unknown fields included.
    pub(crate) body: Map<String, Value>,
    pub(crate) tags: Tags,
    pub(crate) status: RevisionStatus,
}

/// Whether a revision can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RevisionStatus {
    Active,
    Inactive,
}

impl Family {
    /// The number the next revision gets.
    pub(crate) fn next_number(&self) -> u32 {
        self.revisions
            .keys()
            .next_back()
            .copied()
            .unwrap_or(0)
            .saturating_add(1)
    }

    pub(crate) fn insert(&mut self, number: u32, revision: Revision) {
        self.revisions.insert(number, revision);
    }

    pub(crate) fn revision(&self, number: u32) -> Option<&Revision> {
        self.revisions.get(&number)
    }

    pub(crate) fn revision_mut(&mut self, number: u32) -> Option<&mut Revision> {
        self.revisions.get_mut(&number)
    }

    /// The number of the latest active revision.
    pub(crate) fn latest_active(&self) -> Option<u32> {
        let mut newest_first = self.revisions.iter().rev();
        newest_first
            .find(|(_, revision)| revision.status == RevisionStatus::Active)
            .map(|(number, _)| *number)
    }

    /// The numbers of the revisions of that status, oldest first.
    pub(crate) fn numbers(&self, status: RevisionStatus) -> impl Iterator<Item = u32> {
        self.revisions
            .iter()
            .filter(move |(_, revision)| revision.status == status)
            .map(|(number, _)| *number)
    }
}

impl Revision {
    /// The revision's tags as the API lists them.
    pub(crate) fn tag_list(&self) -> Value {
        self.tags
            .iter()
            .map(|(key, value)| json!({ "key": key, "value": value }))
            .collect()
    }
}

impl RevisionStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Inactive]
            .into_iter()
            .find(|status| status.name() == text)
    }
}
