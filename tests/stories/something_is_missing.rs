//! A permission is missing, or an account is not ready yet. That is reported, and once it is there a
//! second run finishes what the first one began.

use aws_sdk_iam::Client;
use rolepair_sandbox::Delay;
use rolepair_tests::{PAIR_CHANGES, Scene, Setup, decoded, pair};
use serde_json::json;

const HUB_ROLE: &str = "rolepair-hub-resource-account";

/// Removes `iam:CreateRole` from the policy of the hub's role in the resource account. Gives the name
/// and the text of that policy as it was.
async fn without_create_role(scene: &Scene) -> (Client, String, String) {
    let iam = scene.resource_account().iam();
    let names = iam.list_role_policies().role_name(HUB_ROLE).send().await;
    let name = names.unwrap().policy_names.pop().unwrap();
    let request = iam.get_role_policy().role_name(HUB_ROLE);
    let policy = request.policy_name(&name).send().await.unwrap();
    let policy = decoded(&policy.policy_document);
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
async fn a_missing_permission_is_refused_and_once_it_is_there_the_dead_letters_finish() {
    let scene = Setup::with(pair("orders")).start().await;
    let (iam, name, policy) = without_create_role(&scene).await;
    let account = scene.account_joins("shop").await;
    // Only the task role was created, and it has no permissions.
    assert_eq!(scene.changes(), PAIR_CHANGES[..1]);
    let dead_letters = scene.dead_letters();
    assert_eq!(dead_letters.len(), 2, "{dead_letters:?}");
    let error = scene.invoke_pair(&account).await.unwrap_err();
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
    assert_eq!(scene.changes(), PAIR_CHANGES);
}

#[tokio::test]
async fn an_account_that_is_not_ready_yet_is_tried_again() {
    let setup = Setup::with(pair("orders"));
    // The hub's role appears in the account only after a few calls.
    let scene = setup.with_dials(|dials| dials.hub_role = Delay::Calls(3));
    let scene = scene.start().await;
    let account = scene.account_joins("shop").await;
    let calls = scene.calls();
    let attempts = calls.of("AssumeRole");
    let denied = attempts
        .iter()
        .filter(|call| call.error.as_deref() == Some("AccessDenied"));
    assert!(denied.count() >= 2, "{attempts:?}");
    scene.assert_no_dead_letters();
    assert_eq!(scene.changes(), PAIR_CHANGES);
    scene.forget();
    let answer = scene.invoke_pair(&account).await.unwrap();
    assert_eq!(answer["status"], "unchanged");
    scene.assert_no_changes();
}

#[tokio::test]
async fn an_account_that_never_gets_ready_is_transient_and_ends_as_dead_letters() {
    let setup = Setup::with(pair("orders"));
    let scene = setup.with_dials(|dials| dials.hub_role = Delay::Calls(1_000));
    let scene = scene.start().await;
    let account = scene.account_joins("shop").await;
    assert_eq!(scene.dead_letters().len(), 2);
    let error = scene.invoke_pair(&account).await.unwrap_err();
    assert_eq!(error.error_type, "Transient");
    assert!(error.message.contains("sts:AssumeRole"), "{error}");
    scene.assert_no_changes();
}
