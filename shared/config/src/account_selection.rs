use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::{Account, AccountId, OrganizationalUnitId};

/// Which task accounts a pair is for.
///
/// An account is selected when it is in `include`, or when it is below one of the units *and*
/// bears every tag; where only one of the two is given, that one decides. `exclude` wins over
/// everything. A selection that says nothing selects nobody; every account is
/// `organizational_units: [r-ab12]`, the root.
///
/// The management account is an account like any other here: whether it can be worked in is known
/// when its role is assumed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AccountSelection {
    /// Units whose accounts are meant, those of the units below them too.
    pub organizational_units: BTreeSet<OrganizationalUnitId>,
    /// Tags that an account must all bear, with exactly these values.
    pub tags: BTreeMap<String, String>,
    /// Accounts that are meant wherever they stand.
    pub include: BTreeSet<AccountId>,
    /// Accounts that are never meant. The resource account is always among them: the role pair
    /// spans two accounts.
    pub exclude: BTreeSet<AccountId>,
}

impl AccountSelection {
    /// Whether the account is meant.
    #[must_use]
    pub fn selects(&self, account: &Account) -> bool {
        !self.exclude.contains(&account.id)
            && (self.include.contains(&account.id) || self.selects_by_rule(account))
    }

    /// Whether no account can be selected: there is no rule, and none is included for good.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.include.is_subset(&self.exclude) && !self.has_rule()
    }

    /// Whether the configuration alone shows that this selection and `other` can mean one account.
    ///
    /// They do where both include it, where one includes it and the other means everybody, and
    /// where their rules share a unit and their tags do not contradict each other. How two units
    /// lie to each other, and which tags an included account bears, only AWS knows: such an overlap
    /// is found when the account is at hand.
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
