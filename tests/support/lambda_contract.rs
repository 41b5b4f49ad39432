//! What every function must do when Lambda runs its binary, tested over the Runtime API. The functions'
//! own tests include this file and name their binary in `BINARY`.

use std::{io::Write, path::Path};

use serde_json::json;

use crate::{BINARY, runtime_api};

const CONFIG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/golden/rolepair.yaml"
);

#[test]
fn an_event_of_another_service_is_skipped_with_its_reason() {
    let event = json!({
        "version": "0", "id": "1", "source": "aws.s3", "detail-type": "Object Created",
        "account": "222222222222", "region": "eu-west-1", "time": "2026-01-01T00:00:00Z",
        "resources": [], "detail": {}
    });
    let reported = runtime_api::call(BINARY, Path::new(CONFIG), &event);
    assert!(reported.path.ends_with("/response"), "{reported:?}");
    assert_eq!(reported.body["status"], "skipped");
    assert_eq!(reported.body["changes"], json!([]));
    assert_eq!(reported.body["findings"][0]["code"], "RP302");
    assert_eq!(reported.body["findings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_malformed_message_goes_back_to_the_queue_and_the_log_says_why() {
    let batch = json!({"Records": [
        {"messageId": "m-1", "eventSource": "aws:sqs", "body": "{"},
        {"messageId": "m-2", "eventSource": "aws:sqs", "body": json!({
            "source": "aws.s3", "detail-type": "x", "account": "222222222222",
            "region": "eu-west-1", "detail": {}
        }).to_string()},
    ]});
    let reported = runtime_api::call(BINARY, Path::new(CONFIG), &batch);
    let failures = json!({"batchItemFailures": [{"itemIdentifier": "m-1"}]});
    assert_eq!(reported.body, failures);
    let lines = reported.lines_with("code", "RP301");
    assert_eq!(lines.len(), 1, "{reported:?}");
    assert_eq!(lines[0]["message_id"], "m-1");
    assert!(lines[0]["request_id"].is_string());
}

#[test]
fn a_malformed_work_item_is_refused_to_the_caller() {
    let item = json!({"acount": "222222222222"});
    let reported = runtime_api::call(BINARY, Path::new(CONFIG), &item);
    assert!(reported.path.ends_with("/error"), "{reported:?}");
    assert_eq!(reported.body["errorType"], "BadEvent");
    let message = reported.body["errorMessage"].as_str().unwrap();
    assert!(
        message.contains("RP301") && message.contains("acount"),
        "{message}"
    );
}

#[test]
fn a_function_with_a_wrong_configuration_reports_every_error_and_does_not_start() {
    let mut config = tempfile::NamedTempFile::new().unwrap();
    config
        .write_all(b"version: 1\ncolour: red\nshape: round\n")
        .unwrap();
    let reported = runtime_api::call(BINARY, config.path(), &json!({}));
    assert_eq!(reported.path, "init/error");
    assert_eq!(reported.body["errorType"], "BadConfig");
    let message = reported.body["errorMessage"].as_str().unwrap();
    for wrong in ["colour", "shape"] {
        assert!(message.contains(wrong), "{message}");
        let in_log = |line: &&serde_json::Value| line["field"] == wrong;
        assert_eq!(
            reported.log.iter().filter(in_log).count(),
            1,
            "{reported:?}"
        );
    }
}
