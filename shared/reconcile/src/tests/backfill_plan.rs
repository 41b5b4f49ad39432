use rolepair_config::Config;
use serde_json::{Value, json};

use super::{
    fake::{Fake, PAGE},
    support::*,
};
use crate::{BackfillPlan, Mode, PlanItem, Report, Status, plan_backfill};

fn organization_of(accounts: usize) -> Fake {
    let fake = Fake::default();
    for number in 0..accounts {
        add_account(&fake, account(&format!("{:012}", 300_000_000_000 + number)));
    }
    fake
}

fn item(input: Value) -> PlanItem {
    serde_json::from_value(json!({"run": "nightly", "input": input})).unwrap()
}

async fn plan(
    config: &Config,
    fake: &Fake,
    item: &PlanItem,
    is_time_up: bool,
) -> Result<BackfillPlan, Report> {
    plan_backfill(config, fake, item, &|| is_time_up).await
}

async fn refusal(input: Value) -> String {
    let (config, fake) = (config(), organization_of(1));
    let failure = plan(&config, &fake, &item(input), false).await.unwrap_err();
    assert_eq!(failure.status(), Status::BadEvent);
    assert!(fake.take_calls().is_empty());
    failure.to_string()
}

#[tokio::test(start_paused = true)]
async fn a_plan_lists_every_account_and_says_where_the_list_belongs() {
    let (config, fake) = (config(), organization_of(3 * PAGE));
    let plan = plan(&config, &fake, &item(json!({})), false).await.unwrap();
    let value = serde_json::to_value(&plan).unwrap();
    let source = json!({
        "prefix": "runs/nightly/accounts/",
        "scope": {"pairs": [], "regions": [], "families": [], "dry_run": false}
    });
    assert_eq!(value["source"], source);
    assert_eq!(value["page"]["key"], "runs/nightly/accounts/00001.json");
    let accounts = value["page"]["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 3 * PAGE);
    assert_eq!(accounts[0], json!({"account": "300000000000"}));
    assert_eq!(value["continuation"], json!(null));
    assert_eq!(value["max_concurrency"], 5);
    assert_eq!(value["tolerated_failure_percentage"], 25);
}

#[tokio::test(start_paused = true)]
async fn a_plan_without_time_goes_on_with_another_page_under_another_key() {
    let (config, fake) = (config(), organization_of(2 * PAGE + 1));
    let mut item = item(json!({"dry_run": true, "pairs": ["orders"]}));
    let mut keys = Vec::new();
    let mut accounts = Vec::new();
    loop {
        let plan = plan(&config, &fake, &item, true).await.unwrap();
        assert_eq!(plan.source.scope.mode, Mode::DryRun);
        let page = plan.page.unwrap();
        keys.push(page.key);
        accounts.extend(page.accounts.into_iter().map(|listed| listed.account));
        item.continuation = plan.continuation;
        if item.continuation.is_none() {
            break;
        }
    }
    let expected = ["00001", "00002", "00003"].map(|n| format!("runs/nightly/accounts/{n}.json"));
    assert_eq!(keys, expected);
    accounts.dedup();
    assert_eq!(accounts.len(), 2 * PAGE + 1);
}

#[tokio::test(start_paused = true)]
async fn a_page_is_no_larger_than_a_state_of_step_functions_takes() {
    let (config, fake) = (config(), organization_of(5_100));
    let plan = plan(&config, &fake, &item(json!({})), false).await.unwrap();
    assert!(plan.continuation.is_some());
    let size = serde_json::to_string(&plan).unwrap().len();
    // The same list once more, as the input of the state that puts it into the bucket.
    assert!((120_000..262_144 / 3 * 2).contains(&size), "{size}");
}

#[tokio::test(start_paused = true)]
async fn accounts_that_are_named_are_not_asked_for() {
    let (config, fake) = (config(), organization_of(3));
    let input = json!({"accounts": ["333333333333"], "max_concurrency": 40,
        "tolerated_failure_percentage": 0});
    let plan = plan(&config, &fake, &item(input), false).await.unwrap();
    let page = serde_json::to_value(&plan.page).unwrap();
    assert_eq!(page["accounts"], json!([{"account": "333333333333"}]));
    assert_eq!(
        (plan.max_concurrency, plan.tolerated_failure_percentage),
        (40, 0)
    );
    assert!(fake.take_calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_restart_takes_its_accounts_from_where_the_failures_were_named() {
    let (config, fake) = (config(), organization_of(3));
    let source = json!({
        "prefix": "runs/nightly/failed/uuid/SUCCEEDED_",
        "scope": {"pairs": ["orders"], "regions": [], "families": [], "dry_run": true}
    });
    let input = json!({"restart_of": source, "max_concurrency": 2});
    let plan = plan(&config, &fake, &item(input), false).await.unwrap();
    let value = serde_json::to_value(&plan).unwrap();
    assert_eq!(value["source"], source);
    assert_eq!(value["page"], json!(null));
    assert_eq!(value["continuation"], json!(null));
    assert_eq!(plan.max_concurrency, 2);
    assert!(fake.take_calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_input_that_does_not_fit_is_refused_with_its_field() {
    let restart = json!({"prefix": "runs/x/failed/y/SUCCEEDED_"});
    for (input, named) in [
        (json!({"pairs": ["nothing"]}), "`pairs`"),
        (json!({"regions": ["ap-south-1"]}), "`regions`"),
        (json!({"max_concurrency": 0}), "`max_concurrency`"),
        (json!({"max_concurrency": 1_001}), "`max_concurrency`"),
        (
            json!({"tolerated_failure_percentage": 101}),
            "`tolerated_failure_percentage`",
        ),
        (
            json!({"restart_of": restart, "dry_run": false}),
            "`dry_run`",
        ),
        (
            json!({"restart_of": restart, "accounts": ["333333333333"]}),
            "`accounts`",
        ),
        (
            json!({"restart_of": {"prefix": "elsewhere/x"}}),
            "`restart_of`",
        ),
        (json!({"restart_of": {"prefix": "runs/"}}), "`restart_of`"),
        (
            json!({"restart_of": {"prefix": "runs/x_", "scope": {"pairs": ["nothing"]}}}),
            "`pairs`",
        ),
    ] {
        let message = refusal(input).await;
        assert!(
            message.contains("RP301") && message.contains(named),
            "{message}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn text_that_is_not_a_continuation_is_refused() {
    let (config, fake) = (config(), organization_of(1));
    let mut item = item(json!({}));
    item.continuation = Some("page 2".to_owned());
    let failure = plan(&config, &fake, &item, false).await.unwrap_err();
    assert_eq!(failure.status(), Status::BadEvent);
}

#[test]
fn a_key_that_is_not_known_is_refused_and_not_left_out() {
    for wrong in [
        json!({"run": "nightly", "input": {"dryrun": true}}),
        json!({"run": "nightly", "input": {}, "page": 1}),
        json!({"run": "nightly", "input": {"restart_of": {"prefix": "runs/x", "pairs": []}}}),
        json!({"run": "nightly", "input": {"restart_of": {
            "prefix": "runs/x", "scope": {"accounts": ["333333333333"]}
        }}}),
        json!({"input": {}}),
    ] {
        assert!(serde_json::from_value::<PlanItem>(wrong).is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn accounts_that_cannot_be_listed_are_a_failure() {
    let (config, fake) = (config(), organization_of(3));
    fake.fail(1, super::fake::InjectedFault::Transient);
    let failure = plan(&config, &fake, &item(json!({})), false).await;
    assert_eq!(failure.unwrap_err().status(), Status::Transient);
}
