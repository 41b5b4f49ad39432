use std::collections::BTreeSet;

use rolepair_model::{Account, AccountId, Partition};

/// The values for the placeholders of a permissions template.
#[derive(Debug, Clone, Copy)]
pub struct TemplateValues<'a> {
    /// The value of `{{partition}}`.
    pub partition: &'a Partition,
    /// The value of `{{resource_account.id}}`.
    pub resource_account: &'a AccountId,
    /// The task account, for `{{account.id}}`, `{{account.name}}` and `{{account.tags.KEY}}`.
    /// `None` for a resource role that all accounts share.
    pub account: Option<&'a Account>,
}

/// Which values of an account a permissions template needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateWants {
    /// Whether the template needs the account's id.
    pub account_id: bool,
    /// Whether the template needs the account's name.
    pub account_name: bool,
    /// The keys of the tags that the template needs.
    pub account_tags: BTreeSet<String>,
}

impl TemplateWants {
    /// Whether the template needs any value that differs between accounts. A role that all
    /// accounts share cannot have such a template.
    #[must_use]
    pub fn is_per_account(&self) -> bool {
        *self != Self::default()
    }
}
