//! Every call fails once, in every way a call can fail, and the end is always the same.

use futures::future::join_all;
use rolepair_sandbox::{CallFault, FaultKind};
use rolepair_tests::{Scene, Setup, assert_same_state, pair, sqs_batch, task_definition};
use serde_json::json;

/// Each flow asks the organization, enters two accounts, and makes a change.
const AT_LEAST: u32 = 4;

/// The `nth` call from now on fails, by any caller.
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

/// An account has joined, and its events are not delivered yet.
async fn about_to_pair() -> Scene {
    let scene = Setup::with(pair("orders")).start().await;
    scene.hold_events();
    scene.create_account("shop").await;
    scene
}

/// A task definition was registered in an account with a pair, and the event is not delivered yet.
async fn about_to_patch() -> Scene {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    scene.hold_events();
    scene.register(&account, &task_definition("api")).await;
    scene
}

/// Runs the flow once for each of its calls, with that call failing. The runs go side by side.
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
        assert!(
            scene.dead_letters().is_empty(),
            "call {n}: {:?}",
            scene.dead_letters()
        );
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

/// If the answer to a registration is lost, the revision is there all the same. The next try registers
/// another one and takes it back.
#[tokio::test]
async fn patching_ends_the_same_whichever_answer_is_lost() {
    fail_each_call_of(about_to_patch, FaultKind::LostAnswer).await;
}

#[tokio::test]
async fn patching_ends_the_same_whichever_call_is_refused_once() {
    fail_each_call_of(about_to_patch, FaultKind::AccessDenied).await;
}

#[tokio::test]
async fn a_call_that_fails_longer_than_the_sdk_tries_is_transient_and_goes_back_to_the_queue() {
    let scene = about_to_pair().await;
    scene.fail(CallFault {
        operation: Some("CreateRole".to_owned()),
        account: Some("999999999999".parse().unwrap()),
        times: u32::MAX,
        ..nth(1, FaultKind::InternalError)
    });
    let joined = scene.event_of("AccountJoinedOrganization");
    let batch = sqs_batch([("m-1".to_owned(), joined.to_string())]);
    let reply = scene.invoke("pair-account", batch);
    let failed = json!({"batchItemFailures": [{"itemIdentifier": "m-1"}]});
    assert_eq!(reply.await.unwrap(), failed);
    let error = scene.invoke("pair-account", joined).await;
    let error = error.unwrap_err();
    assert_eq!(error.error_type, "Transient");
    assert!(error.message.contains("iam:CreateRole"), "{error}");
    scene.turn(|dials| dials.faults.clear());
    scene.settle().await;
    scene.assert_no_dead_letters();
    assert_eq!(scene.changes().len(), 4, "{:?}", scene.changes());
}
