use std::{collections::BTreeSet, ops::RangeInclusive};

use rolepair_config::Config;
use rolepair_model::{AccountId, Family, Finding, PairName, Region};
use serde::{Deserialize, Serialize};

use crate::{
    Cause, Mode, Organization, PageToken, PortError, Report, Scope,
    scope::{malformed, without_accounts},
};

/// Accounts worked on side by side by default. Each writes to IAM of the resource account,
/// whose rate AWS does not publish; about five calls a second are safe.
const SIDE_BY_SIDE: u32 = 5;

/// The share of accounts that may fail before a run is stopped, in percent, by default. Where more
/// than a quarter fail, something other than the accounts is wrong.
const TOLERATED_FAILURES: u32 = 25;

/// Accounts in one page of a plan. A state of Step Functions takes 256 KiB; this many ids with
/// their key and quotes are about 135 KiB.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
const ACCOUNTS_IN_A_PAGE: usize = 5_000;

/// A Map state without a limit runs 10,000 children; 0 means unlimited.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>
const MOST_SIDE_BY_SIDE: u32 = 1_000;

/// The start of every key that a run writes.
const RUNS: &str = "runs/";

/// The input of a distributed backfill, from a person or a schedule. Every key may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackfillInput {
    accounts: BTreeSet<AccountId>,
    pairs: Option<BTreeSet<PairName>>,
    regions: Option<BTreeSet<Region>>,
    families: Option<BTreeSet<Family>>,
    dry_run: Option<Mode>,
    max_concurrency: Option<u32>,
    tolerated_failure_percentage: Option<u32>,
    restart_of: Option<BackfillSource>,
}

/// Asks for the next part of a distributed backfill's plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    /// The name of the run, which is part of every key that it writes.
    pub run: String,
    /// What the run was started with.
    pub input: BackfillInput,
    /// Where the part before this one stopped.
    #[serde(default)]
    pub continuation: Option<String>,
}

/// Where the accounts of a distributed backfill are listed, and what is to be done in each. A restart
/// takes the same, with the list of the accounts that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackfillSource {
    /// The start of the keys of the lists.
    pub prefix: String,
    /// What is to be done in each account.
    #[serde(default, deserialize_with = "without_accounts")]
    pub scope: Scope,
}

/// One part of a distributed backfill's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackfillPlan {
    /// Where the accounts are listed, once all pages have been put there.
    pub source: BackfillSource,
    /// A page to put there; null where the list is there already.
    pub page: Option<AccountsPage>,
    /// Where the plan goes on; null when it is complete.
    pub continuation: Option<String>,
    /// How many accounts to work on side by side.
    pub max_concurrency: u32,
    /// The share of accounts that may fail before the run is stopped, in percent.
    pub tolerated_failure_percentage: u32,
}

/// A page of accounts, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountsPage {
    /// The key to put it under.
    pub key: String,
    /// The accounts.
    pub accounts: Vec<ListedAccount>,
}

/// An account in a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedAccount {
    /// Its id.
    pub account: AccountId,
}

/// Where a plan goes on: what its continuation says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanPosition {
    /// The page that comes next, counted from 1.
    page: u32,
    /// The organization's page it begins with.
    from: PageToken,
}

/// Checks the input of a distributed backfill and lists its accounts, as many as time and one page
/// allow.
///
/// # Errors
/// The report of a bad event for an input that does not fit the configuration or itself; otherwise
/// only where the accounts could not be listed.
pub async fn plan_backfill<O: Organization>(
    config: &Config,
    ports: &O,
    item: &PlanItem,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Result<BackfillPlan, Report> {
    let mut plan = item.empty_plan(config).map_err(Report::bad_event)?;
    if item.input.restart_of.is_some() {
        return Ok(plan);
    }
    let position = item.position().map_err(Report::bad_event)?;
    let number = position.as_ref().map_or(1, |position| position.page);
    let (accounts, next) = if item.input.accounts.is_empty() {
        let from = position.map(|position| position.from);
        let listed = list(ports, from, is_time_up).await;
        listed.map_err(|error| Report::failed([Cause::from(error)]))?
    } else {
        (item.input.accounts.iter().cloned().collect(), None)
    };
    let listed = |account| ListedAccount { account };
    plan.page = Some(AccountsPage {
        key: format!("{}{number:05}.json", plan.source.prefix),
        accounts: accounts.into_iter().map(listed).collect(),
    });
    plan.continuation = next.and_then(|from| {
        let page = number.saturating_add(1);
        serde_json::to_string(&PlanPosition { page, from }).ok()
    });
    Ok(plan)
}

/// Lists accounts, beginning with a page of the organization's. Gives also the page to go on with, if
/// there are more.
async fn list<O: Organization>(
    ports: &O,
    from: Option<PageToken>,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Result<(Vec<AccountId>, Option<PageToken>), PortError> {
    // A page of AWS Organizations has at most 20 accounts.
    const ROOM_FOR_A_PAGE: usize = 20;
    let mut accounts = Vec::new();
    let mut from = from;
    loop {
        let page = ports.accounts(from.as_ref()).await?;
        accounts.extend(page.items);
        from = page.next;
        let is_full = accounts.len() + ROOM_FOR_A_PAGE > ACCOUNTS_IN_A_PAGE;
        if from.is_none() || is_full || is_time_up() {
            return Ok((accounts, from));
        }
    }
}

impl PlanItem {
    /// The plan without its accounts.
    fn empty_plan(&self, config: &Config) -> Result<BackfillPlan, Finding> {
        let input = &self.input;
        let source = match &input.restart_of {
            Some(source) => input.restart(source)?,
            None => BackfillSource {
                prefix: format!("{RUNS}{}/accounts/", self.run),
                scope: input.scope(),
            },
        };
        source.scope.check(config)?;
        Ok(BackfillPlan {
            source,
            page: None,
            continuation: None,
            max_concurrency: within(
                "max_concurrency",
                input.max_concurrency.unwrap_or(SIDE_BY_SIDE),
                1..=MOST_SIDE_BY_SIDE,
            )?,
            tolerated_failure_percentage: within(
                "tolerated_failure_percentage",
                input
                    .tolerated_failure_percentage
                    .unwrap_or(TOLERATED_FAILURES),
                0..=100,
            )?,
        })
    }

    fn position(&self) -> Result<Option<PlanPosition>, Finding> {
        let read = |text: &String| {
            serde_json::from_str(text).map_err(|error| {
                let message = format!("this is not the continuation of a plan: {error}");
                malformed("continuation", message)
            })
        };
        self.continuation.as_ref().map(read).transpose()
    }
}

impl BackfillInput {
    fn scope(&self) -> Scope {
        Scope {
            accounts: BTreeSet::new(),
            pairs: self.pairs.clone().unwrap_or_default(),
            regions: self.regions.clone().unwrap_or_default(),
            families: self.families.clone().unwrap_or_default(),
            mode: self.dry_run.unwrap_or_default(),
        }
    }

    /// The source of a restart, which has its scope from the run before it.
    fn restart(&self, source: &BackfillSource) -> Result<BackfillSource, Finding> {
        let others = [
            ("accounts", !self.accounts.is_empty()),
            ("pairs", self.pairs.is_some()),
            ("regions", self.regions.is_some()),
            ("families", self.families.is_some()),
            ("dry_run", self.dry_run.is_some()),
        ];
        if let Some((field, _)) = others.iter().find(|(_, is_given)| *is_given) {
            let message = "a restart takes this from the run that it restarts";
            return Err(malformed(field, message));
        }
        let prefix = &source.prefix;
        if prefix.starts_with(RUNS) && !prefix.ends_with('/') {
            return Ok(source.clone());
        }
        let message = format!("`{prefix}` is not where a run leaves its failures");
        Err(malformed("restart_of", message))
    }
}

fn within(field: &str, number: u32, allowed: RangeInclusive<u32>) -> Result<u32, Finding> {
    if allowed.contains(&number) {
        return Ok(number);
    }
    let (least, most) = allowed.into_inner();
    let message = format!("`{number}` is not between {least} and {most}");
    Err(malformed(field, message))
}
