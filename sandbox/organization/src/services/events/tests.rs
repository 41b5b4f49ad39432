use serde_json::{Value, json};

use crate::{AwsService::Events, Options, Sandbox, test_client::TestClient};

const HUB_BUS: &str = "arn:aws:events:eu-west-1:222222222222:event-bus/rolepair";
const MEMBER: &str = "999999999999";

/// A member with a rule for events of its own.
async fn member() -> (Sandbox, TestClient) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let member = TestClient::operator(&sandbox, MEMBER);
    let rule = json!({"Name": "own", "EventPattern": "{\"source\": [\"custom\"]}"});
    member.json(Events, "PutRule", rule).await.unwrap();
    (sandbox, member)
}

async fn put_targets(member: &TestClient, targets: Value) -> Result<Value, (String, String)> {
    let input = json!({"Rule": "own", "Targets": targets});
    member.json(Events, "PutTargets", input).await
}

fn trust() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "events.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": MEMBER}},
    }]})
}

#[tokio::test]
async fn a_rule_takes_a_role_of_its_own_account_only() {
    let (sandbox, member) = member().await;
    let other = TestClient::operator(&sandbox, "222222222222");
    other.create_role("forward", trust(), None).await;
    let target = |role: &str| json!([{"Id": "hub", "Arn": HUB_BUS, "RoleArn": role}]);
    let foreign = target("arn:aws:iam::222222222222:role/forward");
    let refused = put_targets(&member, foreign).await.unwrap_err();
    assert_eq!(
        refused,
        (
            "AccessDeniedException".to_owned(),
            "Cross-account pass role is not allowed.".to_owned()
        )
    );
    let own = "arn:aws:iam::999999999999:role/forward";
    put_targets(&member, target(own)).await.unwrap_err();
    member.create_role("forward", trust(), None).await;
    put_targets(&member, target(own)).await.unwrap();
}

#[tokio::test]
async fn a_rule_needs_a_target() {
    let (_sandbox, member) = member().await;
    let refused = put_targets(&member, json!([])).await.unwrap_err();
    assert_eq!(refused.0, "ValidationException");
}

#[tokio::test]
async fn no_entry_arrives_unless_all_may() {
    let (sandbox, member) = member().await;
    // A target without a role: its events cannot be delivered, and that can be seen.
    put_targets(&member, json!([{"Id": "hub", "Arn": HUB_BUS}]))
        .await
        .unwrap();
    let entry = json!({"Source": "custom", "DetailType": "t", "Detail": "{}"});
    let mut to_the_hub = entry.clone();
    to_the_hub["EventBusName"] = json!(HUB_BUS);
    let refused = json!({"Entries": [entry, to_the_hub]});
    member.json(Events, "PutEvents", refused).await.unwrap_err();
    assert_eq!(sandbox.undelivered(), []);
    let alone = json!({"Entries": [entry]});
    member.json(Events, "PutEvents", alone).await.unwrap();
    assert_eq!(sandbox.undelivered().len(), 1);
}
