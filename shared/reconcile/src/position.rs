use std::collections::VecDeque;

use rolepair_config::Config;
use rolepair_model::{AccountId, Family, Finding, FindingCode, Region};
use serde::{Deserialize, Serialize};

use crate::{PageToken, WorkItem};

/// Where a backfill stands: what of the accounts is still to be listed, and which of those listed
/// are not done with.
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

/// Where the work on one account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountPosition {
    pub(crate) account: AccountId,
    /// The next families; none while the role pairs are still to be converged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) families: Option<FamilyPosition>,
}

/// Where the work on the families of an account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FamilyPosition {
    pub(crate) region: Region,
    /// The page of the Region's families; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<PageToken>,
    /// The last family of that page that is done with. A page that no longer has it is done whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<Family>,
}

impl Position {
    /// Where a step over `item` starts: at the beginning, or where the continuation says.
    pub(crate) fn of(item: &WorkItem) -> Result<Self, Finding> {
        match &item.continuation {
            Some(text) => serde_json::from_str(text).map_err(|error| {
                let message = format!("the continuation is none of a backfill: {error}");
                malformed("continuation", message)
            }),
            None if item.accounts.is_empty() => Ok(Self {
                listing: Listing::Start,
                accounts: VecDeque::new(),
            }),
            None => Ok(Self {
                listing: Listing::Done,
                accounts: item
                    .accounts
                    .iter()
                    .cloned()
                    .map(AccountPosition::start)
                    .collect(),
            }),
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.listing == Listing::Done && self.accounts.is_empty()
    }

    /// The text that [`Position::of`] goes on from.
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

/// Refuses an item that names a pair or Region the configuration does not have: nothing would be
/// done about it, and nobody would know.
pub(crate) fn check(config: &Config, item: &WorkItem) -> Result<(), Finding> {
    let unknown_pair = item.pairs.iter().find(|name| config.pair(name).is_none());
    if let Some(name) = unknown_pair {
        let message = format!("the configuration has no pair `{name}`");
        return Err(malformed("pairs", message));
    }
    let unknown_region = item
        .regions
        .iter()
        .find(|region| !config.regions.contains(region));
    match unknown_region {
        Some(region) => {
            let message = format!("the configuration does not list the Region `{region}`");
            Err(malformed("regions", message))
        }
        None => Ok(()),
    }
}

/// Refuses to go on in a Region that `item` is not about, or no longer: the configuration may have
/// changed since the step before.
pub(crate) fn check_position<'p>(
    config: &Config,
    item: &WorkItem,
    accounts: impl IntoIterator<Item = &'p AccountPosition>,
) -> Result<(), Finding> {
    let is_meant = |region: &Region| {
        config.regions.contains(region)
            && (item.regions.is_empty() || item.regions.contains(region))
    };
    let accounts = accounts.into_iter();
    let mut regions = accounts.filter_map(|account| Some(&account.families.as_ref()?.region));
    match regions.find(|region| !is_meant(region)) {
        Some(region) => {
            let message = format!("the continuation goes on in `{region}`, which is not meant");
            Err(malformed("continuation", message))
        }
        None => Ok(()),
    }
}

pub(crate) fn malformed(field: &str, message: String) -> Finding {
    Finding::new(
        FindingCode::MalformedEvent,
        format!("work item, `{field}`"),
        message,
    )
}
