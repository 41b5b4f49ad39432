//! No patched revision is registered while the pair, as read back from IAM, lets in anybody else.

use rolepair_model::AccountId;
use rolepair_tests::{ADMINISTRATOR_ACCESS, Scene, Setup, decoded, pair, task_definition};
use serde_json::{Value, json};

const ROLE: &str = "rolepair-orders-333333333333";

/// An account with its pair. Somebody has changed the trust of the resource role with `tamper`.
async fn tampered(tamper: fn(&mut Value)) -> (Scene, AccountId) {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let iam = scene.resource_account().iam();
    let role = iam.get_role().role_name(ROLE).send().await.unwrap();
    let trust = role.role.unwrap().assume_role_policy_document.unwrap();
    let mut trust: Value = serde_json::from_str(&decoded(&trust)).unwrap();
    tamper(&mut trust);
    let request = iam.update_assume_role_policy().role_name(ROLE);
    let request = request.policy_document(trust.to_string());
    request.send().await.unwrap();
    scene.settle().await;
    scene.forget();
    (scene, account)
}

async fn assert_nothing_is_registered_until_the_trust_is_put_right(tamper: fn(&mut Value)) {
    let (scene, account) = tampered(tamper).await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    scene.assert_no_changes();
    assert_eq!(scene.revisions(&account, "api").await, ["1 ACTIVE"]);
    assert_eq!(scene.dead_letters().len(), 1);
    let error = scene.invoke_patch(&account, "api").await.unwrap_err();
    assert_eq!(error.error_type, "Transient");
    for word in ["RP202", ROLE] {
        assert!(error.message.contains(word), "{error}");
    }
    let answer = scene.invoke_pair(&account).await.unwrap();
    assert_eq!(answer["status"], "changed");
    assert_eq!(
        scene.changes(),
        [format!("999999999999 UpdateAssumeRolePolicy {ROLE}")]
    );
    scene.forget();
    assert_eq!(scene.redrive().await, json!({"batchItemFailures": []}));
    assert_eq!(scene.changes(), ["333333333333 RegisterTaskDefinition api"]);
}

#[tokio::test]
async fn a_trust_without_the_pinned_role_lets_nothing_be_registered() {
    assert_nothing_is_registered_until_the_trust_is_put_right(|trust| {
        let conditions = trust["Statement"][0]["Condition"].as_object_mut().unwrap();
        let pinned = conditions.remove("ArnEquals");
        assert!(pinned.is_some(), "{conditions:?}");
    })
    .await;
}

#[tokio::test]
async fn a_trust_with_one_more_account_lets_nothing_be_registered() {
    assert_nothing_is_registered_until_the_trust_is_put_right(|trust| {
        let own = trust["Statement"][0]["Principal"]["AWS"].take();
        assert!(own.is_string(), "{own}");
        trust["Statement"][0]["Principal"]["AWS"] = json!([own, "arn:aws:iam::111111111111:root"]);
    })
    .await;
}

#[tokio::test]
async fn a_trust_with_one_more_statement_lets_nothing_be_registered() {
    assert_nothing_is_registered_until_the_trust_is_put_right(|trust| {
        let statements = trust["Statement"].as_array_mut().unwrap();
        statements.push(json!({
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"},
        }));
    })
    .await;
}

/// The other role of the pair: a task role that may do more than assume the resource role.
#[tokio::test]
async fn a_task_role_with_one_more_policy_lets_nothing_be_registered() {
    let scene = Setup::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let iam = scene.operator(&account).iam();
    let request = iam.attach_role_policy().role_name("rolepair-orders");
    request
        .policy_arn(ADMINISTRATOR_ACCESS)
        .send()
        .await
        .unwrap();
    scene.forget();
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    scene.assert_no_changes();
    assert_eq!(scene.dead_letters().len(), 1);
    // The backfill puts the role right and then patches.
    scene.backfill(json!({})).await;
    assert_eq!(
        scene.changes(),
        [
            "333333333333 DetachRolePolicy rolepair-orders",
            "333333333333 RegisterTaskDefinition api",
        ]
    );
}
