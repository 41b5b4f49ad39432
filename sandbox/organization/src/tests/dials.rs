use std::time::Instant;

use serde_json::{Value, json};

use super::client::{Client, Reply, draft, trust};
use crate::{AwsService, CallFault, FaultKind, Throttle};

fn fault(operation: &str, nth: u32, kind: FaultKind) -> CallFault {
    CallFault {
        service: None,
        operation: Some(operation.to_owned()),
        account: None,
        nth,
        times: 1,
        kind,
    }
}

fn role() -> Value {
    json!({ "RoleName": "r", "AssumeRolePolicyDocument": trust("111111111111").to_string() })
}

async fn create(client: &Client) -> Option<Reply> {
    let draft = draft(AwsService::Iam, "CreateRole", &role());
    client
        .send(&client.sandbox.management(), "iam", draft, |_| {})
        .await
}

async fn exists(client: &Client) -> bool {
    client
        .manage(AwsService::Iam, "GetRole", json!({ "RoleName": "r" }))
        .await
        .status
        == 200
}

#[tokio::test]
async fn the_nth_matching_call_fails_and_no_other() {
    let client = Client::start().await;
    client.sandbox.turn(|dials| {
        dials
            .faults
            .push(fault("ListRoles", 2, FaultKind::Throttle))
    });
    let list = || client.manage(AwsService::Iam, "ListRoles", json!({}));
    list().await.ok();
    assert!(!exists(&client).await);
    list().await.fails(400, "Throttling");
    list().await.ok();
    assert!(client.sandbox.dials().faults.is_empty());
}

#[tokio::test]
async fn a_call_that_fails_before_its_effect_has_no_effect() {
    for kind in [
        FaultKind::Throttle,
        FaultKind::InternalError,
        FaultKind::AccessDenied,
        FaultKind::CutBefore,
    ] {
        let client = Client::start().await;
        client
            .sandbox
            .turn(|dials| dials.faults.push(fault("CreateRole", 1, kind)));
        let status = create(&client).await.map(|reply| reply.status);
        let expected = match kind {
            FaultKind::Throttle => Some(400),
            FaultKind::InternalError => Some(500),
            FaultKind::AccessDenied => Some(403),
            FaultKind::CutBefore | FaultKind::LostAnswer => None,
        };
        assert_eq!(status, expected, "{kind:?}");
        assert!(!exists(&client).await, "{kind:?}");
        create(&client).await.unwrap().ok();
    }
}

#[tokio::test]
async fn an_answer_can_be_lost_after_the_effect() {
    let client = Client::start().await;
    client.sandbox.turn(|dials| {
        dials
            .faults
            .push(fault("CreateRole", 1, FaultKind::LostAnswer))
    });
    assert!(create(&client).await.is_none());
    assert!(exists(&client).await);
    create(&client)
        .await
        .unwrap()
        .fails(409, "EntityAlreadyExists");
}

#[tokio::test]
async fn each_account_has_its_own_rate() {
    let client = Client::start().await;
    let throttle = Throttle {
        service: Some(AwsService::Iam),
        operation: None,
        account: None,
        per_second: 0.0,
        burst: 2,
    };
    client.sandbox.turn(|dials| dials.throttles.push(throttle));
    let other = client
        .sandbox
        .credentials_for(&"999999999999".parse().unwrap());
    for credentials in [client.sandbox.management(), other] {
        let list = || client.call(&credentials, AwsService::Iam, "ListRoles", json!({}));
        list().await.ok();
        list().await.ok();
        list().await.fails(400, "Throttling");
        client
            .call(
                &credentials,
                AwsService::Sts,
                "GetCallerIdentity",
                json!({}),
            )
            .await
            .ok();
    }
}

#[tokio::test]
async fn calls_are_delayed_in_parallel() {
    let client = Client::start_with(|dials| dials.latency_ms = 100).await;
    let list = || client.manage(AwsService::Iam, "ListRoles", json!({}));
    let start = Instant::now();
    futures::future::join_all((0..5).map(|_| list())).await;
    let took = start.elapsed().as_millis();
    assert!((100..400).contains(&took), "{took} ms");
}

#[tokio::test]
async fn the_log_has_calls_in_their_order() {
    let client = Client::start().await;
    create(&client).await.unwrap().ok();
    create(&client)
        .await
        .unwrap()
        .fails(409, "EntityAlreadyExists");
    assert!(exists(&client).await);
    let calls = client.sandbox.calls();
    let seen: Vec<_> = calls
        .iter()
        .map(|call| {
            (
                call.operation.as_str(),
                call.mutating,
                call.error.as_deref(),
                call.subject.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("CreateRole", true, None, Some("r")),
            ("CreateRole", true, Some("EntityAlreadyExists"), Some("r")),
            ("GetRole", false, None, Some("r")),
        ]
    );
}

async fn control(client: &Client, method: &str, path: &str, body: &str) -> (u16, Value) {
    let uri = format!("{}/_rolepair/{path}", client.sandbox.endpoint());
    let request = http::Request::builder().method(method).uri(uri);
    client
        .plain(request.body(body.to_owned().into()).unwrap())
        .await
}

#[tokio::test]
async fn the_dials_can_be_turned_from_outside() {
    let client = Client::start().await;
    let (status, dials) = control(&client, "PATCH", "dials", "{\"page-size\": 3}").await;
    assert_eq!((status, &dials["page-size"]), (200, &json!(3)));
    let fault = "{\"faults\": [{\"operation\": \"GetRole\", \"kind\": \"internal-error\"}]}";
    assert_eq!(control(&client, "PATCH", "dials", fault).await.0, 200);
    assert_eq!(client.sandbox.dials().page_size, Some(3));
    assert_eq!(
        client
            .manage(AwsService::Iam, "GetRole", json!({ "RoleName": "r" }))
            .await
            .status,
        500
    );
    assert_eq!(
        control(&client, "PUT", "dials", "{\"page_size\": 3}")
            .await
            .0,
        400
    );
    assert_eq!(
        control(&client, "GET", "idle", "").await,
        (200, json!({ "idle": true }))
    );
    assert_eq!(control(&client, "GET", "nothing", "").await.0, 404);
}

#[tokio::test]
async fn credentials_are_given_for_existing_accounts_only() {
    let client = Client::start().await;
    assert_eq!(
        control(&client, "GET", "credentials/123123123123", "")
            .await
            .0,
        404
    );
    assert_eq!(
        control(&client, "PUT", "accounts/123123123123", "").await.0,
        200
    );
    let (status, credentials) = control(&client, "GET", "credentials/123123123123", "").await;
    let expected = client
        .sandbox
        .credentials_for(&"123123123123".parse().unwrap());
    assert_eq!(
        (status, credentials["access_key_id"].as_str().unwrap()),
        (200, expected.access_key_id.as_str())
    );
}

#[tokio::test]
async fn a_web_page_cannot_turn_the_dials() {
    let client = Client::start().await;
    for (name, value) in [
        ("origin", "http://example.com"),
        ("host", "example.com:4566"),
    ] {
        let uri = format!("{}/_rolepair/dials", client.sandbox.endpoint());
        let request = http::Request::get(uri).header(name, value);
        let (status, _) = client
            .plain(request.body(String::new().into()).unwrap())
            .await;
        assert_eq!(status, 403, "{name}");
    }
}

#[tokio::test]
async fn nothing_listens_after_it_was_stopped() {
    let client = Client::start().await;
    let endpoint = client.sandbox.endpoint();
    client
        .manage(AwsService::Iam, "ListRoles", json!({}))
        .await
        .ok();
    client.sandbox.stop().await;
    let address = endpoint.strip_prefix("http://").unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
