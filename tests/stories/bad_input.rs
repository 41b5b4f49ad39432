//! Wrong input and wrong configuration: the caller sees what is wrong, and nothing is changed.

use rolepair_tests::{Scene, Setup, pair, sqs_batch, task_definition};
use serde_json::{Value, json};

fn event(source: &str, detail: Value) -> Value {
    json!({
        "version": "0", "id": "1", "source": source, "detail-type": "AWS API Call via CloudTrail",
        "account": "111111111111", "region": "us-east-1", "time": "2026-01-01T00:00:00Z",
        "resources": [], "detail": detail,
    })
}

fn batch(bodies: &[&str]) -> Value {
    let bodies = bodies.iter().enumerate();
    sqs_batch(bodies.map(|(at, body)| (format!("m-{at}"), (*body).to_owned())))
}

async fn scene() -> Scene {
    let scene = Setup::with(pair("orders")).start().await;
    scene.account_joins("shop").await;
    scene.forget();
    scene
}

#[tokio::test]
async fn a_malformed_event_is_a_bad_event_for_a_caller_and_goes_back_to_a_queue() {
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
    let good = scene.event_of("AccountJoinedOrganization");
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
    scene.assert_no_changes();
}

#[tokio::test]
async fn an_event_whose_account_and_arn_disagree_is_refused() {
    let scene = scene().await;
    scene.turn(|dials| dials.delivery.lose_next = 1);
    let account = "333333333333".parse().unwrap();
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let mut forged = scene.event_of("RegisterTaskDefinition");
    forged["account"] = "444444444444".into();
    let error = scene.invoke("patch-task-definition", forged).await;
    let error = error.unwrap_err();
    assert_eq!(error.error_type, "BadEvent");
    assert!(error.message.contains("RP303"), "{error}");
    scene.assert_no_changes();
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
    scene.assert_no_changes();
}

#[tokio::test]
async fn a_work_item_that_does_not_fit_the_configuration_is_refused() {
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
    scene.assert_no_changes();
}

#[tokio::test]
async fn a_wrong_configuration_is_reported_whole_and_the_events_wait_for_the_right_one() {
    let wrong = "version: 1\norganization_id: o-a1b2c3d4e5\nresource_account: 99\nregions: []\ncolour: red\npairs: {}\n";
    let setup = Setup::with(pair("orders")).configured_as(wrong);
    let scene = setup.start().await;
    scene.account_joins("shop").await;
    scene.assert_no_changes();
    let dead_letters = scene.dead_letters();
    // One event says that the account was created, and one that it joined.
    assert_eq!(dead_letters.len(), 2);
    for reason in dead_letters {
        assert!(reason.starts_with("pair-account: BadConfig"), "{reason}");
        for field in ["resource_account", "regions", "colour"] {
            assert!(reason.contains(field), "{reason}");
        }
        assert!(reason.contains("rolepair.yaml:3"), "{reason}");
    }
    let right = Setup::with(pair("orders")).configuration();
    std::fs::write(scene.folder().join("rolepair.yaml"), right).unwrap();
    assert_eq!(scene.redrive().await, json!({"batchItemFailures": []}));
    assert_eq!(scene.changes().len(), 4);
}

#[tokio::test]
async fn a_task_definition_that_is_gone_is_skipped_with_its_reason() {
    let scene = scene().await;
    let account = "333333333333".parse().unwrap();
    scene.hold_events();
    scene.register(&account, &task_definition("api")).await;
    let ecs = scene.operator(&account).ecs();
    let request = ecs.deregister_task_definition().task_definition("api:1");
    request.send().await.unwrap();
    scene.settle().await;
    scene.assert_no_changes();
    scene.assert_no_dead_letters();
    let answer = scene.invoke_patch(&account, "api").await.unwrap();
    assert_eq!(answer["status"], "skipped");
    assert_eq!(answer["findings"][0]["code"], "RP306");
    assert_eq!(scene.revisions(&account, "api").await, ["1 INACTIVE"]);
    // When it is registered again, the new revision is patched and the old one is ignored.
    scene
        .register_and_settle(&account, &task_definition("api"))
        .await;
    let revisions = scene.revisions(&account, "api").await;
    assert_eq!(revisions, ["1 INACTIVE", "2 ACTIVE", "3 ACTIVE"]);
}
