//! Input and configuration that are wrong: what the caller sees, and that nothing is done.

use rolepair_tests::{Scene, Stage, pair, task_definition};
use serde_json::{Value, json};

fn event(source: &str, detail: Value) -> Value {
    json!({
        "version": "0", "id": "1", "source": source, "detail-type": "AWS API Call via CloudTrail",
        "account": "111111111111", "region": "us-east-1", "time": "2026-01-01T00:00:00Z",
        "resources": [], "detail": detail,
    })
}

fn batch(bodies: &[&str]) -> Value {
    let records = bodies.iter().enumerate().map(|(at, body)| {
        json!({"messageId": format!("m-{at}"), "eventSource": "aws:sqs", "body": body})
    });
    json!({"Records": records.collect::<Vec<_>>()})
}

async fn scene() -> Scene {
    let scene = Stage::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    scene.forget();
    scene
}

#[tokio::test]
async fn a_malformed_event_is_a_bad_event_to_who_invokes_and_comes_back_to_a_queue() {
    let scene = scene().await;
    let no_account = event(
        "aws.organizations",
        json!({"eventSource": "organizations.amazonaws.com", "eventName": "CreateAccountResult",
               "serviceEventDetails": {"createAccountStatus": {"state": "SUCCEEDED"}}}),
    );
    let error = scene.invoke("pair-account", no_account.clone()).await;
    let error = error.unwrap_err();
    assert_eq!(error.error_type, "BadEvent");
    assert!(error.message.contains("RP301"), "{error}");
    let trail = scene.sandbox.trail();
    let good = trail
        .iter()
        .find(|event| event["detail"]["eventName"] == "AccountJoinedOrganization")
        .unwrap();
    let messages = batch(&[
        &no_account.to_string(),
        &good.to_string(),
        "{\"source\": \"aws.organizations\", \"source\"",
    ]);
    let reply = scene.invoke("pair-account", messages).await.unwrap();
    let failures = json!([{"itemIdentifier": "m-0"}, {"itemIdentifier": "m-2"}]);
    let mut failed = reply["batchItemFailures"].as_array().unwrap().clone();
    failed.sort_by_key(|item| item["itemIdentifier"].to_string());
    assert_eq!(json!(failed), failures);
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn an_event_whose_account_and_arn_disagree_is_refused() {
    let scene = scene().await;
    scene.turn(|dials| dials.delivery.lose_next = 1);
    let account = "333333333333".parse().unwrap();
    scene.registers(&account, &task_definition("api")).await;
    let mut forged = scene.sandbox.trail().pop().unwrap();
    assert_eq!(forged["detail"]["eventName"], "RegisterTaskDefinition");
    forged["account"] = "444444444444".into();
    let error = scene.invoke("patch-task-definition", forged).await;
    let error = error.unwrap_err();
    assert_eq!(error.error_type, "BadEvent");
    assert!(error.message.contains("RP303"), "{error}");
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn an_unknown_event_is_skipped_with_its_reason_and_does_not_come_back() {
    let scene = scene().await;
    for function in ["pair-account", "patch-task-definition"] {
        let unknown = event("aws.s3", json!({"eventSource": "s3.amazonaws.com"}));
        let answer = scene.invoke(function, unknown.clone()).await.unwrap();
        assert_eq!(answer["status"], "skipped");
        assert_eq!(answer["findings"][0]["code"], "RP302");
        let reply = scene.invoke(function, batch(&[&unknown.to_string()])).await;
        assert_eq!(reply.unwrap(), json!({"batchItemFailures": []}));
    }
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn a_work_item_that_names_what_is_not_configured_is_refused() {
    let scene = scene().await;
    for (function, item) in [
        (
            "pair-account",
            json!({"account": "333333333333", "pairs": ["ordres"]}),
        ),
        ("backfill", json!({"pairs": ["ordres"]})),
        ("backfill", json!({"regions": ["eu-west-9"]})),
        ("backfill", json!({"acounts": []})),
        ("backfill", json!({"continuation": "elsewhere"})),
        (
            "patch-task-definition",
            json!({"account": "333333333333", "region": "eu-west-1", "family": "no family"}),
        ),
    ] {
        let error = scene.invoke(function, item.clone()).await;
        let error = error.expect_err(&item.to_string());
        assert_eq!(error.error_type, "BadEvent", "{item}");
        assert!(error.message.contains("RP301"), "{error}");
    }
    assert!(scene.changes().is_empty());
}

#[tokio::test]
async fn a_wrong_configuration_is_told_whole_and_the_events_wait_for_the_right_one() {
    let wrong = "version: 1\norganization_id: o-a1b2c3d4e5\nresource_account: 99\nregions: []\ncolour: red\npairs: {}\n";
    let stage = Stage::with(pair("orders")).configured_as(wrong);
    let scene = stage.start().await;
    scene.account_joins("shop").await;
    assert!(scene.changes().is_empty());
    let died = scene.died();
    // The account was created, and it joined: two events.
    assert_eq!(died.len(), 2);
    for reason in died {
        assert!(reason.starts_with("pair-account: BadConfig"), "{reason}");
        for field in ["resource_account", "regions", "colour"] {
            assert!(reason.contains(field), "{reason}");
        }
        assert!(reason.contains("rolepair.yaml:3"), "{reason}");
    }
    let right = Stage::with(pair("orders")).configuration();
    std::fs::write(scene.folder().join("rolepair.yaml"), right).unwrap();
    assert_eq!(scene.redrive().await, json!({"batchItemFailures": []}));
    assert_eq!(scene.changes().len(), 4);
}

#[tokio::test]
async fn a_task_definition_that_is_gone_by_then_is_skipped_with_its_reason() {
    let scene = scene().await;
    let account = "333333333333".parse().unwrap();
    scene.hold_events();
    scene.register(&account, &task_definition("api")).await;
    let ecs = scene.operator(&account).ecs();
    let request = ecs.deregister_task_definition().task_definition("api:1");
    request.send().await.unwrap();
    scene.settle().await;
    assert!(scene.changes().is_empty());
    assert!(scene.died().is_empty());
    let item = json!({"account": account, "region": "eu-west-1", "family": "api"});
    let answer = scene.invoke("patch-task-definition", item).await.unwrap();
    assert_eq!(answer["status"], "skipped");
    assert_eq!(answer["findings"][0]["code"], "RP306");
    assert_eq!(scene.revisions(&account, "api").await, ["1 INACTIVE"]);
    // It is registered again: that revision is patched, and the gone one is not looked at.
    scene.registers(&account, &task_definition("api")).await;
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions, ["1 INACTIVE", "2 ACTIVE", "3 ACTIVE"]);
}
