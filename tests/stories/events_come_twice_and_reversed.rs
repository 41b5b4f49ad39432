//! Events come twice, late, and the last first: all ends in the same state.

use rolepair_sandbox::EventDelivery;
use rolepair_tests::{Scene, Stage, assert_same_state, pair, task_definition};
use serde_json::{Value, json};

/// Two accounts join, one of them moves, and three task definitions are registered, one of them
/// twice. Nothing is waited for between.
async fn a_busy_day(delivery: EventDelivery) -> Scene {
    let prices = pair("prices").for_accounts("{organizational_units: [r-ab12]}");
    let stage = Stage::with(pair("orders")).and(prices.with("trust: organization"));
    let scene = stage
        .turned(|dials| dials.delivery = delivery)
        .start()
        .await;
    let shop = scene.create_account("shop").await;
    let warehouse = scene.create_account("warehouse").await;
    scene.moves_to_a_unit(&shop).await;
    let prices = json!([{"key": "rolepair:pair", "value": "prices"}]);
    let prices = task_definition("prices").with("tags", prices);
    scene.register(&shop, &task_definition("api")).await;
    scene.register(&warehouse, &task_definition("api")).await;
    scene.register(&warehouse, &prices).await;
    let newer = task_definition("worker").with("cpu", json!("512"));
    let newer = newer.with("memory", json!("1024"));
    scene.register(&shop, &newer).await;
    scene.settle().await;
    scene
}

fn held(reverse: usize, twice: bool) -> EventDelivery {
    EventDelivery {
        reverse,
        twice,
        redelivery_delay_ms: 0,
        ..EventDelivery::default()
    }
}

async fn end_of(delivery: EventDelivery) -> (Value, Vec<String>) {
    let scene = a_busy_day(delivery).await;
    assert!(scene.died().is_empty(), "{:?}", scene.died());
    let mut changes = scene.changes();
    // Two accounts that are worked on at once may both write what the role they share says.
    let shared = "999999999999 PutRolePolicy rolepair-prices";
    changes.dedup_by(|one, other| one == other && one == shared);
    (scene.state().await, changes)
}

#[tokio::test]
async fn every_event_twice_ends_in_the_same_state_with_no_second_revision() {
    let (state, changes) = end_of(held(0, false)).await;
    // Two pairs in two accounts, of which one has a resource role in common; four patches.
    let (created, put, registered) = (4 + 3, 4 + 3, 4);
    assert_eq!(changes.len(), created + put + registered, "{changes:?}");
    let (state_twice, changes_twice) = end_of(held(0, true)).await;
    assert_same_state(&state_twice, &state);
    assert_eq!(changes_twice, changes);
}

#[tokio::test]
async fn events_in_reverse_order_end_in_the_same_state_with_no_second_revision() {
    let (state, changes) = end_of(held(0, false)).await;
    let (state_reversed, changes_reversed) = end_of(held(1_000, false)).await;
    assert_same_state(&state_reversed, &state);
    assert_eq!(changes_reversed, changes);
}

#[tokio::test]
async fn every_event_twice_and_in_reverse_order_ends_in_the_same_state_with_no_second_revision() {
    let (state, changes) = end_of(held(0, false)).await;
    let (state_both, changes_both) = end_of(held(1_000, true)).await;
    assert_same_state(&state_both, &state);
    assert_eq!(changes_both, changes);
}

/// All that ever happened comes again, much later, by hand.
#[tokio::test]
async fn the_whole_history_once_more_changes_nothing() {
    let scene = a_busy_day(held(0, false)).await;
    let state = scene.state().await;
    scene.forget();
    for event in scene.sandbox.trail() {
        let is_of_ecs = event["source"] == "aws.ecs";
        let function = if is_of_ecs {
            "patch-task-definition"
        } else {
            "pair-account"
        };
        scene.invoke(function, event).await.unwrap();
    }
    scene.settle().await;
    assert!(scene.changes().is_empty(), "{:?}", scene.changes());
    assert_same_state(&scene.state().await, &state);
}

/// A patch that comes when two revisions are there already is of the newer one.
#[tokio::test]
async fn the_event_of_an_older_revision_patches_the_newest_and_only_that() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.hold_events();
    scene.register(&account, &task_definition("api")).await;
    let newer = task_definition("api").with("memory", json!("1024"));
    scene.register(&account, &newer).await;
    scene.settle().await;
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions, ["1 ACTIVE", "2 ACTIVE", "3 ACTIVE"]);
    let patched = scene.describe(&account, "api:3").await.unwrap();
    assert_eq!(patched["taskDefinition"]["memory"], "1024");
    let from = json!({"key": "rolepair:patched-from", "value": "2"});
    assert!(patched["tags"].as_array().unwrap().contains(&from));
}
