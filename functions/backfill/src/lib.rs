//! Works through accounts, their role pairs and their task definitions, and makes good whatever no
//! event told of: CloudTrail's delivery is best effort.
//!
//! It takes a schedule, which means everything, and items that may limit it to accounts, pairs,
//! Regions and families, or to a dry run. It stops before its deadline and answers with a
//! continuation; the same item with that continuation goes on. It never waits for the end of a
//! whole organization, and never takes the failure of one account for the failure of all.
//!
//! For a state machine that spreads an organization over many calls there are two items more: a
//! `plan` lists the accounts page by page, and an `account` is worked on alone, where whatever
//! stands in its way is the failure of the call.

use std::time::Duration;

use futures::future::BoxFuture;
use rolepair_aws::Aws;
use rolepair_config::Config;
use rolepair_reconcile::{
    AccountItem, Failure, PlanItem, Ports, WorkItem, backfill_account, backfill_step, plan_backfill,
};
use rolepair_runtime::{Answer, Context, Function, Work, read_item};
use serde::Deserialize;
use serde_json::Value;

/// The time kept for what was begun to be finished. No more than half of what there is at first.
const TO_FINISH: Duration = Duration::from_secs(20);

/// The function, over ports of whatever kind.
#[derive(Debug)]
pub struct Backfill<P> {
    config: Config,
    ports: P,
}

impl Backfill<Aws> {
    /// The function over AWS, as the environment describes it.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let ports = Aws::new(&config);
        Self { config, ports }
    }
}

impl<P: Ports + Send + Sync> Backfill<P> {
    /// The function over other ports.
    pub fn with_ports(config: Config, ports: P) -> Self {
        Self { config, ports }
    }

    async fn work(&self, work: Work, context: &Context) -> Result<Answer, Failure> {
        let item = match work {
            Work::Schedule => Item::Whole(WorkItem::default()),
            Work::Item(item) => Item::read(item)?,
            other => return Ok(self.not_mine(&other)),
        };
        let kept = TO_FINISH.min(context.remaining() / 2);
        let is_time_up = || context.remaining() <= kept;
        let (config, ports) = (&self.config, &self.ports);
        Ok(match item {
            Item::Whole(item) => backfill_step(config, ports, &item, &is_time_up)
                .await?
                .into(),
            Item::Plan(item) => plan_backfill(config, ports, &item, &is_time_up)
                .await?
                .into(),
            Item::Account(item) => backfill_account(config, ports, &item, &is_time_up)
                .await?
                .into(),
        })
    }
}

/// What the function may be asked for.
enum Item {
    /// Accounts, as many as time allows.
    Whole(WorkItem),
    /// A part of the plan of a distributed backfill.
    Plan(Box<PlanItem>),
    /// One account of it.
    Account(AccountItem),
}

/// A plan is asked for under a name of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    plan: Box<PlanItem>,
}

impl Item {
    /// Reads an item. The key that only one of them has tells which it is, so that what is wrong with
    /// it is said of that one.
    fn read(item: Value) -> Result<Self, Failure> {
        if item.get("plan").is_some() {
            let Plan { plan } = read_item(item)?;
            Ok(Self::Plan(plan))
        } else if item.get("account").is_some() {
            Ok(Self::Account(read_item(item)?))
        } else {
            Ok(Self::Whole(read_item(item)?))
        }
    }
}

impl<P: Ports + Send + Sync> Function for Backfill<P> {
    fn name(&self) -> &'static str {
        "backfill"
    }

    fn handle<'a>(
        &'a self,
        work: Work,
        context: &'a Context,
    ) -> BoxFuture<'a, Result<Answer, Failure>> {
        Box::pin(self.work(work, context))
    }
}
