use aws_config::retry::RetryMode;
use futures::future::join_all;
use rolepair_reconcile::{Roles, Session};

use super::*;
use crate::scripted_http::{ScriptedHttp, Sent};

fn config() -> Config {
    let text = include_str!("../../../../tests/golden/rolepair.yaml");
    let read = |file: &str| std::fs::read_to_string(format!("../../tests/golden/{file}"));
    Config::parse(text, "rolepair.yaml", &read).unwrap()
}

fn account(id: &str) -> AccountId {
    id.parse().unwrap()
}

/// STS gives a session whose key id names the account, and IAM has no roles.
fn answer(sent: &Sent) -> (u16, String) {
    if !sent.body.contains("Action=AssumeRole") {
        let error = "<Error><Code>NoSuchEntity</Code><Message>m</Message></Error>";
        return (404, format!("<ErrorResponse>{error}</ErrorResponse>"));
    }
    let account = sent.body.split("iam%3A%3A").nth(1).unwrap();
    let result = format!(
        "<Credentials><AccessKeyId>ASIA{}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>",
        &account[..12]
    );
    let result = format!("<AssumeRoleResult>{result}</AssumeRoleResult>");
    (
        200,
        format!("<AssumeRoleResponse>{result}</AssumeRoleResponse>"),
    )
}

async fn aws(script: &ScriptedHttp) -> Aws {
    Aws::with_sdk_config(&config(), script.sdk_config().await)
}

#[tokio::test]
async fn an_account_is_entered_with_the_role_from_the_configuration() {
    let script = ScriptedHttp::new(answer);
    let aws = aws(&script).await;
    aws.enter(&account("222222222222"), Side::Task)
        .await
        .unwrap();
    aws.enter(&account("012345678901"), Side::Resource)
        .await
        .unwrap();
    let bodies: Vec<String> = script.sent().into_iter().map(|sent| sent.body).collect();
    for (body, role) in bodies.iter().zip([
        "iam%3A%3A222222222222%3Arole%2Frolepair-hub-task-account&",
        "iam%3A%3A012345678901%3Arole%2Frolepair-hub-resource-account&",
    ]) {
        assert!(body.contains(role), "{body}");
        assert!(body.contains("RoleSessionName=rolepair"), "{body}");
    }
    assert_eq!(bodies.len(), 2);
}

#[tokio::test]
async fn an_account_entered_five_times_at_once_has_its_role_assumed_once() {
    let script = ScriptedHttp::new(answer);
    let aws = aws(&script).await;
    let account = account("222222222222");
    let sessions = join_all((0..5).map(|_| aws.enter(&account, Side::Task))).await;
    assert!(sessions.iter().all(Result::is_ok));
    assert_eq!(script.sent().len(), 1);
}

#[tokio::test]
async fn calls_in_an_account_are_signed_with_its_session() {
    let script = ScriptedHttp::new(answer);
    let aws = aws(&script).await;
    let role = "arn:aws:iam::222222222222:role/rolepair/rolepair-orders";
    let session = aws
        .enter(&account("222222222222"), Side::Task)
        .await
        .unwrap();
    let observed = session.roles().observe(&role.parse().unwrap(), "p").await;
    assert_eq!(observed.unwrap(), None);
    let sent = script.sent();
    assert!(sent.len() > 1);
    for call in &sent[1..] {
        let authorization = call.header("authorization");
        assert!(
            authorization.contains("Credential=ASIA222222222222/"),
            "{authorization}"
        );
        assert_eq!(call.header("x-amz-security-token"), "t");
    }
}

#[tokio::test]
async fn the_sdk_adapts_its_rate_of_calls_and_waits_for_no_answer_too_long() {
    let sdk = Aws::new(&config()).loader().load().await;
    let retries = sdk.retry_config().unwrap();
    assert_eq!(retries.mode(), RetryMode::Adaptive);
    assert_eq!(retries.max_attempts(), 8);
    assert_eq!(retries.initial_backoff(), Duration::from_millis(200));
    assert_eq!(retries.max_backoff(), Duration::from_secs(1));
    let timeout = sdk.timeout_config().unwrap().operation_attempt_timeout();
    assert_eq!(timeout, Some(Duration::from_secs(15)));
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_yet_is_transient() {
    let error = "<Error><Code>AccessDenied</Code><Message>m</Message></Error>";
    let script =
        ScriptedHttp::in_turn(&[(403, &format!("<ErrorResponse>{error}</ErrorResponse>"))]);
    let entered = aws(&script)
        .await
        .enter(&account("222222222222"), Side::Task)
        .await;
    let error = entered.unwrap_err();
    assert!(error.is_transient());
    assert_eq!(error.operation(), "sts:AssumeRole");
}
