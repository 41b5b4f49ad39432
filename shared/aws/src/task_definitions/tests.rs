use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use aws_smithy_types::date_time::{DateTime, Format};
use serde_json::json;

use super::*;
use crate::scripted_http::{ScriptedHttp, Sent};

const ARN: &str = "arn:aws:ecs:eu-west-1:222222222222:task-definition/orders:7";

const THROTTLED: (u16, &str) = (
    400,
    r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#,
);

/// A definition with fields that no SDK knows, at the top, in a container and in a volume, and with a
/// number that fits into no float.
const ANSWER: &str = r#"{
    "taskDefinition": {
        "taskDefinitionArn": "arn:aws:ecs:eu-west-1:222222222222:task-definition/orders:7",
        "family": "orders", "revision": 7, "status": "ACTIVE",
        "zFuture": {"a": [1, 0.10, 12345678901234567890123]},
        "containerDefinitions": [{"name": "app", "image": "app", "yFuture": null}],
        "volumes": [{"name": "v", "xFuture": {"deep": true}}]
    },
    "tags": [{"key": "team", "value": "red"}]
}"#;

async fn task_definitions(script: &ScriptedHttp) -> RegionTaskDefinitions {
    RegionTaskDefinitions::new(Client::new(&script.sdk_config().await))
}

fn family(name: &str) -> FamilyOrArn {
    FamilyOrArn::Family(name.parse().unwrap())
}

fn input() -> Map<String, Value> {
    let text = r#"{"zFuture":1.10,"family":"orders","containerDefinitions":[{"yFuture":[]}]}"#;
    serde_json::from_str(text).unwrap()
}

/// The signature that a request must have for the bytes that it really sends.
fn signature_of(sent: &Sent) -> String {
    let stamp = sent.header("x-amz-date");
    let (d, t) = (&stamp[..8], &stamp[9..15]);
    let stamp = format!(
        "{}-{}-{}T{}:{}:{}Z",
        &d[..4],
        &d[4..6],
        &d[6..],
        &t[..2],
        &t[2..4],
        &t[4..]
    );
    let time = DateTime::from_str(&stamp, Format::DateTime).unwrap();
    let identity = Credentials::new("AKID", "secret", None, None, "test").into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("eu-west-1")
        .name("ecs")
        .time(time.try_into().unwrap())
        .settings(SigningSettings::default())
        .build()
        .unwrap();
    let authorization = sent.header("authorization");
    let signed = authorization.split("SignedHeaders=").nth(1).unwrap();
    let signed: Vec<&str> = signed.split(',').next().unwrap().split(';').collect();
    let headers = sent
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| signed.contains(name) && !["x-amz-date", "host"].contains(name));
    let body = SignableBody::Bytes(sent.body.as_bytes());
    let request = SignableRequest::new(&sent.method, &sent.uri, headers, body).unwrap();
    sign(request, &params.into())
        .unwrap()
        .signature()
        .to_owned()
}

#[tokio::test]
async fn a_described_definition_keeps_fields_that_no_sdk_knows() {
    let script = ScriptedHttp::in_turn(&[(200, ANSWER)]);
    let described = task_definitions(&script)
        .await
        .describe(&family("orders"))
        .await;
    let described = described.unwrap().unwrap();
    let sent: Value = serde_json::from_str(ANSWER).unwrap();
    assert_eq!(Value::Object(described.body), sent["taskDefinition"]);
    assert_eq!(described.tags["team"], "red");
    let asked: Value = serde_json::from_str(&script.sent()[0].body).unwrap();
    assert_eq!(
        asked,
        json!({"taskDefinition": "orders", "include": ["TAGS"]})
    );
}

#[tokio::test]
async fn the_last_answer_of_several_attempts_is_read() {
    let script = ScriptedHttp::in_turn(&[THROTTLED, (200, ANSWER)]);
    let described = task_definitions(&script)
        .await
        .describe(&family("orders"))
        .await;
    assert_eq!(described.unwrap().unwrap().body["revision"], json!(7));
    assert_eq!(script.sent().len(), 2);
}

#[tokio::test]
async fn a_definition_that_does_not_exist_is_none() {
    let script = ScriptedHttp::in_turn(&[(
        400,
        r#"{"__type":"ClientException","message":"Unable to describe task definition."}"#,
    )]);
    let described = task_definitions(&script)
        .await
        .describe(&family("orders"))
        .await;
    assert_eq!(described.unwrap(), None);
}

#[tokio::test]
async fn every_byte_of_a_registration_is_sent_and_signed_in_every_attempt() {
    let script = ScriptedHttp::in_turn(&[THROTTLED, (500, "{}"), (200, ANSWER)]);
    let registered = task_definitions(&script).await.register(&input()).await;
    assert_eq!(registered.unwrap().body["revision"], json!(7));

    let sent = script.sent();
    assert_eq!(sent.len(), 3);
    for attempt in &sent {
        assert_eq!(attempt.target(), "RegisterTaskDefinition");
        assert_eq!(attempt.body, serde_json::to_string(&input()).unwrap());
        assert_eq!(
            attempt.header("content-length"),
            attempt.body.len().to_string()
        );
        let authorization = attempt.header("authorization");
        assert!(
            authorization.ends_with(&signature_of(attempt)),
            "{authorization}"
        );
    }
}

#[tokio::test]
async fn families_are_listed_page_by_page() {
    let script = ScriptedHttp::in_turn(&[
        (200, r#"{"families":[],"nextToken":"t"}"#),
        (200, r#"{"families":["a","b"]}"#),
    ]);
    let ecs = task_definitions(&script).await;
    let first = ecs.families(None).await.unwrap();
    assert!(first.items.is_empty());
    let second = ecs.families(first.next.as_ref()).await.unwrap();
    assert_eq!(second.items, ["a".parse().unwrap(), "b".parse().unwrap()]);
    assert_eq!(second.next, None);
    let asked: Value = serde_json::from_str(&script.sent()[1].body).unwrap();
    assert_eq!(
        asked,
        json!({"status": "ACTIVE", "maxResults": 100, "nextToken": "t"})
    );
}

#[tokio::test]
async fn deregistering_a_revision_that_is_gone_succeeds() {
    let script = ScriptedHttp::in_turn(&[(
        400,
        r#"{"__type":"ClientException","message":"Unable to describe task definition."}"#,
    )]);
    let arn = ARN.parse().unwrap();
    task_definitions(&script)
        .await
        .deregister(&arn)
        .await
        .unwrap();
}
