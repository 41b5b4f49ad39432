//! The backfill does what no event has led to, over many accounts, page by page.

use std::{collections::BTreeSet, time::Duration};

use rolepair_tests::{Scene, Setup, pair, task_definition};
use serde_json::{Value, json};

const ACCOUNTS: usize = 30;

/// Many accounts whose events were lost, in an organization that lists everything in small pages.
async fn unpaired(setup: Setup) -> Scene {
    let scene = setup
        .with_dials(|dials| {
            dials.page_size = Some(4);
            dials.empty_pages = true;
            dials.delivery.lose_next = 1_000;
        })
        .start()
        .await;
    for number in 0..ACCOUNTS {
        scene.create_account(&format!("team-{number}")).await;
    }
    scene.settle().await;
    scene.assert_no_changes();
    scene
}

/// Registers a task definition in two of the accounts, in both Regions.
async fn register_task_definitions(scene: &Scene) {
    for region in ["eu-west-1", "us-east-1"] {
        for account in ["333333333333", "444444444444"] {
            let operator = scene.operator(&account.parse().unwrap()).in_region(region);
            let definition = task_definition("api");
            let answer = operator.call_ecs("RegisterTaskDefinition", definition.input());
            answer.await.unwrap();
        }
    }
    scene.settle().await;
}

fn accounts_of(changes: &[String]) -> BTreeSet<&str> {
    let words = changes.iter().map(|change| change.split(' ').next());
    let accounts = words.map(Option::unwrap);
    accounts.filter(|id| *id != "999999999999").collect()
}

fn count_of(changes: &[String], operation: &str) -> usize {
    let is_it = |change: &&String| change.split(' ').nth(1) == Some(operation);
    changes.iter().filter(is_it).count()
}

/// The number of changes in a report.
fn reported(report: &Value) -> usize {
    let accounts = report["accounts"].as_array().unwrap().iter();
    accounts
        .map(|account| account["changes"].as_array().unwrap().len())
        .sum()
}

#[tokio::test]
async fn thirty_accounts_get_their_pairs_and_a_second_run_changes_nothing() {
    let scene = unpaired(Setup::with(pair("orders"))).await;
    let report = scene.backfill(json!({})).await;
    let changes = scene.changes();
    assert_eq!(changes.len(), 4 * ACCOUNTS, "{changes:?}");
    assert_eq!(count_of(&changes, "CreateRole"), 2 * ACCOUNTS);
    assert_eq!(count_of(&changes, "PutRolePolicy"), 2 * ACCOUNTS);
    assert_eq!(accounts_of(&changes).len(), ACCOUNTS);
    assert_eq!(reported(&report), changes.len());
    assert_eq!(report["continuation"], Value::Null);
    // The management account, the hub and the resource account.
    assert_eq!(report["unselected"], 3, "{report}");
    scene.forget();
    let report = scene.backfill(json!({})).await;
    scene.assert_no_changes();
    let accounts = report["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), ACCOUNTS);
    assert!(accounts.iter().all(|one| one["status"] == "unchanged"));
}

#[tokio::test]
async fn a_dry_run_reports_every_change_and_makes_none() {
    let scene = unpaired(Setup::with(pair("orders"))).await;
    register_task_definitions(&scene).await;
    let report = scene.backfill(json!({"dry_run": true})).await;
    let calls = scene.calls();
    let mutating = calls.0.iter().filter(|call| call.mutating);
    assert_eq!(mutating.count(), 0);
    // The pairs, and the two task definitions in the Region that is configured.
    assert_eq!(reported(&report), 4 * ACCOUNTS + 2);
    let accounts = report["accounts"].as_array().unwrap();
    assert!(accounts.iter().all(|one| one["dry_run"] == true));
    let report = scene.backfill(json!({})).await;
    assert_eq!(reported(&report), 4 * ACCOUNTS + 2);
    assert_eq!(scene.changes().len(), 4 * ACCOUNTS + 2);
}

#[tokio::test]
async fn a_backfill_can_be_limited_to_accounts_pairs_and_regions() {
    let setup = Setup::with(pair("orders")).and(pair("prices"));
    let scene = unpaired(setup.in_regions(&["eu-west-1", "us-east-1"])).await;
    register_task_definitions(&scene).await;
    let item = json!({"accounts": ["333333333333", "555555555555"], "pairs": ["prices"]});
    scene.backfill(item).await;
    assert_eq!(
        scene.changes(),
        [
            "333333333333 CreateRole rolepair-prices",
            "333333333333 PutRolePolicy rolepair-prices",
            "555555555555 CreateRole rolepair-prices",
            "555555555555 PutRolePolicy rolepair-prices",
            "999999999999 CreateRole rolepair-prices-333333333333",
            "999999999999 CreateRole rolepair-prices-555555555555",
            "999999999999 PutRolePolicy rolepair-prices-333333333333",
            "999999999999 PutRolePolicy rolepair-prices-555555555555",
        ]
    );
    scene.forget();
    let item = json!({"accounts": ["333333333333"], "regions": ["us-east-1"]});
    scene.backfill(item).await;
    assert_eq!(
        scene.changes(),
        [
            "333333333333 CreateRole rolepair-orders",
            "333333333333 PutRolePolicy rolepair-orders",
            "333333333333 RegisterTaskDefinition api",
            "999999999999 CreateRole rolepair-orders-333333333333",
            "999999999999 PutRolePolicy rolepair-orders-333333333333",
        ]
    );
    let account = "333333333333".parse().unwrap();
    let ireland = scene.revisions(&account, "api").await;
    assert_eq!(ireland, ["1 ACTIVE"]);
}

#[tokio::test]
async fn a_backfill_stops_before_its_deadline_and_continues_where_it_stopped() {
    let setup = Setup::with(pair("orders")).with_backfill_time(Duration::from_secs(10));
    let scene = unpaired(setup).await;
    scene.turn(|dials| dials.latency_ms = 200);
    let mut continuation = Value::Null;
    let (mut steps, mut made) = (0, 0);
    loop {
        let mut item = json!({});
        if !continuation.is_null() {
            item["continuation"] = continuation.take();
        }
        let report = scene.backfill(item).await;
        (steps, made) = (steps + 1, made + reported(&report));
        continuation = report["continuation"].clone();
        if continuation.is_null() {
            break;
        }
        assert!(steps < ACCOUNTS, "no end");
    }
    assert!(steps > 1, "it never stopped");
    assert_eq!(made, 4 * ACCOUNTS);
    assert_eq!(scene.changes().len(), 4 * ACCOUNTS);
}

/// In a large organization something is wrong in some account. It does not block the others, and the
/// report names it.
#[tokio::test]
async fn an_account_that_fails_does_not_stop_the_others() {
    let scene = unpaired(Setup::with(pair("orders"))).await;
    let iam = scene.operator(&"444444444444".parse().unwrap()).iam();
    let hub_role = "rolepair-hub-task-account";
    let names = iam.list_role_policies().role_name(hub_role).send().await;
    for name in names.unwrap().policy_names {
        let request = iam.delete_role_policy().role_name(hub_role);
        request.policy_name(name).send().await.unwrap();
    }
    let report = scene.backfill(json!({})).await;
    let accounts = report["accounts"].as_array().unwrap();
    let failed = accounts.iter().filter(|one| one["status"] == "refused");
    let failed: Vec<&Value> = failed.collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["account"], "444444444444");
    let message = failed[0]["message"].as_str().unwrap();
    assert!(message.contains("AccessDenied"), "{message}");
    assert_eq!(scene.changes().len(), 4 * (ACCOUNTS - 1));
}
