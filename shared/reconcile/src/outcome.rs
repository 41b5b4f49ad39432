use rolepair_model::Finding;
use serde::Serialize;

use crate::Change;

/// What came of a piece of work that did not fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// In one word.
    pub status: Status,
    /// The changes, in the order they were made.
    pub changes: Vec<Change>,
    /// What a person should know of.
    pub findings: Vec<Finding>,
    /// Whether the changes were only worked out.
    #[serde(skip_serializing_if = "is_false")]
    pub dry_run: bool,
}

/// An outcome in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Everything was as it should be.
    Unchanged,
    /// Something was changed, or would be in a dry run.
    Changed,
    /// There was nothing to do here, or a finding stopped it.
    Skipped,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's `skip_serializing_if` passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl Outcome {
    /// Nothing to do here, for this reason.
    #[must_use]
    pub fn skipped(findings: Vec<Finding>) -> Self {
        Self {
            status: Status::Skipped,
            changes: Vec::new(),
            findings,
            dry_run: false,
        }
    }

    /// Made of changes and findings: changed where there are changes, else skipped where a
    /// finding blocks, else unchanged.
    #[must_use]
    pub fn of(changes: Vec<Change>, findings: Vec<Finding>, dry_run: bool) -> Self {
        let status = if !changes.is_empty() {
            Status::Changed
        } else if findings.iter().any(Finding::blocks) {
            Status::Skipped
        } else {
            Status::Unchanged
        };
        Self {
            status,
            changes,
            findings,
            dry_run,
        }
    }
}
