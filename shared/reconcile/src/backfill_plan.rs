use std::{collections::BTreeSet, ops::RangeInclusive};

use rolepair_config::Config;
use rolepair_model::{AccountId, Family, Finding, PairName, Region};
use serde::{Deserialize, Serialize};

use crate::{
    BackfillScope, Failure, Organization, Outcome, PageToken, PortError,
    position::{check, malformed},
};

/// Accounts worked on side by side unless told otherwise. Each writes to IAM of the resource account,
/// whose rate AWS does not publish; about five calls a second are safe.
const SIDE_BY_SIDE: u32 = 5;

/// The share of accounts that may fail before a run is stopped, in percent. Where more than a
/// quarter fail, it is not the accounts that are wrong.
const TOLERATED_FAILURES: u32 = 25;

/// Accounts in one page of a plan. A state of Step Functions takes 256 KiB; so many ids with their
/// key and quotes are about 135 KiB.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>
const ACCOUNTS_IN_A_PAGE: usize = 5_000;

/// A Map state without a limit runs 10,000 children, and for it nought is no limit.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>
const MOST_SIDE_BY_SIDE: u32 = 1_000;

/// What the keys of everything that runs leave behind begin with.
const RUNS: &str = "runs/";

/// What a person or a schedule gives a distributed backfill. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackfillInput {
    accounts: BTreeSet<AccountId>,
    pairs: Option<BTreeSet<PairName>>,
    regions: Option<BTreeSet<Region>>,
    families: Option<BTreeSet<Family>>,
    dry_run: Option<bool>,
    max_concurrency: Option<u32>,
    tolerated_failure_percentage: Option<u32>,
    restart_of: Option<BackfillSource>,
}

/// Asks for the next part of a distributed backfill's plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanItem {
    /// The name of the run, under which everything it leaves behind is found.
    pub run: String,
    /// What the run was started with.
    pub input: BackfillInput,
    /// Where the part before this one stopped.
    #[serde(default)]
    pub continuation: Option<String>,
}

/// Where the accounts of a distributed backfill are listed, and what is to be done in each. It is
/// also what a restart is given: the list is then that of the accounts that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackfillSource {
    /// What the keys of the lists begin with.
    pub prefix: String,
    /// What is to be done in each account.
    #[serde(default)]
    pub scope: BackfillScope,
}

/// One part of a distributed backfill's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackfillPlan {
    /// Where the accounts are listed, once all pages have been put there.
    pub source: BackfillSource,
    /// A page to put there; none where it is there already.
    pub page: Option<AccountsPage>,
    /// Where the plan goes on; none when it is complete.
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

/// Where a plan stands.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Standing {
    /// The page that comes next, counted from 1.
    page: u32,
    /// The organization's page it begins with.
    from: PageToken,
}

/// Checks what a distributed backfill was given and lists its accounts, as many as time and one page
/// allow.
///
/// # Errors
/// [`Failure::BadEvent`] for an input that does not fit the configuration or itself; otherwise only where
/// the accounts could not be listed.
pub async fn plan_backfill<O: Organization>(
    config: &Config,
    ports: &O,
    item: &PlanItem,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Result<BackfillPlan, Failure> {
    let bad_item = |finding| Failure::BadEvent { finding };
    let mut plan = item.empty_plan(config).map_err(bad_item)?;
    if item.input.restart_of.is_some() {
        return Ok(plan);
    }
    let standing = item.standing().map_err(bad_item)?;
    let number = standing.as_ref().map_or(1, |standing| standing.page);
    let (accounts, next) = if item.input.accounts.is_empty() {
        let from = standing.map(|standing| standing.from);
        list(ports, from, is_time_up).await.map_err(|error| {
            let outcome = Outcome::of(Vec::new(), Vec::new(), false);
            Failure::of(vec![error.into()], outcome)
        })?
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
        serde_json::to_string(&Standing { page, from }).ok()
    });
    Ok(plan)
}

/// Lists accounts from a page of the organization's on; where to go on, if there are more.
async fn list<O: Organization>(
    ports: &O,
    from: Option<PageToken>,
    is_time_up: &(dyn Fn() -> bool + Send + Sync),
) -> Result<(Vec<AccountId>, Option<PageToken>), PortError> {
    // An organization's page has 20 accounts at the most.
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
        check(config, &source.scope.in_accounts(BTreeSet::new()))?;
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

    fn standing(&self) -> Result<Option<Standing>, Finding> {
        let read = |text: &String| {
            serde_json::from_str(text).map_err(|error| {
                let message = format!("the continuation is none of a plan: {error}");
                malformed("continuation", message)
            })
        };
        self.continuation.as_ref().map(read).transpose()
    }
}

impl BackfillInput {
    fn scope(&self) -> BackfillScope {
        BackfillScope {
            pairs: self.pairs.clone().unwrap_or_default(),
            regions: self.regions.clone().unwrap_or_default(),
            families: self.families.clone().unwrap_or_default(),
            dry_run: self.dry_run.unwrap_or_default(),
        }
    }

    /// The source of a restart, which does what the run before it was to do and nothing else.
    fn restart(&self, source: &BackfillSource) -> Result<BackfillSource, Finding> {
        let others = [
            ("accounts", !self.accounts.is_empty()),
            ("pairs", self.pairs.is_some()),
            ("regions", self.regions.is_some()),
            ("families", self.families.is_some()),
            ("dry_run", self.dry_run.is_some()),
        ];
        if let Some((field, _)) = others.iter().find(|(_, is_given)| *is_given) {
            let message = "a restart does what the run it restarts was to do".to_owned();
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
