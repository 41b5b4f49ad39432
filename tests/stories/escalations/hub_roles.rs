//! Who may work as the hub, and where the hub may work.

use rolepair_tests::{Scene, code};
use serde_json::json;

use super::{administrator, intruder, scene};

const HUB: &str = "222222222222";
const IN_A: &str = "arn:aws:iam::999999999999:role/rolepair-hub-resource-account";

#[tokio::test]
async fn an_administrator_of_the_hub_is_not_the_hub() {
    let (scene, account) = scene().await;
    let hub = HUB.parse().unwrap();
    let operator = scene.operator(&hub);
    let admin = administrator(&operator, &hub, "admin").await;
    let in_b = format!("arn:aws:iam::{account}:role/rolepair-hub-task-account");
    for role in [in_b.as_str(), IN_A] {
        assert_eq!(admin.assume(role).await.unwrap_err(), "AccessDenied");
        assert_eq!(operator.assume(role).await.unwrap_err(), "AccessDenied");
    }
}

#[tokio::test]
async fn a_hub_that_left_the_organization_works_nowhere() {
    let (scene, account) = scene().await;
    remove(&scene, HUB).await;
    let in_b = format!("arn:aws:iam::{account}:role/rolepair-hub-task-account");
    for name in ["pair-account", "patch-task-definition", "backfill"] {
        let function = scene.function(name);
        for role in [in_b.as_str(), IN_A] {
            let refused = function.assume(role).await.unwrap_err();
            assert_eq!(refused, "AccessDenied", "{name} {role}");
        }
    }
}

/// A stranger's role of the right name, which trusts everybody, would see what the hub does there.
#[tokio::test]
async fn the_hub_enters_no_account_outside_the_organization() {
    let (scene, _) = scene().await;
    let stranger = scene.operator(&"888888888888".parse().unwrap());
    let everybody = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"},
    }});
    let iam = stranger.iam();
    for name in [
        "rolepair-hub-task-account",
        "rolepair-hub-resource-account",
        "admin",
    ] {
        let request = iam.create_role().role_name(name);
        let request = request.assume_role_policy_document(everybody.to_string());
        let role = request.send().await.unwrap().role.unwrap();
        let function = scene.function("backfill");
        let refused = function.assume(&role.arn).await.unwrap_err();
        assert_eq!(refused, "AccessDenied", "{name}");
    }
}

#[tokio::test]
async fn only_the_backfill_lists_accounts() {
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
async fn the_hub_in_an_account_goes_no_further() {
    let (scene, account) = scene().await;
    let intruder = intruder(&scene, account.as_str()).await;
    for role in [
        format!("arn:aws:iam::{account}:role/rolepair/rolepair-orders"),
        format!("arn:aws:iam::999999999999:role/rolepair/rolepair-orders-{account}"),
        IN_A.to_owned(),
    ] {
        let refused = intruder.assume(&role).await.unwrap_err();
        assert_eq!(refused, "AccessDenied", "{role}");
    }
}

/// The role is for one state machine, and a session of it does not go to another one.
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

async fn remove(scene: &Scene, account: &str) {
    let organizations = scene.management().organizations();
    let request = organizations.remove_account_from_organization();
    request.account_id(account).send().await.unwrap();
    scene.settle().await;
}
