//! A task definition is registered, gets its patched revision, and its container is in account A.

use rolepair_plan::{from_describe, register_input, unpatch};
use rolepair_tests::{Stage, pair, task_definition};
use serde_json::{Value, json};

const TABLE: &str = "arn:aws:dynamodb:eu-west-1:999999999999:table/orders";

#[tokio::test]
async fn a_registered_task_definition_gets_one_patched_revision_and_nothing_else() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    scene.registers(&account, &task_definition("api")).await;
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
async fn the_container_of_the_patched_revision_is_in_account_a_and_reads_the_table() {
    let scene = Stage::with(pair("orders")).start().await;
    scene.stock_orders().await;
    let account = scene.account_joins("shop").await;
    scene.registers(&account, &task_definition("api")).await;
    let says = scene
        .container_says(&account, "api", &["{}", "identity"])
        .await;
    let arn = says.unwrap();
    let role = "arn:aws:sts::999999999999:assumed-role/rolepair-orders-333333333333/";
    assert!(arn.starts_with(role), "{arn}");
    let thing = scene
        .container_says(&account, "api", &["{}", "item", TABLE])
        .await;
    assert_eq!(thing.unwrap(), "espresso machine");
}

#[tokio::test]
async fn the_container_of_the_revision_that_was_registered_is_not_in_account_a() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.registers(&account, &task_definition("api")).await;
    let says = scene
        .container_says(&account, "api:1", &["{}", "identity"])
        .await;
    // It has no credentials at all: the definition names no task role.
    assert!(says.is_err(), "{says:?}");
}

#[tokio::test]
async fn a_task_definition_that_no_pair_claims_is_left_alone() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    let untagged = task_definition("api").without("tags");
    scene.registers(&account, &untagged).await;
    assert!(scene.changes().is_empty());
    assert_eq!(scene.revisions(&account, "api").await, ["1 ACTIVE"]);
}

#[tokio::test]
async fn every_revision_that_is_registered_gets_its_own_patch() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.registers(&account, &task_definition("api")).await;
    let newer = task_definition("api").with("cpu", json!("512"));
    let newer = newer.with("memory", json!("1024"));
    scene.registers(&account, &newer).await;
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions, ["1 ACTIVE", "2 ACTIVE", "3 ACTIVE", "4 ACTIVE"]);
    let latest = scene.describe(&account, "api").await.unwrap();
    assert_eq!(latest["taskDefinition"]["cpu"], "512");
}

/// Fields that no SDK knows, at every level, sent by a request that was signed by hand.
#[tokio::test]
async fn fields_nobody_knows_reach_the_new_revision_at_every_level() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let unknown = json!({"answer": 42, "exact": 1.50, "list": [null, "x"]});
    let definition = task_definition("api")
        .with("fieldOfTomorrow", unknown.clone())
        .with(
            "volumes",
            json!([{"name": "data", "fieldOfTomorrow": unknown}]),
        )
        .with_container_member("fieldOfTomorrow", unknown.clone());
    scene.registers(&account, &definition).await;
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
async fn without_its_patch_the_new_revision_is_the_one_that_was_registered() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let definition = task_definition("api").with("fieldOfTomorrow", json!([1.0]));
    scene.registers(&account, &definition).await;
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
