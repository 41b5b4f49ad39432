//! Makes the role pairs of an account that joined, was moved, or is asked for by name, and keeps
//! them what the configuration says.
//!
//! It takes the facts `AccountJoined` and `AccountMoved`, and the item
//! `{"account": "...", "pairs": [...], "dry_run": true}`. It never touches a task definition, and
//! never deletes a role.

use std::collections::BTreeSet;

use futures::future::BoxFuture;
use rolepair_aws::Aws;
use rolepair_config::Config;
use rolepair_events::Fact;
use rolepair_model::{AccountId, PairName};
use rolepair_reconcile::{Expectation, Mode, Ports, Report, Scope, converge_account};
use rolepair_runtime::{Answer, Context, Function, Work, read_item};
use serde::Deserialize;

/// The function, over any ports.
#[derive(Debug)]
pub struct PairAccount<P> {
    config: Config,
    ports: P,
}

/// What a direct caller may ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PairItem {
    account: AccountId,
    #[serde(default)]
    pairs: BTreeSet<PairName>,
    #[serde(default)]
    dry_run: Mode,
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

    async fn work(&self, work: Work) -> Result<Report, Report> {
        let everything = Scope::default();
        Ok(match work {
            Work::Fact(Fact::AccountJoined { account }) => {
                self.converge(&account, Expectation::New, &everything).await
            }
            Work::Fact(Fact::AccountMoved { account }) => {
                self.converge(&account, Expectation::Any, &everything).await
            }
            Work::Item(item) => {
                let item: PairItem = read_item(item)?;
                let scope = Scope {
                    pairs: item.pairs,
                    mode: item.dry_run,
                    ..Scope::default()
                };
                self.converge(&item.account, Expectation::Any, &scope).await
            }
            other => self.not_mine(&other),
        })
    }

    async fn converge(
        &self,
        account: &AccountId,
        expectation: Expectation,
        scope: &Scope,
    ) -> Report {
        converge_account(&self.config, &self.ports, account, expectation, scope).await
    }
}

impl<P: Ports + Send + Sync> Function for PairAccount<P> {
    fn name(&self) -> &'static str {
        "pair-account"
    }

    fn handle<'a>(&'a self, work: Work, _context: &'a Context) -> BoxFuture<'a, Answer> {
        Box::pin(async move { self.work(work).await.into() })
    }
}

#[cfg(test)]
mod tests {
    use rolepair_reconcile::Status;
    use serde_json::{Value, json};

    use super::*;

    fn function() -> PairAccount<Aws> {
        let text = include_str!("../../../tests/golden/rolepair.yaml");
        let read = |file: &str| std::fs::read_to_string(format!("../../tests/golden/{file}"));
        PairAccount::new(Config::parse(text, "rolepair.yaml", &read).unwrap())
    }

    async fn bad_item(item: Value) -> String {
        let report = function().work(Work::Item(item)).await;
        let report = report.unwrap_or_else(|report| report);
        assert_eq!(report.status(), Status::BadEvent);
        report.to_string()
    }

    #[tokio::test]
    async fn an_item_that_does_not_fit_is_refused_before_any_call() {
        let account = "222222222222";
        for (item, part) in [
            (json!({}), "missing field `account`"),
            (json!({"account": "1"}), "`1` is not an account id"),
            (
                json!({"account": account, "all": true}),
                "unknown field `all`",
            ),
            (json!({"account": account, "pairs": ["none"]}), "`none`"),
        ] {
            let message = bad_item(item).await;
            assert!(
                message.starts_with("RP301") && message.contains(part),
                "{message}"
            );
        }
    }

    #[tokio::test]
    async fn work_that_is_another_functions_is_skipped() {
        let answer = function().work(Work::Schedule).await.unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        assert_eq!(answer["status"], "skipped");
        assert_eq!(answer["findings"][0]["code"], "RP302");
    }
}
