//! Events that a member account makes up, and how far they come.

use rolepair_model::AccountId;
use rolepair_sandbox::Undelivered;
use rolepair_tests::{Operator, Scene, task_definition};
use serde_json::{Value, json};

use super::{administrator, scene};

const HUB_BUS: &str = "arn:aws:events:eu-west-1:222222222222:event-bus/rolepair";

/// What a registration in another account looks like.
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

/// Two accounts, of which one has a definition that was not patched, and an administrator of the other.
async fn victim_and_attacker() -> (Scene, AccountId, AccountId, Operator) {
    let (scene, attacker) = scene().await;
    let victim = scene.account_joins("victim").await;
    scene.turn(|dials| dials.delivery.lose_next = 1);
    scene.registers(&victim, &task_definition("api")).await;
    let operator = scene.operator(&attacker);
    let attacks = administrator(&operator, &attacker, "attacker").await;
    scene.settle().await;
    scene.forget();
    (scene, victim, attacker, attacks)
}

#[tokio::test]
async fn nobody_speaks_for_aws() {
    let (scene, victim, _, attacks) = victim_and_attacker().await;
    for bus in ["default", HUB_BUS] {
        let input = entry("aws.ecs", &forged(&victim), bus);
        let answer = attacks.call_events("PutEvents", &input).await.unwrap();
        let code = &answer["Entries"][0]["ErrorCode"];
        assert_eq!(code, "NotAuthorizedForSourceException");
    }
    scene.settle().await;
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn nobody_puts_events_on_the_hub_s_bus_but_by_a_rule() {
    let (scene, victim, _, attacks) = victim_and_attacker().await;
    for source in ["custom.ecs", "ecs"] {
        let input = entry(source, &forged(&victim), HUB_BUS);
        let error = attacks.call_events("PutEvents", &input).await.unwrap_err();
        assert_eq!(error["__type"], "AccessDeniedException", "{error}");
    }
    scene.settle().await;
    assert!(scene.changes().is_empty());
}

/// A rule with a role that may put events on the hub's bus.
async fn rule(attacks: &Operator, name: &str, role: &str) {
    let pattern = json!({"source": ["custom.ecs"]});
    let input = json!({"Name": name, "EventPattern": pattern.to_string()});
    attacks.call_events("PutRule", &input).await.unwrap();
    let target = json!({"Id": "hub", "Arn": HUB_BUS, "RoleArn": role});
    let input = json!({"Rule": name, "Targets": [target]});
    attacks.call_events("PutTargets", &input).await.unwrap();
}

async fn own_role(attacks: &Operator, account: &AccountId) -> String {
    let iam = attacks.iam();
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "events.amazonaws.com"},
    }});
    let request = iam.create_role().role_name("forward");
    let request = request.assume_role_policy_document(trust.to_string());
    request.send().await.unwrap();
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "events:PutEvents", "Resource": HUB_BUS,
    }});
    let request = iam.put_role_policy().role_name("forward").policy_name("p");
    let request = request.policy_document(policy.to_string());
    request.send().await.unwrap();
    format!("arn:aws:iam::{account}:role/forward")
}

fn of_rule(scene: &Scene, name: &str) -> Vec<Undelivered> {
    let undelivered = scene.sandbox.undelivered().into_iter();
    undelivered.filter(|event| event.rule == name).collect()
}

/// The event that a rule with this role could not hand to the hub.
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
async fn a_rule_of_a_member_brings_no_event_of_a_source_of_its_own() {
    let (scene, victim, attacker, attacks) = victim_and_attacker().await;
    let role = own_role(&attacks, &attacker).await;
    let event = forged_by_rule(&scene, &attacks, &victim, &role).await;
    assert!(
        event.reason.contains("events:PutEvents"),
        "{}",
        event.reason
    );
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn another_rule_cannot_take_the_role_of_rolepairs_rules() {
    let (scene, victim, attacker, attacks) = victim_and_attacker().await;
    let role = format!("arn:aws:iam::{attacker}:role/rolepair-forward-events-eu-west-1");
    let event = forged_by_rule(&scene, &attacks, &victim, &role).await;
    assert!(event.reason.contains("sts:AssumeRole"), "{}", event.reason);
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn what_an_account_that_left_tells_is_not_heard() {
    let (scene, account) = scene().await;
    let organizations = scene.management().organizations();
    let request = organizations.remove_account_from_organization();
    request.account_id(account.as_str()).send().await.unwrap();
    scene.settle().await;
    scene.registers(&account, &task_definition("api")).await;
    let undelivered = of_rule(&scene, "rolepair-patch-task-definition-ecs");
    let [event] = undelivered.try_into().expect("one event");
    assert!(
        event.reason.contains("events:PutEvents"),
        "{}",
        event.reason
    );
    assert!(scene.changes().is_empty());
}

/// Even if EventBridge were to let one pass: an event whose account and ARN disagree is refused.
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
    assert!(scene.changes().is_empty());
}
