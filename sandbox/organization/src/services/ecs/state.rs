use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};

use super::family::Family;

/// What the service holds, all accounts and Regions.
#[derive(Debug, Default)]
pub(crate) struct State {
    registries: BTreeMap<(AccountId, Region), BTreeMap<String, Family>>,
}

impl State {
    /// The families of an account in a Region, by name.
    pub(crate) fn families(
        &self,
        account: &AccountId,
        region: &Region,
    ) -> impl Iterator<Item = (&String, &Family)> {
        let registry = self.registries.get(&(account.clone(), region.clone()));
        registry.into_iter().flatten()
    }

    /// One family.
    pub(crate) fn family(
        &self,
        account: &AccountId,
        region: &Region,
        name: &str,
    ) -> Option<&Family> {
        self.registries
            .get(&(account.clone(), region.clone()))?
            .get(name)
    }

    /// One family, to be changed; it is made if it does not exist.
    pub(super) fn family_mut(
        &mut self,
        account: &AccountId,
        region: &Region,
        name: &str,
    ) -> &mut Family {
        let registry = self
            .registries
            .entry((account.clone(), region.clone()))
            .or_default();
        registry.entry(name.to_owned()).or_default()
    }
}
