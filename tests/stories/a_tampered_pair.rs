//! No patched revision is registered while the pair, as IAM gives it back, lets in somebody else.

use rolepair_model::AccountId;
use rolepair_tests::{Scene, Stage, pair, task_definition};
use serde_json::{Value, json};

const ROLE: &str = "rolepair-orders-333333333333";

/// An account with its pair, in whose resource role somebody has changed the trust by `tamper`.
async fn tampered(tamper: fn(&mut Value)) -> (Scene, AccountId) {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let iam = scene.resource_account().iam();
    let role = iam.get_role().role_name(ROLE).send().await.unwrap();
    let trust = role.role.unwrap().assume_role_policy_document.unwrap();
    let trust = percent_encoding::percent_decode_str(&trust).decode_utf8();
    let mut trust: Value = serde_json::from_str(&trust.unwrap()).unwrap();
    tamper(&mut trust);
    let request = iam.update_assume_role_policy().role_name(ROLE);
    let request = request.policy_document(trust.to_string());
    request.send().await.unwrap();
    scene.settle().await;
    scene.forget();
    (scene, account)
}

async fn nothing_is_registered_until_the_trust_is_put_right(tamper: fn(&mut Value)) {
    let (scene, account) = tampered(tamper).await;
    scene.registers(&account, &task_definition("api")).await;
    assert!(scene.changes().is_empty(), "{:?}", scene.changes());
    assert_eq!(scene.revisions(&account, "api").await, ["1 ACTIVE"]);
    assert_eq!(scene.died().len(), 1);
    let item = json!({"account": account, "region": "eu-west-1", "family": "api"});
    let error = scene.invoke("patch-task-definition", item).await;
    let error = error.unwrap_err();
    assert_eq!(error.error_type, "Transient");
    for word in ["RP202", ROLE] {
        assert!(error.message.contains(word), "{error}");
    }
    let answer = scene.invoke("pair-account", json!({"account": account}));
    assert_eq!(answer.await.unwrap()["status"], "changed");
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
    nothing_is_registered_until_the_trust_is_put_right(|trust| {
        let conditions = trust["Statement"][0]["Condition"].as_object_mut().unwrap();
        let pinned = conditions.remove("ArnEquals");
        assert!(pinned.is_some(), "{conditions:?}");
    })
    .await;
}

#[tokio::test]
async fn a_trust_with_one_more_account_lets_nothing_be_registered() {
    nothing_is_registered_until_the_trust_is_put_right(|trust| {
        let own = trust["Statement"][0]["Principal"]["AWS"].take();
        assert!(own.is_string(), "{own}");
        trust["Statement"][0]["Principal"]["AWS"] = json!([own, "arn:aws:iam::111111111111:root"]);
    })
    .await;
}

#[tokio::test]
async fn a_trust_with_one_more_statement_lets_nothing_be_registered() {
    nothing_is_registered_until_the_trust_is_put_right(|trust| {
        let statements = trust["Statement"].as_array_mut().unwrap();
        statements.push(json!({
            "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "ec2.amazonaws.com"},
        }));
    })
    .await;
}

/// The other half: a task role that may do more than assume the resource role.
#[tokio::test]
async fn a_task_role_with_one_more_policy_lets_nothing_be_registered() {
    let scene = Stage::with(pair("orders")).start().await;
    let account = scene.account_joins("shop").await;
    let iam = scene.operator(&account).iam();
    let request = iam.attach_role_policy().role_name("rolepair-orders");
    let policy = "arn:aws:iam::aws:policy/AdministratorAccess";
    request.policy_arn(policy).send().await.unwrap();
    scene.forget();
    scene.registers(&account, &task_definition("api")).await;
    assert!(scene.changes().is_empty(), "{:?}", scene.changes());
    assert_eq!(scene.died().len(), 1);
    // The backfill does both: it puts the role right, and then patches.
    scene.backfill(json!({})).await;
    assert_eq!(
        scene.changes(),
        [
            "333333333333 DetachRolePolicy rolepair-orders",
            "333333333333 RegisterTaskDefinition api",
        ]
    );
}
