//! How many calls have to wait for each other. Nothing is timed: a test looks at which calls were under
//! way at the same time.

use rolepair_sandbox::LoggedCall;
use rolepair_tests::{Calls, Scene, Setup, pair, task_definition};

/// Long enough for calls made side by side to overlap even on a busy machine.
const LATENCY_MS: u64 = 250;

async fn scene() -> Scene {
    let setup = Setup::with(pair("orders"));
    let setup = setup.with_dials(|dials| {
        // A new account sends two events, its creation and its joining. One of them is enough.
        dials.delivery.lose_next = 1;
    });
    setup.start().await
}

fn overlap(calls: &[&LoggedCall]) -> bool {
    let last_start = calls.iter().map(|call| call.started_micros).max();
    let first_end = calls.iter().map(|call| call.ended_micros).min();
    last_start < first_end
}

#[track_caller]
fn assert_overlap(calls: &Calls, operations: &[&str]) {
    let wave: Vec<&LoggedCall> = operations
        .iter()
        .flat_map(|operation| calls.of(operation))
        .collect();
    assert!(overlap(&wave), "{wave:#?}");
}

#[tokio::test]
async fn a_new_pair_takes_three_round_trips_one_after_another() {
    let scene = scene().await;
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
    assert_overlap(&calls, &["AssumeRole", "DescribeAccount"]);
    assert_overlap(&calls, &["CreateRole"]);
    assert_overlap(&calls, &["PutRolePolicy"]);
    assert_eq!(calls.round_trips(), 3);
}

#[tokio::test]
async fn an_unchanged_pair_takes_two_round_trips() {
    let scene = scene().await;
    let account = scene.account_joins("shop").await;
    scene.forget();
    scene.turn(|dials| dials.latency_ms = LATENCY_MS);
    // The process that answers direct invocations has entered no account yet.
    let answer = scene.invoke_pair(&account).await.unwrap();
    assert_eq!(answer["status"], "unchanged");
    let calls = scene.calls();
    assert_overlap(&calls, &["AssumeRole", "DescribeAccount"]);
    let reads = [
        "GetRole",
        "GetRolePolicy",
        "ListRolePolicies",
        "ListAttachedRolePolicies",
    ];
    assert_overlap(&calls, &reads);
    assert_eq!(calls.round_trips(), 2);
}

#[tokio::test]
async fn a_patch_takes_three_round_trips() {
    let scene = scene().await;
    let account = scene.account_joins("shop").await;
    scene.hold_events();
    scene.register(&account, &task_definition("api")).await;
    scene.forget();
    scene.turn(|dials| dials.latency_ms = LATENCY_MS);
    scene.settle().await;
    let calls = scene.calls();
    assert_overlap(&calls, &["AssumeRole", "DescribeAccount"]);
    let reads = ["GetRole", "GetRolePolicy", "DescribeTaskDefinition"];
    assert_overlap(&calls, &reads);
    assert_eq!(calls.of("RegisterTaskDefinition").len(), 1);
    assert_eq!(calls.round_trips(), 3);
}
