//! rolepair never touches a role that has the right name but is not its own.

use rolepair_model::AccountId;
use rolepair_tests::{Scene, Setup, pair, task_definition};
use serde_json::{Value, json};

/// An account whose events have not been delivered yet, and a role of our name in the account `holder`.
async fn with_a_role_of_our_name(holder: &str, role: &str) -> (Scene, AccountId) {
    let scene = Setup::with(pair("orders")).start().await;
    scene.hold_events();
    let account = scene.create_account("shop").await;
    let operator = scene.operator(&holder.parse().unwrap());
    let ec2 = json!({"Service": "ec2.amazonaws.com"});
    operator.create_role("/rolepair/", role, ec2).await;
    (scene, account)
}

async fn assert_never_touched(holder: &str, role: &str, other_half: &str) {
    let (scene, account) = with_a_role_of_our_name(holder, role).await;
    let before = the_role(&scene, holder, role).await;
    scene.settle().await;
    scene.assert_no_dead_letters();
    // The other role of the pair was created at the same time, and got no permissions.
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
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let answer = scene.invoke_patch(&account, "api").await.unwrap();
    let findings = answer["findings"].as_array().unwrap();
    let codes: Vec<&Value> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(
        codes,
        ["RP119", "RP201"],
        "a note about the image, and the role"
    );
    scene.assert_no_changes();
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
    assert_never_touched("333333333333", "rolepair-orders", other_half).await;
}

#[tokio::test]
async fn a_resource_role_of_our_name_that_is_not_ours_is_never_touched() {
    let other_half = "333333333333 CreateRole rolepair-orders";
    assert_never_touched("999999999999", "rolepair-orders-333333333333", other_half).await;
}
