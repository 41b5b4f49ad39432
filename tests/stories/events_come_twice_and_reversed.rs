//! Events come twice, late and in reverse order, and the end state is always the same.

use rolepair_sandbox::EventDelivery;
use rolepair_tests::{Scene, Setup, assert_same_state, pair, task_definition};
use serde_json::{Value, json};

/// Two accounts join, one of them moves, and four task definitions are registered. Nothing waits for
/// anything else.
async fn a_busy_day(delivery: EventDelivery) -> Scene {
    let prices = pair("prices").for_accounts("{organizational_units: [r-ab12]}");
    let setup = Setup::with(pair("orders")).and(prices.with("trust: organization"));
    let scene = setup
        .with_dials(|dials| dials.delivery = delivery)
        .start()
        .await;
    let shop = scene.create_account("shop").await;
    let warehouse = scene.create_account("warehouse").await;
    scene.move_to_a_unit(&shop).await;
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
    scene.assert_no_dead_letters();
    let mut changes = scene.changes();
    // Two accounts that are worked on at once may both write the policy of the role they share.
    let shared = "999999999999 PutRolePolicy rolepair-prices";
    changes.dedup_by(|one, other| one == other && one == shared);
    (scene.state().await, changes)
}

#[tokio::test]
async fn every_event_twice_ends_in_the_same_state_with_no_second_revision() {
    let (state, changes) = end_of(held(0, false)).await;
    // Two pairs in two accounts, one pair with a shared resource role; and four patches.
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

/// Somebody delivers every event again, much later.
#[tokio::test]
async fn the_whole_history_delivered_again_changes_nothing() {
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
    scene.assert_no_changes();
    assert_same_state(&scene.state().await, &state);
}

/// When two revisions exist before the first patch, the newer one is patched.
#[tokio::test]
async fn the_event_of_an_older_revision_patches_the_newest_and_only_that() {
    let scene = Setup::with(pair("orders")).start().await;
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
