use rolepair_model::{AccountId, Finding};
use serde::Serialize;

use crate::{Change, Failure, Outcome};

/// What one step of a backfill came to.
#[derive(Debug, Default, Serialize)]
pub struct BackfillReport {
    /// Every account worked on, in the order they were finished. An account that takes several
    /// steps is in several reports.
    pub accounts: Vec<AccountReport>,
    /// How many accounts were left alone because no pair in question selects them.
    pub unselected: u64,
    /// Where to go on: an item with this continuation, all else equal. None when all is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation: Option<String>,
}

/// What was done in one account.
#[derive(Debug, Serialize)]
pub struct AccountReport {
    /// The task account.
    pub account: AccountId,
    /// What came of it.
    #[serde(flatten)]
    pub result: AccountResult,
}

/// An outcome or a failure; both say `status`, `changes` and `findings`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum AccountResult {
    /// The work was done, as far as this step went.
    Done(Outcome),
    /// Some of the work could not be done; the failure carries what was.
    Failed(Failure),
}

impl AccountResult {
    /// The changes made, whatever else happened.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Done(outcome) => &outcome.changes,
            Self::Failed(failure) => failure.outcome().map_or(&[], |outcome| &outcome.changes),
        }
    }

    /// What a person should know of.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Done(outcome) => &outcome.findings,
            Self::Failed(failure) => failure.findings(),
        }
    }
}
