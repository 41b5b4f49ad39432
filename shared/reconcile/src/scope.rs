use std::collections::BTreeSet;

use rolepair_config::{Config, Pair};
use rolepair_model::{Account, AccountId, Family, Finding, FindingCode, PairName, Region};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// What a piece of work is limited to, and whether it may change anything. An empty list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    /// Only these accounts.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub accounts: BTreeSet<AccountId>,
    /// Only these pairs.
    pub pairs: BTreeSet<PairName>,
    /// Only these of the configuration's Regions.
    pub regions: BTreeSet<Region>,
    /// Only these task definition families.
    pub families: BTreeSet<Family>,
    /// Whether the changes are made.
    #[serde(rename = "dry_run")]
    pub mode: Mode,
}

/// Whether changes are made. As JSON it is the value of `dry_run`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "bool", into = "bool")]
pub enum Mode {
    /// Changes are made.
    #[default]
    Apply,
    /// Changes are worked out, and none is made.
    DryRun,
}

impl From<bool> for Mode {
    fn from(dry_run: bool) -> Self {
        if dry_run { Self::DryRun } else { Self::Apply }
    }
}

impl From<Mode> for bool {
    fn from(mode: Mode) -> Self {
        mode == Mode::DryRun
    }
}

impl Scope {
    /// The selected pairs that serve the account.
    pub(crate) fn pairs_for<'c>(&self, config: &'c Config, account: &Account) -> Vec<&'c Pair> {
        let pairs = config.pairs_for(account);
        pairs
            .filter(|pair| self.pairs.is_empty() || self.pairs.contains(&pair.name))
            .collect()
    }

    /// The selected Regions, in the order of the configuration.
    pub(crate) fn regions<'c>(&self, config: &'c Config) -> impl Iterator<Item = &'c Region> {
        let regions = config.regions.iter();
        regions.filter(|region| self.regions.is_empty() || self.regions.contains(region))
    }

    /// Refuses a pair or Region that the configuration does not have: nothing would be done about
    /// it, and nobody would know.
    pub(crate) fn check(&self, config: &Config) -> Result<(), Finding> {
        let mut pairs = self.pairs.iter();
        if let Some(name) = pairs.find(|name| config.pair(name).is_none()) {
            let message = format!("the configuration has no pair `{name}`");
            return Err(malformed("pairs", message));
        }
        let mut regions = self.regions.iter();
        if let Some(region) = regions.find(|region| !config.regions.contains(region)) {
            let message = format!("the configuration does not list the Region `{region}`");
            return Err(malformed("regions", message));
        }
        Ok(())
    }
}

/// Reads the scope of accounts that are listed elsewhere, and so is not limited to accounts itself.
///
/// # Errors
/// The scope has `accounts`.
pub fn without_accounts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scope, D::Error> {
    let scope = Scope::deserialize(deserializer)?;
    if scope.accounts.is_empty() {
        return Ok(scope);
    }
    Err(D::Error::custom("unknown field `accounts` of a scope"))
}

/// A field of a work item has a value that does not fit.
pub(crate) fn malformed(field: &str, message: impl Into<String>) -> Finding {
    let subject = format!("work item, `{field}`");
    Finding::new(FindingCode::MalformedEvent, subject, message)
}
