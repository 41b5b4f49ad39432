//! Two processes of each function work side by side on the same events.

use rolepair_tests::{Setup, assert_same_state, pair, task_definition};

/// Long enough for the calls of two workers to overlap.
const LATENCY_MS: u64 = 20;

#[tokio::test]
async fn two_workers_side_by_side_leave_one_role_pair_and_one_active_patch() {
    let setup = Setup::with(pair("orders")).with_workers(2);
    let setup = setup.with_dials(|dials| {
        dials.delivery.twice = true;
        dials.latency_ms = LATENCY_MS;
    });
    let scene = setup.start().await;
    let account = scene.account_joins("shop").await;
    let calls = scene.calls();
    let entered = calls.of("AssumeRole");
    let entered = entered
        .iter()
        .filter(|call| call.subject.as_deref().unwrap().contains("333333333333"));
    assert_eq!(entered.count(), 2, "each process enters the account once");
    let changes = scene.changes();
    let created = changes
        .iter()
        .filter(|change| change.contains("CreateRole"));
    assert_eq!(created.count(), 2, "{changes:?}");
    scene.forget();
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    scene.assert_no_dead_letters();
    let revisions = scene.revisions(&account, "api").await;
    // Each worker registers one patch at most, and the one that came second takes its own back.
    let (kept, taken_back) = revisions.split_at(2);
    assert_eq!(kept, ["1 ACTIVE", "2 ACTIVE"]);
    let none: [String; 0] = [];
    assert!(
        taken_back == none || taken_back == ["3 INACTIVE"],
        "{revisions:?}"
    );
    let registered = scene.calls().of("RegisterTaskDefinition").len();
    assert_eq!(registered, 1 + taken_back.len());
    let latest = scene.describe(&account, "api").await.unwrap();
    assert_eq!(latest["taskDefinition"]["revision"], 2);
}

#[tokio::test]
async fn two_workers_leave_the_same_state_as_one() {
    let mut states = Vec::new();
    for (workers, latency) in [(1, 0), (2, LATENCY_MS)] {
        let setup = Setup::with(pair("orders")).and(pair("prices"));
        let setup = setup.with_workers(workers);
        let scene = setup
            .with_dials(|dials| dials.latency_ms = latency)
            .start()
            .await;
        for name in ["shop", "warehouse", "office"] {
            scene.create_account(name).await;
        }
        scene.settle().await;
        for account in ["333333333333", "444444444444"] {
            let account = account.parse().unwrap();
            scene.register(&account, &task_definition("api")).await;
        }
        scene.settle().await;
        scene.assert_no_dead_letters();
        scene.turn(|dials| dials.latency_ms = 0);
        states.push(scene.state().await);
    }
    assert_same_state(&states[1], &states[0]);
}
