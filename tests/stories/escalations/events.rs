//! Events that a member account forges do not get far.

use rolepair_model::AccountId;
use rolepair_sandbox::Undelivered;
use rolepair_tests::{Operator, Scene, task_definition};
use serde_json::{Value, json};

use super::scene;

const HUB_BUS: &str = "arn:aws:events:eu-west-1:222222222222:event-bus/rolepair";

/// The detail of a registration in another account.
fn forged(victim: &AccountId) -> Value {
    let arn = format!("arn:aws:ecs:eu-west-1:{victim}:task-definition/api:1");
    json!({
        "eventSource": "ecs.amazonaws.com",
        "eventName": "RegisterTaskDefinition",
        "recipientAccountId": victim,
        "awsRegion": "eu-west-1",
        "responseElements": {"taskDefinition": {"taskDefinitionArn": arn, "family": "api", "revision": 1}},
    })
}

fn entry(source: &str, detail: &Value, bus: &str) -> Value {
    json!({"Entries": [{
        "Source": source,
        "DetailType": "AWS API Call via CloudTrail",
        "Detail": detail.to_string(),
        "EventBusName": bus,
    }]})
}

/// Two accounts, one with a definition that is not patched, and an administrator of the other one.
async fn victim_and_attacker() -> (Scene, AccountId, AccountId, Operator) {
    let (scene, attacker) = scene().await;
    let victim = scene.account_joins("victim").await;
    scene.turn(|dials| dials.delivery.lose_next = 1);
    scene
        .register_and_settle(&victim, &task_definition("api"))
        .await;
    let operator = scene.operator(&attacker);
    let attacks = operator.administrator(&attacker, "/", "attacker").await;
    scene.settle().await;
    scene.forget();
    (scene, victim, attacker, attacks)
}

#[tokio::test]
async fn nobody_can_send_an_event_as_aws() {
    let (scene, victim, _, attacks) = victim_and_attacker().await;
    for bus in ["default", HUB_BUS] {
        let input = entry("aws.ecs", &forged(&victim), bus);
        let answer = attacks.call_events("PutEvents", &input).await.unwrap();
        let code = &answer["Entries"][0]["ErrorCode"];
        assert_eq!(code, "NotAuthorizedForSourceException");
    }
    scene.settle().await;
    scene.assert_no_changes();
}

#[tokio::test]
async fn only_a_rule_can_put_events_on_the_hubs_bus() {
    let (scene, victim, _, attacks) = victim_and_attacker().await;
    for source in ["custom.ecs", "ecs"] {
        let input = entry(source, &forged(&victim), HUB_BUS);
        let error = attacks.call_events("PutEvents", &input).await.unwrap_err();
        assert_eq!(error["__type"], "AccessDeniedException", "{error}");
    }
    scene.settle().await;
    scene.assert_no_changes();
}

/// Makes a rule that sends events to the hub's bus with a role.
async fn rule(attacks: &Operator, name: &str, role: &str) {
    let pattern = json!({"source": ["custom.ecs"]});
    let input = json!({"Name": name, "EventPattern": pattern.to_string()});
    attacks.call_events("PutRule", &input).await.unwrap();
    let target = json!({"Id": "hub", "Arn": HUB_BUS, "RoleArn": role});
    let input = json!({"Rule": name, "Targets": [target]});
    attacks.call_events("PutTargets", &input).await.unwrap();
}

/// A role of the attacker that may put events on the hub's bus.
async fn own_role(attacks: &Operator) -> String {
    let events = json!({"Service": "events.amazonaws.com"});
    let role = attacks.create_role("/", "forward", events).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "events:PutEvents", "Resource": HUB_BUS,
    }});
    let request = attacks.iam().put_role_policy();
    let request = request.role_name("forward").policy_name("p");
    let request = request.policy_document(policy.to_string());
    request.send().await.unwrap();
    role
}

/// Asserts that the event was not delivered, for lack of this permission, and that nothing was changed.
#[track_caller]
fn assert_refused(scene: &Scene, event: &Undelivered, permission: &str) {
    assert!(event.reason.contains(permission), "{}", event.reason);
    scene.assert_no_changes();
}

fn of_rule(scene: &Scene, name: &str) -> Vec<Undelivered> {
    let undelivered = scene.sandbox.undelivered().into_iter();
    undelivered.filter(|event| event.rule == name).collect()
}

/// The forged event that a rule with this role could not deliver to the hub.
async fn forged_by_rule(
    scene: &Scene,
    attacks: &Operator,
    victim: &AccountId,
    role: &str,
) -> Undelivered {
    rule(attacks, "custom", role).await;
    let input = entry("custom.ecs", &forged(victim), "default");
    attacks.call_events("PutEvents", &input).await.unwrap();
    scene.settle().await;
    let [event] = of_rule(scene, "custom").try_into().expect("one event");
    event
}

#[tokio::test]
async fn a_rule_of_a_member_cannot_forward_events_of_a_custom_source() {
    let (scene, victim, _, attacks) = victim_and_attacker().await;
    let role = own_role(&attacks).await;
    let event = forged_by_rule(&scene, &attacks, &victim, &role).await;
    assert_refused(&scene, &event, "events:PutEvents");
}

#[tokio::test]
async fn another_rule_cannot_use_the_role_of_rolepairs_rules() {
    let (scene, victim, attacker, attacks) = victim_and_attacker().await;
    let role = "rolepair-forward-events-eu-west-1";
    let state = scene.state().await;
    assert!(state[attacker.as_str()]["roles"][role].is_object());
    let role = format!("arn:aws:iam::{attacker}:role/{role}");
    let event = forged_by_rule(&scene, &attacks, &victim, &role).await;
    assert_refused(&scene, &event, "sts:AssumeRole");
}

#[tokio::test]
async fn events_of_an_account_that_left_are_not_delivered() {
    let (scene, account) = scene().await;
    scene.remove_account(&account).await;
    scene.settle().await;
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let undelivered = of_rule(&scene, "rolepair-patch-task-definition-ecs");
    let [event] = undelivered.try_into().expect("one event");
    assert_refused(&scene, &event, "events:PutEvents");
}

/// Even if EventBridge let it pass, an event whose account and ARN disagree is refused.
#[tokio::test]
async fn an_event_that_names_another_account_in_its_detail_is_refused() {
    let (scene, victim, attacker, _) = victim_and_attacker().await;
    let event = json!({
        "version": "0",
        "id": "5e1f0000-aaaa-4bbb-8ccc-000000000001",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.ecs",
        "account": attacker,
        "time": "2026-11-03T09:14:41Z",
        "region": "eu-west-1",
        "resources": [],
        "detail": forged(&victim),
    });
    let error = scene
        .invoke("patch-task-definition", event)
        .await
        .unwrap_err();
    assert!(error.message.contains("RP303"), "{error}");
    scene.assert_no_changes();
}
