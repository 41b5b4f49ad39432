//! Works through accounts, their role pairs and their task definitions, and makes good whatever no
//! event told of: CloudTrail's delivery is best effort.
//!
//! It takes a schedule, which means everything, and items that may limit it to accounts, pairs,
//! Regions and families, or to a dry run. It stops before its deadline and answers with a
//! continuation; the same item with that continuation goes on. It never waits for the end of a
//! whole organization, and never takes the failure of one account for the failure of all.

use std::time::Duration;

use futures::future::BoxFuture;
use rolepair_aws::Aws;
use rolepair_config::Config;
use rolepair_reconcile::{Failure, Ports, WorkItem, backfill_step};
use rolepair_runtime::{Answer, Context, Function, Work, read_item};

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
        let item: WorkItem = match work {
            Work::Schedule => WorkItem::default(),
            Work::Item(item) => read_item(item)?,
            other => return Ok(self.not_mine(&other)),
        };
        let kept = TO_FINISH.min(context.remaining() / 2);
        let is_time_up = || context.remaining() <= kept;
        let report = backfill_step(&self.config, &self.ports, &item, &is_time_up).await?;
        Ok(report.into())
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
