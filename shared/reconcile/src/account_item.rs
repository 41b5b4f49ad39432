use rolepair_model::AccountId;
use serde::{Deserialize, Serialize};

use crate::{BackfillScope, Outcome};

/// One account of a backfill that a state machine spreads over many calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountItem {
    /// The task account.
    pub account: AccountId,
    /// What is to be done there.
    #[serde(default)]
    pub scope: BackfillScope,
    /// Where an earlier step over the same account stopped.
    #[serde(default)]
    pub continuation: Option<String>,
}

/// What one step in one account came to, when nothing stands in the way of going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountStepReport {
    /// What was done in this step.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Where to go on: the same item with this continuation. Null when all is done; it is always
    /// there, since a state machine cannot ask for what may be missing.
    pub continuation: Option<String>,
}
