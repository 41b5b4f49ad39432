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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn function() -> PairAccount<Aws> {
        let text = include_str!("../../../tests/golden/rolepair.yaml");
        let read = |file: &str| std::fs::read_to_string(format!("../../tests/golden/{file}"));
        PairAccount::new(Config::parse(text, "rolepair.yaml", &read).unwrap())
    }

    async fn bad_item(item: Value) -> String {
        let failure = function().work(Work::Item(item)).await.unwrap_err();
        assert_eq!(failure.kind(), "BadEvent");
        failure.to_string()
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

    #[test]
    fn pairs_that_are_named_are_those_that_are_worked_on() {
        let function = function();
        let names = |pairs: &BTreeSet<PairName>| {
            let config = function.limited_to(pairs).unwrap();
            let names = config.pairs.iter().map(|pair| pair.name.to_string());
            names.collect::<Vec<_>>()
        };
        assert_eq!(names(&BTreeSet::new()).len(), 3);
        assert_eq!(names(&["orders".parse().unwrap()].into()), ["orders"]);
    }

    #[tokio::test]
    async fn work_that_is_another_functions_is_skipped() {
        let answer = function().work(Work::Schedule).await.unwrap();
        let answer = serde_json::to_value(answer).unwrap();
        assert_eq!(answer["status"], "skipped");
        assert_eq!(answer["findings"][0]["code"], "RP302");
    }
}
