use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};

use super::{rule::HubRule, undelivered::Undelivered};

/// The rules people put on the default buses, and what could not be delivered.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(super) rules: BTreeMap<(AccountId, Region), BTreeMap<String, HubRule>>,
    pub(crate) undelivered: Vec<Undelivered>,
}
