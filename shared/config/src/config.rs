use rolepair_model::{Account, AccountId, OrganizationId, PairName, Partition, Region};

use crate::{HubRoles, Pair, Wanted};

/// The configuration of rolepair for one organization and one resource account.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The organization. Every trust policy names its id.
    pub organization_id: OrganizationId,
    /// The account that owns the tables, buckets and queues.
    pub resource_account: AccountId,
    /// The partition of the Regions.
    pub partition: Partition,
    /// The roles that rolepair itself assumes.
    pub roles: HubRoles,
    /// The Regions in which task definitions are patched. There is at least one, and all are in the
    /// same partition.
    pub regions: Vec<Region>,
    /// The pairs, in the order of the file. There is at least one.
    pub pairs: Vec<Pair>,
}

impl Config {
    /// The pair with this name.
    #[must_use]
    pub fn pair(&self, name: &PairName) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.name == *name)
    }

    /// The pairs that select an account, in the order of the file. No pair selects the resource
    /// account.
    pub fn pairs_for(&self, account: &Account) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|pair| pair.selects(account))
    }

    /// What the pairs need to know about an account from AWS Organizations.
    #[must_use]
    pub fn wants(&self) -> Wanted {
        let mut wanted = Wanted::default();
        for pair in &self.pairs {
            wanted.path |= !pair.accounts.organizational_units.is_empty();
            wanted.tags |=
                !pair.accounts.tags.is_empty() || !pair.permissions.wants().account_tags.is_empty();
        }
        wanted
    }
}
