//! Patches a task definition that was registered, or a family that is asked for by name.
//!
//! It takes the fact `TaskDefinitionRegistered`, and the item
//! `{"account": "...", "region": "...", "family": "...", "dry_run": true}`. The revision an event
//! names only says where to look. It never changes a role. While the role pair, as AWS has it, is
//! not proven, nothing is registered, and the queue brings the event back.

use futures::future::BoxFuture;
use rolepair_aws::Aws;
use rolepair_config::Config;
use rolepair_events::Fact;
use rolepair_model::{AccountId, Family, FamilyOrArn, Region};
use rolepair_reconcile::{Mode, Ports, Report, patch_family};
use rolepair_runtime::{Answer, Context, Function, Work, read_item};
use serde::Deserialize;

/// The function, over any ports.
#[derive(Debug)]
pub struct PatchTaskDefinition<P> {
    config: Config,
    ports: P,
}

/// What a direct caller may ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyItem {
    account: AccountId,
    region: Region,
    family: Family,
    #[serde(default)]
    dry_run: Mode,
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

    async fn work(&self, work: Work) -> Result<Report, Report> {
        Ok(match work {
            Work::Fact(Fact::TaskDefinitionRegistered {
                account,
                region,
                task_definition,
            }) => {
                self.patch(&account, &region, &task_definition, Mode::Apply)
                    .await
            }
            Work::Item(item) => {
                let item: FamilyItem = read_item(item)?;
                let family = FamilyOrArn::Family(item.family);
                self.patch(&item.account, &item.region, &family, item.dry_run)
                    .await
            }
            other => self.not_mine(&other),
        })
    }

    async fn patch(
        &self,
        account: &AccountId,
        region: &Region,
        which: &FamilyOrArn,
        mode: Mode,
    ) -> Report {
        patch_family(&self.config, &self.ports, account, region, which, mode).await
    }
}

impl<P: Ports + Send + Sync> Function for PatchTaskDefinition<P> {
    fn name(&self) -> &'static str {
        "patch-task-definition"
    }

    fn handle<'a>(&'a self, work: Work, _context: &'a Context) -> BoxFuture<'a, Answer> {
        Box::pin(async move { self.work(work).await.into() })
    }
}
