//! Two processes of each function work beside each other on the same events.

use rolepair_tests::{Stage, assert_same_state, pair, task_definition};

/// Long enough for calls of two workers to be under way at the same time.
const LATENCY_MS: u64 = 20;

#[tokio::test]
async fn two_workers_beside_each_other_leave_one_role_pair_and_one_active_patch() {
    let stage = Stage::with(pair("orders")).with_workers(2);
    let stage = stage.turned(|dials| {
        dials.delivery.twice = true;
        dials.latency_ms = LATENCY_MS;
    });
    let scene = stage.start().await;
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
    scene.registers(&account, &task_definition("api")).await;
    assert!(scene.died().is_empty(), "{:?}", scene.died());
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions[..2], ["1 ACTIVE", "2 ACTIVE"]);
    let later = &revisions[2..];
    assert!(
        later.iter().all(|revision| revision.ends_with(" INACTIVE")),
        "{revisions:?}"
    );
    let registered = scene.calls().of("RegisterTaskDefinition").len();
    assert_eq!(registered, 1 + later.len());
    let latest = scene.describe(&account, "api").await.unwrap();
    assert_eq!(latest["taskDefinition"]["revision"], 2);
}

#[tokio::test]
async fn what_two_workers_leave_is_what_one_leaves() {
    let mut states = Vec::new();
    for (workers, latency) in [(1, 0), (2, LATENCY_MS)] {
        let stage = Stage::with(pair("orders")).and(pair("prices"));
        let stage = stage.with_workers(workers);
        let scene = stage
            .turned(|dials| dials.latency_ms = latency)
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
        assert!(scene.died().is_empty(), "{:?}", scene.died());
        scene.turn(|dials| dials.latency_ms = 0);
        states.push(scene.state().await);
    }
    assert_same_state(&states[1], &states[0]);
}
