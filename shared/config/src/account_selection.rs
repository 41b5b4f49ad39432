use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::{Account, AccountId, OrganizationalUnitId};

/// Which task accounts a pair selects.
///
/// An account is selected if it is in `include`, or if it is below one of the units *and* has every
/// tag. Units or tags alone are also enough. `exclude` wins over everything. An empty selection
/// selects no account. `organizational_units: [r-ab12]`, the root, selects every account.
///
/// The management account is not special here. Whether rolepair can work in it is only known when
/// it assumes a role there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AccountSelection {
    /// Select the accounts in these units, and in the units below them.
    pub organizational_units: BTreeSet<OrganizationalUnitId>,
    /// Select accounts that have all these tags with exactly these values.
    pub tags: BTreeMap<String, String>,
    /// Select these accounts, wherever they are in the organization.
    pub include: BTreeSet<AccountId>,
    /// Never select these accounts. The resource account is always one of them, because a role pair
    /// spans two accounts.
    pub exclude: BTreeSet<AccountId>,
}

impl AccountSelection {
    /// Whether the account is selected.
    #[must_use]
    pub fn selects(&self, account: &Account) -> bool {
        !self.exclude.contains(&account.id)
            && (self.include.contains(&account.id) || self.selects_by_rule(account))
    }

    /// Whether no account can be selected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.include.is_subset(&self.exclude) && !self.has_rule()
    }

    /// Whether the configuration alone shows that this selection and `other` can select the same
    /// account.
    ///
    /// It shows that if both include the account, if one includes it and the other selects every
    /// account, or if they share a unit and their tags do not contradict each other. Only AWS knows
    /// whether one unit is below another, and which tags an included account has. Such an overlap is
    /// found when rolepair works on the account.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.includes_one_of(other)
            || other.includes_one_of(self)
            || (self.has_rule()
                && other.has_rule()
                && self.shares_a_unit(other)
                && self.tags_agree(other))
    }

    fn has_rule(&self) -> bool {
        !self.organizational_units.is_empty() || !self.tags.is_empty()
    }

    fn selects_by_rule(&self, account: &Account) -> bool {
        let mut units = self.organizational_units.iter();
        self.has_rule()
            && (self.organizational_units.is_empty()
                || units.any(|unit| account.path.is_below(unit)))
            && self
                .tags
                .iter()
                .all(|(key, value)| account.tags.get(key) == Some(value))
    }

    fn includes_one_of(&self, other: &Self) -> bool {
        let by_rule = other.has_rule() && other.has_every_unit() && other.tags.is_empty();
        self.include
            .difference(&self.exclude)
            .any(|id| !other.exclude.contains(id) && (by_rule || other.include.contains(id)))
    }

    fn shares_a_unit(&self, other: &Self) -> bool {
        self.has_every_unit()
            || other.has_every_unit()
            || !self
                .organizational_units
                .is_disjoint(&other.organizational_units)
    }

    fn has_every_unit(&self) -> bool {
        let mut units = self.organizational_units.iter();
        self.organizational_units.is_empty() || units.any(|unit| unit.as_str().starts_with("r-"))
    }

    fn tags_agree(&self, other: &Self) -> bool {
        self.tags
            .iter()
            .all(|(key, value)| other.tags.get(key).is_none_or(|theirs| theirs == value))
    }
}
