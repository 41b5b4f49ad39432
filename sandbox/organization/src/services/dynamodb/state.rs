use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};

use super::{error::not_found, table::Table, table_name::TableName};
use crate::service_error::ServiceError;

/// What the service holds, all accounts and Regions.
#[derive(Debug, Default)]
pub(crate) struct State {
    tables: BTreeMap<(AccountId, Region), BTreeMap<String, Table>>,
}

impl State {
    /// The names of the tables of an account in a Region.
    pub(super) fn names(
        &self,
        account: &AccountId,
        region: &Region,
    ) -> impl Iterator<Item = &String> {
        let registry = self.tables.get(&(account.clone(), region.clone()));
        registry.into_iter().flat_map(BTreeMap::keys)
    }

    pub(super) fn table(&self, name: &TableName) -> Result<&Table, ServiceError> {
        let registry = self
            .tables
            .get(&(name.account.clone(), name.region.clone()));
        registry
            .and_then(|tables| tables.get(&name.name))
            .ok_or_else(not_found)
    }

    pub(super) fn table_mut(&mut self, name: &TableName) -> Result<&mut Table, ServiceError> {
        self.registry(name)
            .get_mut(&name.name)
            .ok_or_else(not_found)
    }

    pub(super) fn registry(&mut self, name: &TableName) -> &mut BTreeMap<String, Table> {
        self.tables
            .entry((name.account.clone(), name.region.clone()))
            .or_default()
    }
}
