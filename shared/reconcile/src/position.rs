use std::collections::VecDeque;

use rolepair_config::Config;
use rolepair_model::{AccountId, Family, Finding, Region};
use serde::{Deserialize, Serialize};

use crate::{PageToken, Scope, scope::malformed};

/// Where a backfill goes on: what of the accounts is still to be listed, and which of those listed
/// are not done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Position {
    pub(crate) listing: Listing,
    pub(crate) accounts: VecDeque<AccountPosition>,
}

/// What of the accounts is still to be listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Listing {
    /// Everything.
    Start,
    /// What comes from this page on.
    From(PageToken),
    /// Nothing.
    Done,
}

/// Where the work on one account goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountPosition {
    pub(crate) account: AccountId,
    /// The next families; absent while the role pairs are still to be converged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) families: Option<FamilyPosition>,
}

/// Where the work on the families of an account goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FamilyPosition {
    pub(crate) region: Region,
    /// The page of the Region's families; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<PageToken>,
    /// The last family of that page that is done. A page that no longer has it is done again as a
    /// whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<Family>,
}

impl Position {
    /// Where a step starts: at the beginning, or where the continuation says.
    pub(crate) fn read(
        config: &Config,
        scope: &Scope,
        continuation: Option<&str>,
    ) -> Result<Self, Finding> {
        let Some(text) = continuation else {
            let accounts = scope.accounts.iter().cloned();
            return Ok(Self {
                listing: if scope.accounts.is_empty() {
                    Listing::Start
                } else {
                    Listing::Done
                },
                accounts: accounts.map(AccountPosition::start).collect(),
            });
        };
        let position: Self = serde_json::from_str(text).map_err(|error| {
            let message = format!("this is not the continuation of a backfill: {error}");
            malformed("continuation", message)
        })?;
        let mut accounts = position.accounts.iter();
        accounts.try_for_each(|account| account.check(config, scope))?;
        Ok(position)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.listing == Listing::Done && self.accounts.is_empty()
    }

    /// The text that [`Position::read`] goes on from.
    pub(crate) fn continuation(&self) -> Option<String> {
        if self.is_done() {
            None
        } else {
            serde_json::to_string(self).ok()
        }
    }
}

impl AccountPosition {
    pub(crate) fn start(account: AccountId) -> Self {
        Self {
            account,
            families: None,
        }
    }

    /// Refuses to go on in a Region that is not selected, or no longer: the configuration may have
    /// changed since the step before.
    pub(crate) fn check(&self, config: &Config, scope: &Scope) -> Result<(), Finding> {
        let Some(FamilyPosition { region, .. }) = &self.families else {
            return Ok(());
        };
        if scope.regions(config).any(|selected| selected == region) {
            return Ok(());
        }
        let message = format!("it goes on in the Region `{region}`, which is not selected");
        Err(malformed("continuation", message))
    }
}

impl FamilyPosition {
    /// The first page of a Region.
    pub(crate) fn start(region: Region) -> Self {
        Self {
            region,
            page: None,
            after: None,
        }
    }

    /// Another page of the same Region.
    pub(crate) fn turned_to(self, page: PageToken) -> Self {
        Self {
            region: self.region,
            page: Some(page),
            after: None,
        }
    }
}
