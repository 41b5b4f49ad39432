use bytes::Bytes;
use serde_json::json;

use crate::{
    AwsService::S3,
    Options, Sandbox,
    test_client::{HttpResponse, TestClient},
};

const OWNER: &str = "999999999999";
const OTHER: &str = "333333333333";

async fn call(
    client: &TestClient,
    method: &str,
    path: &str,
    body: impl Into<Bytes>,
) -> HttpResponse {
    client.send(S3, method, path, &[], body).await
}

async fn sandbox() -> (Sandbox, TestClient, TestClient) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let (owner, other) = (
        TestClient::operator(&sandbox, OWNER),
        TestClient::operator(&sandbox, OTHER),
    );
    assert_eq!(call(&owner, "PUT", "/orders-files", "").await.status, 200);
    assert_eq!(
        call(&owner, "PUT", "/orders-files/a/b%20c", "text")
            .await
            .status,
        200
    );
    (sandbox, owner, other)
}

#[tokio::test]
async fn an_object_comes_back_as_it_was_put() {
    let (_sandbox, owner, _) = sandbox().await;
    let headers = [
        ("content-type", "text/x".to_owned()),
        ("x-amz-meta-who", "me".to_owned()),
    ];
    let put = owner
        .send(S3, "PUT", "/orders-files/z", &headers, "binary \u{0} text")
        .await;
    let got = call(&owner, "GET", "/orders-files/z", "").await;
    assert_eq!(
        (got.status.as_u16(), got.text()),
        (200, "binary \u{0} text")
    );
    for (name, value) in [
        ("content-type", "text/x"),
        ("x-amz-meta-who", "me"),
        ("etag", put.headers["etag"].to_str().unwrap()),
    ] {
        assert_eq!(got.headers[name], value);
    }
    let head = call(&owner, "HEAD", "/orders-files/z", "").await;
    assert_eq!(
        (
            head.headers["content-length"].to_str().unwrap(),
            head.text()
        ),
        ("13", "")
    );
    assert_eq!(
        call(&owner, "DELETE", "/orders-files/z", "").await.status,
        204
    );
    assert_eq!(call(&owner, "GET", "/orders-files/z", "").await.status, 404);
}

#[tokio::test]
async fn objects_are_listed_with_prefix_delimiter_and_pages() {
    let (sandbox, owner, _) = sandbox().await;
    call(&owner, "PUT", "/orders-files/z", "1").await;
    let folders = call(&owner, "GET", "/orders-files?list-type=2&delimiter=%2F", "").await;
    assert!(
        folders
            .text()
            .contains("<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>"),
        "{}",
        folders.text()
    );
    assert!(folders.text().contains("<Contents><Key>z</Key>"));
    let below = call(&owner, "GET", "/orders-files?list-type=2&prefix=a%2F", "").await;
    assert!(below.text().contains("<Key>a/b c</Key>") && !below.text().contains("<Key>z</Key>"));
    sandbox.turn(|dials| dials.page_size = Some(1));
    let first = call(&owner, "GET", "/orders-files?list-type=2", "").await;
    let (_, token) = first.text().split_once("<NextContinuationToken>").unwrap();
    let (token, _) = token.split_once('<').unwrap();
    let second = call(
        &owner,
        "GET",
        &format!("/orders-files?list-type=2&continuation-token={token}"),
        "",
    )
    .await;
    assert!(
        second.text().contains("<Key>z</Key>") && second.text().contains("<IsTruncated>false<"),
        "{}",
        second.text()
    );
}

#[tokio::test]
async fn another_account_needs_the_buckets_policy() {
    let (_sandbox, owner, other) = sandbox().await;
    for (method, path) in [
        ("GET", "/orders-files/a/b%20c"),
        ("PUT", "/orders-files/x"),
        ("HEAD", "/orders-files"),
        ("DELETE", "/orders-files/a/b%20c"),
    ] {
        assert_eq!(
            call(&other, method, path, "").await.status,
            403,
            "{method} {path}"
        );
    }
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{OTHER}:root")},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::orders-files/*",
    }]});
    assert_eq!(
        call(&other, "PUT", "/orders-files?policy", policy.to_string())
            .await
            .status,
        403
    );
    assert_eq!(
        call(&owner, "PUT", "/orders-files?policy", policy.to_string())
            .await
            .status,
        204
    );
    assert_eq!(
        call(&owner, "GET", "/orders-files?policy", "").await.text(),
        policy.to_string()
    );
    assert_eq!(
        call(&other, "GET", "/orders-files/a/b%20c", "")
            .await
            .text(),
        "text"
    );
    assert_eq!(
        call(&other, "GET", "/orders-files/nothing", "")
            .await
            .status,
        403
    );
    assert_eq!(call(&other, "PUT", "/orders-files/x", "").await.status, 403);
    assert_eq!(
        call(&owner, "DELETE", "/orders-files?policy", "")
            .await
            .status,
        204
    );
    assert_eq!(
        call(&other, "GET", "/orders-files/a/b%20c", "")
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn a_bucket_has_one_owner_among_all_accounts() {
    let (_sandbox, owner, other) = sandbox().await;
    assert!(
        call(&other, "PUT", "/orders-files", "")
            .await
            .text()
            .contains("<Code>BucketAlreadyExists<")
    );
    assert!(
        call(&owner, "PUT", "/orders-files", "")
            .await
            .text()
            .contains("<Code>BucketAlreadyOwnedByYou<")
    );
    assert!(
        call(&owner, "GET", "/", "")
            .await
            .text()
            .contains("<Name>orders-files</Name>")
    );
    assert!(
        !call(&other, "GET", "/", "")
            .await
            .text()
            .contains("orders-files")
    );
    assert!(
        call(&owner, "DELETE", "/orders-files", "")
            .await
            .text()
            .contains("<Code>BucketNotEmpty<")
    );
    call(&owner, "DELETE", "/orders-files/a/b%20c", "").await;
    assert_eq!(
        call(&owner, "DELETE", "/orders-files", "").await.status,
        204
    );
    assert!(
        call(&owner, "GET", "/orders-files?list-type=2", "")
            .await
            .text()
            .contains("<Code>NoSuchBucket<")
    );
}

#[tokio::test]
async fn an_unsupported_parameter_or_header_is_refused_by_name() {
    let (_sandbox, owner, _) = sandbox().await;
    let acl = call(&owner, "GET", "/orders-files?acl", "").await;
    assert!(
        acl.text().contains("<Code>UnsupportedOperation<") && acl.text().contains("?acl"),
        "{}",
        acl.text()
    );
    let copy = owner
        .send(
            S3,
            "PUT",
            "/orders-files/x",
            &[("x-amz-copy-source", "/orders-files/z".to_owned())],
            "",
        )
        .await;
    assert!(copy.text().contains("x-amz-copy-source"), "{}", copy.text());
}

#[tokio::test]
async fn a_bucket_of_another_owner_than_expected_is_refused() {
    let (_sandbox, owner, _) = sandbox().await;
    for (expected, status) in [(OWNER, 200), (OTHER, 403)] {
        let headers = [("x-amz-expected-bucket-owner", expected.to_owned())];
        let head = owner.send(S3, "HEAD", "/orders-files", &headers, "").await;
        assert_eq!(head.status, status, "{expected}");
    }
}

#[tokio::test]
async fn settings_without_effect_are_kept_for_those_who_may_put_them() {
    let (_sandbox, owner, other) = sandbox().await;
    for setting in ["publicAccessBlock", "versioning"] {
        let path = format!("/orders-files?{setting}");
        assert_eq!(call(&owner, "PUT", &path, "<A/>").await.status, 200);
        assert_eq!(call(&other, "PUT", &path, "<A/>").await.status, 403);
    }
}
