//! A task definition is registered and gets a patched revision, whose container works in account A.

use rolepair_plan::{from_describe, register_input, unpatch};
use rolepair_tests::{Setup, pair, task_definition};
use serde_json::{Value, json};

#[tokio::test]
async fn a_registered_task_definition_gets_one_patched_revision_and_nothing_else() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    assert_eq!(scene.changes(), ["333333333333 RegisterTaskDefinition api"]);
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions, ["1 ACTIVE", "2 ACTIVE"]);
    let patched = scene.describe(&account, "api:2").await.unwrap();
    let definition = &patched["taskDefinition"];
    assert_eq!(
        definition["taskRoleArn"],
        "arn:aws:iam::333333333333:role/rolepair/rolepair-orders"
    );
    let containers = definition["containerDefinitions"].as_array().unwrap();
    assert_eq!(containers.len(), 2);
    let mut tags: Vec<&Value> = patched["tags"].as_array().unwrap().iter().collect();
    tags.sort_by_key(|tag| tag["key"].as_str());
    assert_eq!(
        json!(tags),
        json!([
            {"key": "rolepair:managed-by", "value": "rolepair"},
            {"key": "rolepair:pair", "value": "orders"},
            {"key": "rolepair:patched-from", "value": "1"},
            {"key": "rolepair:patched-pair", "value": "orders"},
        ])
    );
}

#[tokio::test]
async fn the_container_of_the_patched_revision_enters_account_a_and_reads_the_table() {
    let scene = Setup::with(pair("orders")).start().await;
    scene.stock_orders().await;
    let account = scene.account_joins("shop").await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let arn = scene.container_identity(&account, "api").await.unwrap();
    let role = "arn:aws:sts::999999999999:assumed-role/rolepair-orders-333333333333/";
    assert!(arn.starts_with(role), "{arn}");
    let thing = scene.container_reads_orders(&account, "api").await;
    assert_eq!(thing.unwrap(), "espresso machine");
}

#[tokio::test]
async fn the_container_of_the_original_revision_does_not_enter_account_a() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let identity = scene.container_identity(&account, "api:1").await;
    // The definition names no task role, so the container has no credentials at all.
    assert!(identity.is_err(), "{identity:?}");
}

#[tokio::test]
async fn a_task_definition_that_no_pair_claims_is_left_alone() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    let untagged = task_definition("api").without("tags");
    scene.register_and_settle(&account, &untagged).await;
    scene.assert_no_changes();
    assert_eq!(scene.revisions(&account, "api").await, ["1 ACTIVE"]);
}

#[tokio::test]
async fn every_registered_revision_gets_its_own_patch() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let newer = task_definition("api").with("cpu", json!("512"));
    let newer = newer.with("memory", json!("1024"));
    scene.register_and_settle(&account, &newer).await;
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions, ["1 ACTIVE", "2 ACTIVE", "3 ACTIVE", "4 ACTIVE"]);
    let latest = scene.describe(&account, "api").await.unwrap();
    assert_eq!(latest["taskDefinition"]["cpu"], "512");
}

/// A hand-written request sends fields that no SDK knows, at every level.
#[tokio::test]
async fn unknown_fields_reach_the_patched_revision_at_every_level() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let unknown = json!({"answer": 42, "exact": 1.50, "list": [null, "x"]});
    let definition = task_definition("api")
        .with("fieldOfTomorrow", unknown.clone())
        .with(
            "volumes",
            json!([{"name": "data", "fieldOfTomorrow": unknown}]),
        )
        .with_container_member("fieldOfTomorrow", unknown.clone());
    scene.register_and_settle(&account, &definition).await;
    let patched = scene.describe(&account, "api:2").await.unwrap();
    let patched = &patched["taskDefinition"];
    assert_eq!(patched["fieldOfTomorrow"], unknown);
    assert_eq!(
        named(&patched["volumes"], "data")["fieldOfTomorrow"],
        unknown
    );
    let app = named(&patched["containerDefinitions"], "app");
    assert_eq!(app["fieldOfTomorrow"], unknown);
}

#[tokio::test]
async fn a_patched_revision_without_its_patch_equals_the_original_revision() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let definition = task_definition("api").with("fieldOfTomorrow", json!([1.0]));
    scene.register_and_settle(&account, &definition).await;
    let registered = scene.describe(&account, "api:1").await.unwrap();
    let patched = scene.describe(&account, "api:2").await.unwrap();
    let registered = from_describe(&registered).unwrap();
    let unpatched = unpatch(&from_describe(&patched).unwrap());
    assert_eq!(register_input(&unpatched), register_input(&registered));
}

fn named<'v>(list: &'v Value, name: &str) -> &'v Value {
    let items = list.as_array().unwrap();
    let item = items.iter().find(|item| item["name"] == name);
    item.unwrap_or_else(|| panic!("`{name}` is not in {list}"))
}
