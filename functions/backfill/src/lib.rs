//! Works through accounts, their role pairs and their task definitions, and makes up for events
//! that never came: CloudTrail's delivery is best effort.
//!
//! It takes a schedule, which means everything, and items that may limit it to accounts, pairs,
//! Regions and families, or to a dry run. It stops before its deadline and answers with a
//! continuation; the same item with that continuation goes on. It never waits for the end of a
//! whole organization, and never takes the failure of one account for the failure of all.
//!
//! For a state machine that spreads an organization over many calls there are two items more: a
//! `plan` lists the accounts page by page, and an `account` is worked on alone, where a
//! finding that blocks is a failure of the call.

use std::time::Duration;

use futures::future::BoxFuture;
use rolepair_aws::Aws;
use rolepair_config::Config;
use rolepair_model::AccountId;
use rolepair_reconcile::{
    PlanItem, Ports, Report, Scope, backfill_account, backfill_step, plan_backfill,
    without_accounts,
};
use rolepair_runtime::{Answer, Context, Function, Work, read_item};
use serde::Deserialize;
use serde_json::Value;

/// The time kept for what was begun to be finished. No more than half of what there is at first.
const TO_FINISH: Duration = Duration::from_secs(20);

/// The function, over any ports.
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

    async fn work(&self, work: Work, context: &Context) -> Result<Answer, Report> {
        let item = match work {
            Work::Schedule => BackfillItem::Whole(WholeItem::default()),
            Work::Item(item) => BackfillItem::read(item)?,
            other => return Ok(self.not_mine(&other).into()),
        };
        let kept = TO_FINISH.min(context.remaining() / 2);
        let is_time_up = || context.remaining() <= kept;
        let (config, ports) = (&self.config, &self.ports);
        Ok(match item {
            BackfillItem::Whole(WholeItem {
                scope,
                continuation,
            }) => {
                let continuation = continuation.as_deref();
                let step = backfill_step(config, ports, &scope, continuation, &is_time_up);
                step.await?.into()
            }
            BackfillItem::Plan(item) => {
                let plan = plan_backfill(config, ports, &item, &is_time_up);
                plan.await?.into()
            }
            BackfillItem::Account(AccountItem {
                account,
                scope,
                continuation,
            }) => {
                let continuation = continuation.as_deref();
                let step =
                    backfill_account(config, ports, &account, &scope, continuation, &is_time_up);
                step.await.into()
            }
        })
    }
}

/// What the function may be asked for.
enum BackfillItem {
    /// Accounts, as many as time allows.
    Whole(WholeItem),
    /// A part of the plan of a distributed backfill.
    Plan(Box<PlanItem>),
    /// One account of it.
    Account(AccountItem),
}

/// As JSON, the keys of the scope and the continuation are next to each other.
#[derive(Default)]
struct WholeItem {
    scope: Scope,
    continuation: Option<String>,
}

/// A plan is asked for under a key of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanRequest {
    plan: Box<PlanItem>,
}

/// One account of a backfill that a state machine spreads over many calls.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountItem {
    account: AccountId,
    #[serde(default, deserialize_with = "without_accounts")]
    scope: Scope,
    #[serde(default)]
    continuation: Option<String>,
}

impl BackfillItem {
    /// Reads an item. The key that only one kind has decides which it is, so that what is wrong with
    /// it is reported of that kind.
    fn read(mut item: Value) -> Result<Self, Report> {
        if item.get("plan").is_some() {
            let PlanRequest { plan } = read_item(item)?;
            return Ok(Self::Plan(plan));
        }
        if item.get("account").is_some() {
            return Ok(Self::Account(read_item(item)?));
        }
        let keys = item.as_object_mut();
        let continuation = keys.and_then(|keys| keys.shift_remove("continuation"));
        Ok(Self::Whole(WholeItem {
            scope: read_item(item)?,
            continuation: read_item(continuation.unwrap_or_default())?,
        }))
    }
}

impl<P: Ports + Send + Sync> Function for Backfill<P> {
    fn name(&self) -> &'static str {
        "backfill"
    }

    fn handle<'a>(&'a self, work: Work, context: &'a Context) -> BoxFuture<'a, Answer> {
        Box::pin(async move { self.work(work, context).await.into() })
    }
}

#[cfg(test)]
mod tests {
    use rolepair_reconcile::Mode;
    use serde_json::json;

    use super::*;

    const ACCOUNT: &str = "222222222222";

    #[test]
    fn the_keys_of_a_scope_and_a_continuation_are_next_to_each_other() {
        let item = json!({"accounts": [ACCOUNT], "dry_run": true, "continuation": "here"});
        let Ok(BackfillItem::Whole(WholeItem {
            scope,
            continuation,
        })) = BackfillItem::read(item)
        else {
            panic!("it is a whole backfill");
        };
        assert_eq!(scope.accounts, [ACCOUNT.parse().unwrap()].into());
        assert_eq!(scope.mode, Mode::DryRun);
        assert_eq!(continuation.as_deref(), Some("here"));
    }

    #[test]
    fn a_key_that_is_not_known_is_refused() {
        for item in [
            json!({"account": ACCOUNT, "dry_run": true}),
            json!({"account": ACCOUNT, "scope": {"accounts": [ACCOUNT]}}),
            json!({"account": ACCOUNT, "scope": {"all": true}}),
            json!({"plan": {"run": "nightly", "input": {}}, "account": ACCOUNT}),
            json!({"accounts": [ACCOUNT], "all": true}),
            json!({"continuation": 1}),
        ] {
            let text = item.to_string();
            let report = BackfillItem::read(item).err().expect(&text);
            assert!(report.to_string().starts_with("RP301"), "{text}: {report}");
        }
    }
}
