use std::collections::BTreeSet;

use rolepair_model::{AccountId, Family, PairName, Region};
use serde::{Deserialize, Serialize};

/// What a person, a schedule or a state machine asks for directly. An empty list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkItem {
    /// Only these accounts.
    pub accounts: BTreeSet<AccountId>,
    /// Only these pairs.
    pub pairs: BTreeSet<PairName>,
    /// Only these of the configuration's Regions.
    pub regions: BTreeSet<Region>,
    /// Only these task definition families.
    pub families: BTreeSet<Family>,
    /// Work out the changes, make none.
    pub dry_run: bool,
    /// Where an earlier step over the same item stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation: Option<String>,
}
