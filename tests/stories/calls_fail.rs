//! Calls fail, each of them once, in each of the ways a call can fail: all ends in the same state.

use futures::future::join_all;
use rolepair_sandbox::{CallFault, FaultKind};
use rolepair_tests::{Scene, Stage, assert_same_state, pair, task_definition};
use serde_json::json;

/// Either flow asks the organization, enters two accounts, and makes a change in them.
const AT_LEAST: u32 = 4;

/// The `nth` call from now on fails, whoever makes it.
fn nth(nth: u32, kind: FaultKind) -> CallFault {
    CallFault {
        service: None,
        operation: None,
        account: None,
        nth,
        times: 1,
        kind,
    }
}

/// An account has joined, and its events are still on their way.
async fn about_to_pair() -> Scene {
    let scene = Stage::with(pair("orders")).start().await;
    scene.hold_events();
    scene.create_account("shop").await;
    scene
}

/// A task definition was registered in a paired account, and the event is still on its way.
async fn about_to_patch() -> Scene {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.hold_events();
    scene.register(&account, &task_definition("api")).await;
    scene
}

/// Runs the flow once for each call it makes, all side by side, with that call failing.
async fn fail_each_call_of<S: Future<Output = Scene>>(about_to: fn() -> S, kind: FaultKind) {
    let undisturbed = about_to().await;
    undisturbed.forget();
    undisturbed.settle().await;
    let expected = undisturbed.state().await;
    let calls = u32::try_from(undisturbed.calls().0.len()).unwrap();
    assert!(calls >= AT_LEAST, "{calls}");
    let disturbed = (1..=calls).map(async |n| {
        let scene = about_to().await;
        scene.fail(nth(n, kind));
        scene.settle().await;
        assert!(scene.all_failed(), "there is no call {n}");
        assert!(scene.died().is_empty(), "call {n}: {:?}", scene.died());
        println!("call {n}");
        assert_same_state(&scene.state().await, &expected);
    });
    join_all(disturbed).await;
}

#[tokio::test]
async fn pairing_ends_the_same_whichever_call_is_throttled() {
    fail_each_call_of(about_to_pair, FaultKind::Throttle).await;
}

#[tokio::test]
async fn pairing_ends_the_same_whichever_call_meets_an_internal_error() {
    fail_each_call_of(about_to_pair, FaultKind::InternalError).await;
}

#[tokio::test]
async fn pairing_ends_the_same_whichever_call_is_cut() {
    fail_each_call_of(about_to_pair, FaultKind::CutBefore).await;
}

#[tokio::test]
async fn pairing_ends_the_same_whichever_answer_is_lost() {
    fail_each_call_of(about_to_pair, FaultKind::LostAnswer).await;
}

#[tokio::test]
async fn pairing_ends_the_same_whichever_call_is_refused_once() {
    fail_each_call_of(about_to_pair, FaultKind::AccessDenied).await;
}

#[tokio::test]
async fn patching_ends_the_same_whichever_call_is_throttled() {
    fail_each_call_of(about_to_patch, FaultKind::Throttle).await;
}

#[tokio::test]
async fn patching_ends_the_same_whichever_call_meets_an_internal_error() {
    fail_each_call_of(about_to_patch, FaultKind::InternalError).await;
}

#[tokio::test]
async fn patching_ends_the_same_whichever_call_is_cut() {
    fail_each_call_of(about_to_patch, FaultKind::CutBefore).await;
}

/// An answer that is lost after a revision was registered leaves it there; the one that is
/// registered in its place is taken back.
#[tokio::test]
async fn patching_ends_the_same_whichever_answer_is_lost() {
    fail_each_call_of(about_to_patch, FaultKind::LostAnswer).await;
}

#[tokio::test]
async fn patching_ends_the_same_whichever_call_is_refused_once() {
    fail_each_call_of(about_to_patch, FaultKind::AccessDenied).await;
}

#[tokio::test]
async fn what_fails_for_longer_than_the_sdk_tries_is_transient_and_comes_back_to_the_queue() {
    let scene = about_to_pair().await;
    scene.fail(CallFault {
        operation: Some("CreateRole".to_owned()),
        account: Some("999999999999".parse().unwrap()),
        times: u32::MAX,
        ..nth(1, FaultKind::InternalError)
    });
    let events = scene.sandbox.trail();
    let joined = events
        .iter()
        .find(|event| event["detail"]["eventName"] == "AccountJoinedOrganization")
        .unwrap();
    let message = json!({"messageId": "m-1", "eventSource": "aws:sqs", "body": joined.to_string()});
    let reply = scene.invoke("pair-account", json!({"Records": [message]}));
    let failed = json!({"batchItemFailures": [{"itemIdentifier": "m-1"}]});
    assert_eq!(reply.await.unwrap(), failed);
    let error = scene.invoke("pair-account", joined.clone()).await;
    let error = error.unwrap_err();
    assert_eq!(error.error_type, "Transient");
    assert!(error.message.contains("iam:CreateRole"), "{error}");
    scene.turn(|dials| dials.faults.clear());
    scene.settle().await;
    assert!(scene.died().is_empty(), "{:?}", scene.died());
    assert_eq!(scene.changes().len(), 4, "{:?}", scene.changes());
}
