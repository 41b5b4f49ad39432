//! A role of our name that is not ours is never touched.

use rolepair_model::AccountId;
use rolepair_tests::{Scene, Stage, pair, task_definition};
use serde_json::{Value, json};

/// An account is there whose events have not come yet, and in `holder` a role of our name.
async fn with_a_role_of_our_name(holder: &str, role: &str) -> (Scene, AccountId) {
    let scene = Stage::with(pair("orders")).start().await;
    scene.hold_events();
    let account = scene.create_account("shop").await;
    let iam = scene.operator(&holder.parse().unwrap()).iam();
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"},
    }});
    let request = iam.create_role().path("/rolepair/").role_name(role);
    let request = request.assume_role_policy_document(trust.to_string());
    request.send().await.unwrap();
    (scene, account)
}

async fn it_is_never_touched(holder: &str, role: &str, other_half: &str) {
    let (scene, account) = with_a_role_of_our_name(holder, role).await;
    let before = the_role(&scene, holder, role).await;
    scene.settle().await;
    assert!(scene.died().is_empty(), "{:?}", scene.died());
    // The other half was created beside it, and was given nothing.
    assert_eq!(scene.changes(), [other_half]);
    scene.forget();
    for dry_run in [true, false] {
        let item = json!({"account": account, "dry_run": dry_run});
        let answer = scene.invoke("pair-account", item).await.unwrap();
        assert_eq!(answer["status"], "skipped");
        assert_eq!(answer["changes"], json!([]));
        let finding = &answer["findings"][0];
        assert_eq!(finding["code"], "RP201");
        let subject = finding["subject"].as_str().unwrap();
        assert!(subject.ends_with(&format!("/{role}")), "{finding}");
    }
    scene.registers(&account, &task_definition("api")).await;
    let item = json!({"account": account, "region": "eu-west-1", "family": "api"});
    let answer = scene.invoke("patch-task-definition", item).await.unwrap();
    let findings = answer["findings"].as_array().unwrap();
    let codes: Vec<&Value> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(
        codes,
        ["RP119", "RP201"],
        "a note on the image, and the role"
    );
    assert!(scene.changes().is_empty(), "{:?}", scene.changes());
    assert_eq!(the_role(&scene, holder, role).await, before);
}

async fn the_role(scene: &Scene, holder: &str, role: &str) -> Value {
    let state = scene.state().await;
    let role = &state[holder]["roles"][role];
    assert!(role.is_object());
    role.clone()
}

#[tokio::test]
async fn a_task_role_of_our_name_that_is_not_ours_is_never_touched() {
    let other_half = "999999999999 CreateRole rolepair-orders-333333333333";
    it_is_never_touched("333333333333", "rolepair-orders", other_half).await;
}

#[tokio::test]
async fn a_resource_role_of_our_name_that_is_not_ours_is_never_touched() {
    let other_half = "333333333333 CreateRole rolepair-orders";
    it_is_never_touched("999999999999", "rolepair-orders-333333333333", other_half).await;
}
