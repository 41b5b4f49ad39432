//! How many calls have to wait for each other. Nothing is timed: what counts is which calls were
//! under way at the same time.

use rolepair_sandbox::LoggedCall;
use rolepair_tests::{Calls, Scene, Stage, pair, task_definition};
use serde_json::json;

/// So long that calls made side by side are under way together even on a busy machine.
const LATENCY_MS: u64 = 250;

async fn slow() -> Scene {
    let stage = Stage::with(pair("orders"));
    let scene = stage.turned(|dials| {
        // Of the result of creating an account, and the joining, the last one is enough.
        dials.delivery.lose_next = 1;
    });
    scene.start().await
}

fn overlap(calls: &[&LoggedCall]) -> bool {
    let last_start = calls.iter().map(|call| call.started_micros).max();
    let first_end = calls.iter().map(|call| call.ended_micros).min();
    last_start < first_end
}

fn all_at_once(calls: &Calls, operations: &[&str]) {
    let wave: Vec<&LoggedCall> = operations
        .iter()
        .flat_map(|operation| calls.of(operation))
        .collect();
    assert!(overlap(&wave), "{wave:#?}");
}

#[tokio::test]
async fn a_new_pair_takes_three_round_trips_one_after_another() {
    let scene = slow().await;
    scene.hold_events();
    scene.create_account("shop").await;
    scene.turn(|dials| dials.latency_ms = LATENCY_MS);
    scene.settle().await;
    let calls = scene.calls();
    assert_eq!(
        calls.counts(),
        [
            ("AssumeRole", 2),
            ("CreateRole", 2),
            ("DescribeAccount", 1),
            ("PutRolePolicy", 2),
        ]
    );
    all_at_once(&calls, &["AssumeRole", "DescribeAccount"]);
    all_at_once(&calls, &["CreateRole"]);
    all_at_once(&calls, &["PutRolePolicy"]);
    assert_eq!(calls.round_trips(), 3);
}

#[tokio::test]
async fn an_unchanged_pair_takes_two_round_trips() {
    let scene = slow().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    scene.turn(|dials| dials.latency_ms = LATENCY_MS);
    // The process that answers direct invocations has not entered any account yet.
    let answer = scene.invoke("pair-account", json!({"account": account}));
    assert_eq!(answer.await.unwrap()["status"], "unchanged");
    let calls = scene.calls();
    all_at_once(&calls, &["AssumeRole", "DescribeAccount"]);
    let reads = [
        "GetRole",
        "GetRolePolicy",
        "ListRolePolicies",
        "ListAttachedRolePolicies",
    ];
    all_at_once(&calls, &reads);
    assert_eq!(calls.round_trips(), 2);
}

#[tokio::test]
async fn a_patch_takes_three_round_trips() {
    let scene = slow().await;
    let account = scene.account_joins("shop").await;
    scene.hold_events();
    scene.register(&account, &task_definition("api")).await;
    scene.forget();
    scene.turn(|dials| dials.latency_ms = LATENCY_MS);
    scene.settle().await;
    let calls = scene.calls();
    all_at_once(&calls, &["AssumeRole", "DescribeAccount"]);
    let reads = ["GetRole", "GetRolePolicy", "DescribeTaskDefinition"];
    all_at_once(&calls, &reads);
    assert_eq!(calls.of("RegisterTaskDefinition").len(), 1);
    assert_eq!(calls.round_trips(), 3);
}
