use std::time::{Duration, SystemTime};

use http::HeaderValue;
use serde_json::json;

use super::client::{Client, Draft, Reply, allow, draft, trust};
use crate::{AwsService, Credentials};

fn whoami() -> Draft {
    draft(AwsService::Sts, "GetCallerIdentity", &json!({}))
}

async fn send(client: &Client, credentials: &Credentials, draft: Draft) -> Reply {
    client
        .send(credentials, "sts", draft, |_| {})
        .await
        .unwrap()
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_key_are_different_errors() {
    let client = Client::start().await;
    let mut credentials = client.sandbox.management();
    credentials.secret_access_key.push('x');
    send(&client, &credentials, whoami())
        .await
        .fails(403, "SignatureDoesNotMatch");
    credentials.access_key_id = "AKIAAAAAAAAAAAAAAAAA".to_owned();
    send(&client, &credentials, whoami())
        .await
        .fails(403, "InvalidClientTokenId");
}

#[tokio::test]
async fn json_services_have_their_own_codes_for_a_bad_signature() {
    let client = Client::start().await;
    let mut credentials = client.sandbox.management();
    let list = |credentials: Credentials| {
        let client = &client;
        async move {
            client
                .call(
                    &credentials,
                    AwsService::Organizations,
                    "ListAccounts",
                    json!({}),
                )
                .await
        }
    };
    credentials.secret_access_key.push('x');
    list(credentials.clone())
        .await
        .fails(400, "InvalidSignatureException");
    credentials.access_key_id = "AKIAAAAAAAAAAAAAAAAA".to_owned();
    list(credentials)
        .await
        .fails(400, "UnrecognizedClientException");
}

#[tokio::test]
async fn a_request_that_was_changed_on_the_way_is_refused() {
    let client = Client::start().await;
    let credentials = client.sandbox.management();
    let spoilt = |request: &mut http::Request<http_body_util::Full<bytes::Bytes>>| {
        *request.body_mut() = "Action=GetCallerIdentity&Version=2011-06-15&More=1"
            .to_owned()
            .into();
    };
    let reply = client
        .send(&credentials, "sts", whoami(), spoilt)
        .await
        .unwrap();
    reply.fails(403, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_header_of_aws_that_is_not_signed_is_refused() {
    let client = Client::start().await;
    let credentials = client.sandbox.management();
    let reply = client.send(&credentials, "sts", whoami(), |request| {
        let value = HeaderValue::from_static("1");
        request.headers_mut().insert("x-amz-more", value);
    });
    reply.await.unwrap().fails(403, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused() {
    let client = Client::start().await;
    let credentials = client.sandbox.management();
    let reply = client.send(&credentials, "sts", whoami(), |request| {
        request.headers_mut().remove("authorization");
    });
    reply
        .await
        .unwrap()
        .fails(403, "MissingAuthenticationToken");
}

#[tokio::test]
async fn an_old_signature_is_refused() {
    let client = Client::start().await;
    let credentials = client.sandbox.management();
    for at in [
        SystemTime::now() - Duration::from_secs(1_000),
        SystemTime::now() + Duration::from_secs(1_000),
    ] {
        let draft = Draft { at, ..whoami() };
        send(&client, &credentials, draft)
            .await
            .fails(403, "SignatureDoesNotMatch");
    }
    let at = SystemTime::now() - Duration::from_secs(600);
    send(&client, &credentials, Draft { at, ..whoami() })
        .await
        .ok();
}

#[tokio::test]
async fn a_query_is_signed_too() {
    let client = Client::start().await;
    let credentials = client.sandbox.management();
    let path = "/?b=%20x&a=1&a=0".to_owned();
    send(&client, &credentials, Draft { path, ..whoami() })
        .await
        .ok();
}

#[tokio::test]
async fn a_session_token_belongs_to_its_key() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let trust = trust("111111111111");
    let role = client
        .new_role(&operator, "r", trust, Some(allow("*", "*")))
        .await;
    let (one, two) = (
        client.assume(&operator, &role).await,
        client.assume(&operator, &role).await,
    );
    send(&client, &one, whoami()).await.ok();
    let mixed = Credentials {
        session_token: two.session_token,
        ..one.clone()
    };
    send(&client, &mixed, whoami())
        .await
        .fails(403, "InvalidClientTokenId");
    let without = Credentials {
        session_token: None,
        ..one
    };
    send(&client, &without, whoami())
        .await
        .fails(403, "InvalidClientTokenId");
}

#[tokio::test]
async fn a_session_ends() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "r", trust("111111111111"), Some(allow("*", "*")))
        .await;
    let session = client.assume(&operator, &role).await;
    client.sandbox.advance(Duration::from_secs(3_599));
    send(&client, &session, whoami()).await.ok();
    client.sandbox.advance(Duration::from_secs(1));
    send(&client, &session, whoami())
        .await
        .fails(403, "ExpiredToken");
    let list = client.call(
        &session,
        AwsService::Organizations,
        "ListAccounts",
        json!({}),
    );
    list.await.fails(400, "ExpiredTokenException");
}

#[tokio::test]
async fn an_unknown_operation_or_service_is_named() {
    let client = Client::start().await;
    let credentials = client.sandbox.management();
    let reply = client
        .call(&credentials, AwsService::Iam, "CreateGroup", json!({}))
        .await;
    let reply = reply.fails(501, "UnsupportedOperation");
    assert!(
        reply.text("Message").contains("`CreateGroup` of `iam`"),
        "{}",
        reply.body
    );
    let reply = client
        .send(&credentials, "sqs", whoami(), |_| {})
        .await
        .unwrap();
    let reply = reply.fails(501, "UnsupportedService");
    assert!(reply.text("Message").contains("`sqs`"), "{}", reply.body);
}
