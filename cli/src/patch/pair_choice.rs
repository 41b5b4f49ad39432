use rolepair_config::{Config, Pair};
use rolepair_model::{Account, Finding, PairName, TaskDefinition};
use rolepair_plan::choose_pair;

use crate::not_written::NotWritten;
use crate::patch::account::AccountArguments;

/// How the pair is chosen.
pub(crate) enum PairChoice<'a> {
    /// By its name.
    Named(&'a Pair),
    /// By the definition, among the pairs that select this account.
    OfAccount(Account),
}

impl<'a> PairChoice<'a> {
    /// The choice by `name`, or else by what is known about the account.
    pub(crate) fn new(
        name: Option<&PairName>,
        account: &AccountArguments,
        config: &'a Config,
    ) -> Result<Self, NotWritten> {
        let Some(name) = name else {
            let account = account.account(config);
            return account.map(Self::OfAccount).map_err(NotWritten::Usage);
        };
        let unknown = || NotWritten::Usage(format!("the configuration has no pair `{name}`"));
        config.pair(name).map(Self::Named).ok_or_else(unknown)
    }

    /// The pair; `None` where no pair claims the definition.
    pub(crate) fn pair(
        &self,
        config: &'a Config,
        definition: &TaskDefinition,
    ) -> Result<Option<&'a Pair>, Finding> {
        match self {
            Self::Named(pair) => Ok(Some(pair)),
            Self::OfAccount(account) => choose_pair(config, account, definition),
        }
    }
}
