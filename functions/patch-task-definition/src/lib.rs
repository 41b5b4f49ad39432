//! Patches a task definition that was registered, or a family that is asked for by name.
//!
//! It takes the fact `TaskDefinitionRegistered`, and the item
//! `{"account": "...", "region": "...", "family": "...", "dry_run": true}`. The revision an event
//! names only says where to look. It never changes a role: while the role pair, as AWS has it, is
//! not proven, nothing is registered, and the queue brings the event back.

use futures::future::BoxFuture;
use rolepair_aws::Aws;
use rolepair_config::Config;
use rolepair_events::Fact;
use rolepair_model::{AccountId, Family, FamilyOrArn, Region};
use rolepair_reconcile::{Failure, Outcome, Ports, patch_family};
use rolepair_runtime::{Answer, Context, Function, Work, read_item};
use serde::Deserialize;

/// The function, over ports of whatever kind.
#[derive(Debug)]
pub struct PatchTaskDefinition<P> {
    config: Config,
    ports: P,
}

/// What one may ask for directly.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    account: AccountId,
    region: Region,
    family: Family,
    #[serde(default)]
    dry_run: bool,
}

impl PatchTaskDefinition<Aws> {
    /// The function over AWS, as the environment describes it.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let ports = Aws::new(&config);
        Self { config, ports }
    }
}

impl<P: Ports + Send + Sync> PatchTaskDefinition<P> {
    /// The function over other ports.
    pub fn with_ports(config: Config, ports: P) -> Self {
        Self { config, ports }
    }

    async fn work(&self, work: Work) -> Result<Answer, Failure> {
        let outcome = match work {
            Work::Fact(Fact::TaskDefinitionRegistered {
                account,
                region,
                task_definition,
            }) => self.patch(&account, &region, &task_definition, false).await,
            Work::Item(item) => {
                let item: Item = read_item(item)?;
                let family = FamilyOrArn::Family(item.family);
                self.patch(&item.account, &item.region, &family, item.dry_run)
                    .await
            }
            other => return Ok(self.not_mine(&other)),
        };
        outcome.map(Answer::from)
    }

    async fn patch(
        &self,
        account: &AccountId,
        region: &Region,
        which: &FamilyOrArn,
        dry_run: bool,
    ) -> Result<Outcome, Failure> {
        patch_family(&self.config, &self.ports, account, region, which, dry_run).await
    }
}

impl<P: Ports + Send + Sync> Function for PatchTaskDefinition<P> {
    fn name(&self) -> &'static str {
        "patch-task-definition"
    }

    fn handle<'a>(
        &'a self,
        work: Work,
        _context: &'a Context,
    ) -> BoxFuture<'a, Result<Answer, Failure>> {
        Box::pin(self.work(work))
    }
}
