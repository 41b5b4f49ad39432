use rolepair_model::{Account, AccountId, OrganizationId, PairName, Partition, Region};

use crate::{HubRoles, Pair, Wanted};

/// The configuration of rolepair for one organization and one resource account.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Config {
    /// The organization, whose id every trust policy names.
    pub organization_id: OrganizationId,
    /// The account that owns what the tasks need.
    pub resource_account: AccountId,
    /// The partition of the Regions.
    pub partition: Partition,
    /// The roles rolepair itself assumes.
    pub roles: HubRoles,
    /// The Regions in which task definitions are patched; at least one, all of one partition.
    pub regions: Vec<Region>,
    /// The pairs, in the order of the file; at least one.
    pub pairs: Vec<Pair>,
}

impl Config {
    /// The pair of a name.
    #[must_use]
    pub fn pair(&self, name: &PairName) -> Option<&Pair> {
        self.pairs.iter().find(|pair| pair.name == *name)
    }

    /// The pairs that an account is a task account of, in the order of the file. The resource
    /// account is none of any.
    pub fn pairs_for(&self, account: &Account) -> impl Iterator<Item = &Pair> {
        self.pairs.iter().filter(|pair| pair.selects(account))
    }

    /// What must be asked of the organization about an account.
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
