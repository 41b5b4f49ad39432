//! Who can act as the hub, and in which accounts the hub can act.

use rolepair_tests::code;
use serde_json::json;

use super::{intruder, scene};

const HUB: &str = "222222222222";
const IN_A: &str = "arn:aws:iam::999999999999:role/rolepair-hub-resource-account";

#[tokio::test]
async fn an_administrator_of_the_hub_account_cannot_act_as_the_hub() {
    let (scene, account) = scene().await;
    let hub = HUB.parse().unwrap();
    let operator = scene.operator(&hub);
    let admin = operator.administrator(&hub, "/", "admin").await;
    let in_b = format!("arn:aws:iam::{account}:role/rolepair-hub-task-account");
    for role in [in_b.as_str(), IN_A] {
        let hub = scene.function("backfill").assume(role).await;
        hub.expect("the hub itself may");
        assert_eq!(admin.assume(role).await.unwrap_err(), "AccessDenied");
        assert_eq!(operator.assume(role).await.unwrap_err(), "AccessDenied");
    }
}

#[tokio::test]
async fn a_hub_that_left_the_organization_enters_no_account() {
    let (scene, account) = scene().await;
    let function = scene.function("backfill");
    function
        .assume(IN_A)
        .await
        .expect("it may before it leaves");
    scene.remove_account(&HUB.parse().unwrap()).await;
    scene.settle().await;
    let in_b = format!("arn:aws:iam::{account}:role/rolepair-hub-task-account");
    for name in ["pair-account", "patch-task-definition", "backfill"] {
        let function = scene.function(name);
        for role in [in_b.as_str(), IN_A] {
            let refused = function.assume(role).await.unwrap_err();
            assert_eq!(refused, "AccessDenied", "{name} {role}");
        }
    }
}

/// A stranger could watch what the hub does with a role of the right name that lets in everybody.
#[tokio::test]
async fn the_hub_enters_no_account_outside_the_organization() {
    let (scene, _) = scene().await;
    let stranger = scene.operator(&"888888888888".parse().unwrap());
    for name in [
        "rolepair-hub-task-account",
        "rolepair-hub-resource-account",
        "admin",
    ] {
        let role = stranger.create_role("/", name, json!({"AWS": "*"})).await;
        let function = scene.function("backfill");
        let refused = function.assume(&role).await.unwrap_err();
        assert_eq!(refused, "AccessDenied", "{name}");
    }
}

#[tokio::test]
async fn only_the_backfill_can_list_accounts() {
    let (scene, _) = scene().await;
    for name in ["pair-account", "patch-task-definition"] {
        let organizations = scene.function(name).organizations();
        let refused = organizations.list_accounts().send().await.unwrap_err();
        assert_eq!(code(&refused), "AccessDeniedException", "{name}");
    }
    let organizations = scene.function("backfill").organizations();
    organizations.list_accounts().send().await.unwrap();
}

#[tokio::test]
async fn the_hubs_role_in_an_account_can_assume_no_other_role() {
    let (scene, account) = scene().await;
    let intruder = intruder(&scene, account.as_str()).await;
    let state = scene.state().await;
    for role in [
        format!("arn:aws:iam::{account}:role/rolepair/rolepair-orders"),
        format!("arn:aws:iam::999999999999:role/rolepair/rolepair-orders-{account}"),
        IN_A.to_owned(),
    ] {
        assert!(state.to_string().contains(&format!("\"{role}\"")), "{role}");
        let refused = intruder.assume(&role).await.unwrap_err();
        assert_eq!(refused, "AccessDenied", "{role}");
    }
}

/// The role lets in one state machine, and no other.
#[tokio::test]
async fn another_state_machine_of_the_hub_cannot_run_with_the_role_of_the_backfill() {
    let (scene, _) = scene().await;
    let definition = r#"{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}"#;
    let substitutions: [(&str, &str); 0] = [];
    for (name, runs) in [("rolepair-backfill", true), ("other", false)] {
        let machine = rolepair_state_machine::StateMachine::new(name, definition, substitutions);
        let machine = machine.unwrap();
        let sandbox = &scene.sandbox;
        let execution = sandbox.start_execution(&machine, "run", json!({})).await;
        assert_eq!(execution.error.is_none(), runs, "{execution:?}");
    }
}
