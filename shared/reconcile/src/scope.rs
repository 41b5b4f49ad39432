use std::collections::BTreeSet;

use rolepair_config::{Config, Pair};
use rolepair_model::{Account, PairName};

/// How much of the configuration a piece of work is about, and whether it may change anything.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// Only these pairs; all where it is empty.
    pub(crate) pairs: BTreeSet<PairName>,
    /// Work out the changes, make none.
    pub(crate) dry_run: bool,
}

impl Scope {
    /// Every pair.
    pub(crate) fn everything(dry_run: bool) -> Self {
        Self {
            pairs: BTreeSet::new(),
            dry_run,
        }
    }

    /// The pairs in question that select the account.
    pub(crate) fn pairs_for<'c>(&self, config: &'c Config, account: &Account) -> Vec<&'c Pair> {
        config
            .pairs_for(account)
            .filter(|pair| self.pairs.is_empty() || self.pairs.contains(&pair.name))
            .collect()
    }
}
