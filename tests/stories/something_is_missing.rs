//! A permission, an account's readiness: what is missing is told, and once it is there a second run
//! finishes what the first began.

use aws_sdk_iam::Client;
use rolepair_sandbox::Delay;
use rolepair_tests::{Scene, Stage, pair};
use serde_json::json;

const HUB_ROLE: &str = "rolepair-hub-resource-account";
const PAIR: [&str; 4] = [
    "333333333333 CreateRole rolepair-orders",
    "333333333333 PutRolePolicy rolepair-orders",
    "999999999999 CreateRole rolepair-orders-333333333333",
    "999999999999 PutRolePolicy rolepair-orders-333333333333",
];

/// Takes `iam:CreateRole` from the hub's role in the resource account; what it may do otherwise.
async fn without_create_role(scene: &Scene) -> (Client, String, String) {
    let iam = scene.resource_account().iam();
    let names = iam.list_role_policies().role_name(HUB_ROLE).send().await;
    let name = names.unwrap().policy_names.pop().unwrap();
    let request = iam.get_role_policy().role_name(HUB_ROLE);
    let policy = request.policy_name(&name).send().await.unwrap();
    let policy = percent_encoding::percent_decode_str(&policy.policy_document).decode_utf8();
    let policy = policy.unwrap().into_owned();
    let less = policy.replace("iam:CreateRole", "iam:GetRole");
    assert_ne!(policy, less);
    put(&iam, &name, &less).await;
    (iam, name, policy)
}

async fn put(iam: &Client, name: &str, policy: &str) {
    let request = iam.put_role_policy().role_name(HUB_ROLE);
    let request = request.policy_name(name).policy_document(policy);
    request.send().await.unwrap();
}

#[tokio::test]
async fn a_missing_permission_is_refused_and_once_it_is_given_the_dead_letters_finish() {
    let scene = Stage::with(pair("orders")).start().await;
    let (iam, name, policy) = without_create_role(&scene).await;
    let account = scene.account_joins("shop").await;
    // What was begun is half made, and can do nothing.
    assert_eq!(scene.changes(), PAIR[..1]);
    let died = scene.died();
    assert_eq!(died.len(), 2, "{died:?}");
    let item = json!({"account": account});
    let error = scene.invoke("pair-account", item).await.unwrap_err();
    assert_eq!(error.error_type, "Refused");
    for word in [
        "iam:CreateRole",
        "AccessDenied",
        "rolepair-orders-333333333333",
    ] {
        assert!(error.message.contains(word), "{error}");
    }
    put(&iam, &name, &policy).await;
    assert_eq!(scene.redrive().await, json!({"batchItemFailures": []}));
    assert_eq!(scene.changes(), PAIR);
}

#[tokio::test]
async fn an_account_that_is_not_ready_yet_is_waited_for() {
    let stage = Stage::with(pair("orders"));
    // The hub's role appears in the account when it has been asked for a few times.
    let scene = stage.turned(|dials| dials.hub_role = Delay::Calls(3));
    let scene = scene.start().await;
    let account = scene.account_joins("shop").await;
    let calls = scene.calls();
    let attempts = calls.of("AssumeRole");
    let denied = attempts
        .iter()
        .filter(|call| call.error.as_deref() == Some("AccessDenied"));
    assert!(denied.count() >= 2, "{attempts:?}");
    assert!(scene.died().is_empty(), "{:?}", scene.died());
    assert_eq!(scene.changes(), PAIR);
    scene.forget();
    let answer = scene.invoke("pair-account", json!({"account": account}));
    assert_eq!(answer.await.unwrap()["status"], "unchanged");
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn an_account_that_never_gets_ready_is_told_as_transient_and_is_a_dead_letter() {
    let stage = Stage::with(pair("orders"));
    let scene = stage.turned(|dials| dials.hub_role = Delay::Calls(1_000));
    let scene = scene.start().await;
    let account = scene.account_joins("shop").await;
    assert_eq!(scene.died().len(), 2);
    let error = scene.invoke("pair-account", json!({"account": account}));
    let error = error.await.unwrap_err();
    assert_eq!(error.error_type, "Transient");
    assert!(error.message.contains("sts:AssumeRole"), "{error}");
    assert!(scene.changes().is_empty());
}
