use std::collections::BTreeSet;

use rolepair_model::{AccountId, Family, PairName, Region};
use serde::{Deserialize, Serialize};

use crate::WorkItem;

/// What is to be done in each account of a backfill. An empty list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackfillScope {
    /// Only these pairs.
    pub pairs: BTreeSet<PairName>,
    /// Only these of the configuration's Regions.
    pub regions: BTreeSet<Region>,
    /// Only these task definition families.
    pub families: BTreeSet<Family>,
    /// Work out the changes, make none.
    pub dry_run: bool,
}

impl BackfillScope {
    /// The item that asks for just this in these accounts.
    pub(crate) fn in_accounts(&self, accounts: BTreeSet<AccountId>) -> WorkItem {
        WorkItem {
            accounts,
            pairs: self.pairs.clone(),
            regions: self.regions.clone(),
            families: self.families.clone(),
            dry_run: self.dry_run,
            continuation: None,
        }
    }
}
