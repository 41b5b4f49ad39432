//! Makes the role pairs of an account that joined, was moved, or is asked for by name, and keeps
//! them what the configuration says.
//!
//! It takes the facts `AccountJoined` and `AccountMoved`, and the item
//! `{"account": "...", "pairs": [...], "dry_run": true}`. It never touches a task definition, and
//! never deletes a role.

use std::{borrow::Cow, collections::BTreeSet};

use futures::future::BoxFuture;
use rolepair_aws::Aws;
use rolepair_config::Config;
use rolepair_events::Fact;
use rolepair_model::{AccountId, Finding, FindingCode, PairName};
use rolepair_reconcile::{Expectation, Failure, Outcome, Ports, converge_account};
use rolepair_runtime::{Answer, Context, Function, Work, read_item};
use serde::Deserialize;

/// The function, over ports of whatever kind.
#[derive(Debug)]
pub struct PairAccount<P> {
    config: Config,
    ports: P,
}

/// What one may ask for directly.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    account: AccountId,
    #[serde(default)]
    pairs: BTreeSet<PairName>,
    #[serde(default)]
    dry_run: bool,
}

impl PairAccount<Aws> {
    /// The function over AWS, as the environment describes it.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let ports = Aws::new(&config);
        Self { config, ports }
    }
}

impl<P: Ports + Send + Sync> PairAccount<P> {
    /// The function over other ports.
    pub fn with_ports(config: Config, ports: P) -> Self {
        Self { config, ports }
    }

    async fn work(&self, work: Work) -> Result<Answer, Failure> {
        let outcome = match work {
            Work::Fact(Fact::AccountJoined { account }) => {
                self.converge(&self.config, &account, Expectation::New, false)
                    .await
            }
            Work::Fact(Fact::AccountMoved { account }) => {
                self.converge(&self.config, &account, Expectation::Any, false)
                    .await
            }
            Work::Item(item) => {
                let item: Item = read_item(item)?;
                let config = self.limited_to(&item.pairs)?;
                self.converge(&config, &item.account, Expectation::Any, item.dry_run)
                    .await
            }
            other => return Ok(self.not_mine(&other)),
        };
        outcome.map(Answer::from)
    }

    async fn converge(
        &self,
        config: &Config,
        account: &AccountId,
        expectation: Expectation,
        dry_run: bool,
    ) -> Result<Outcome, Failure> {
        converge_account(config, &self.ports, account, expectation, dry_run).await
    }

    /// The configuration as if it had these pairs only; all of them where none is named.
    fn limited_to(&self, pairs: &BTreeSet<PairName>) -> Result<Cow<'_, Config>, Failure> {
        if pairs.is_empty() {
            return Ok(Cow::Borrowed(&self.config));
        }
        if let Some(unknown) = pairs.iter().find(|name| self.config.pair(name).is_none()) {
            let message = format!("`pairs` names `{unknown}`, which the configuration does not");
            return Err(Failure::BadEvent {
                finding: Finding::new(FindingCode::MalformedEvent, "work item", message),
            });
        }
        let mut config = self.config.clone();
        config.pairs.retain(|pair| pairs.contains(&pair.name));
        Ok(Cow::Owned(config))
    }
}

impl<P: Ports + Send + Sync> Function for PairAccount<P> {
    fn name(&self) -> &'static str {
        "pair-account"
    }

    fn handle<'a>(
        &'a self,
        work: Work,
        _context: &'a Context,
    ) -> BoxFuture<'a, Result<Answer, Failure>> {
        Box::pin(self.work(work))
    }
}
