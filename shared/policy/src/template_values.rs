use std::collections::BTreeSet;

use rolepair_model::{Account, AccountId, Partition};

/// What the placeholders of a permissions template stand for.
#[derive(Debug, Clone, Copy)]
pub struct TemplateValues<'a> {
    /// `{{partition}}`
    pub partition: &'a Partition,
    /// `{{resource_account.id}}`
    pub resource_account: &'a AccountId,
    /// `{{account.id}}`, `{{account.name}}`, `{{account.tags.KEY}}`: the task account. `None` for a
    /// resource role that all accounts share.
    pub account: Option<&'a Account>,
}

/// Which values of an account a permissions template asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateWants {
    /// Whether it asks for the account's id.
    pub account_id: bool,
    /// Whether it asks for the account's name.
    pub account_name: bool,
    /// The tags it asks for.
    pub account_tags: BTreeSet<String>,
}

impl TemplateWants {
    /// Whether it asks for anything that differs from account to account; such a template has no
    /// meaning for a role that all accounts share.
    #[must_use]
    pub fn is_per_account(&self) -> bool {
        *self != Self::default()
    }
}
