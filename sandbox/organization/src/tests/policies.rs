//! Who may do what: identity policies, boundaries, service control policies, tags.

use serde_json::{Value, json};

use super::client::{Client, Reply, allow, document, trust};
use crate::{AwsService, Credentials};

async fn session(client: &Client, operator: &Credentials, permissions: Value) -> Credentials {
    let trust = trust(operator.account.as_str());
    let role = client
        .new_role(operator, "caller", trust, Some(permissions))
        .await;
    client.assume(operator, &role).await
}

async fn create(client: &Client, caller: &Credentials, more: Value) -> Reply {
    let trust = trust(caller.account.as_str()).to_string();
    let mut input =
        json!({ "RoleName": "made", "Path": "/rolepair/", "AssumeRolePolicyDocument": trust });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    client
        .call(caller, AwsService::Iam, "CreateRole", input)
        .await
}

#[tokio::test]
async fn a_path_limits_where_roles_are_made_and_read() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let permissions = allow("iam:*", "arn:aws:iam::111111111111:role/rolepair/*");
    let caller = session(&client, &operator, permissions).await;
    create(&client, &caller, json!({ "Path": "/" }))
        .await
        .fails(403, "AccessDenied");
    create(&client, &caller, json!({})).await.ok();
    let get = |name: &'static str| {
        client.call(
            &caller,
            AwsService::Iam,
            "GetRole",
            json!({ "RoleName": name }),
        )
    };
    get("made").await.ok();
    get("none").await.fails(403, "AccessDenied");
    let reply = client
        .call(
            &operator,
            AwsService::Iam,
            "GetRole",
            json!({ "RoleName": "none" }),
        )
        .await;
    reply.fails(404, "NoSuchEntity");
}

#[tokio::test]
async fn a_boundary_can_be_made_a_condition() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let boundary = "arn:aws:iam::aws:policy/AdministratorAccess";
    let permissions = document(json!({
        "Effect": "Allow",
        "Action": "iam:CreateRole",
        "Resource": "*",
        "Condition": { "StringEquals": { "iam:PermissionsBoundary": boundary } },
    }));
    let caller = session(&client, &operator, permissions).await;
    create(&client, &caller, json!({}))
        .await
        .fails(403, "AccessDenied");
    let other = json!({ "PermissionsBoundary": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" });
    create(&client, &caller, other)
        .await
        .fails(403, "AccessDenied");
    let reply = create(&client, &caller, json!({ "PermissionsBoundary": boundary }))
        .await
        .ok();
    assert_eq!(reply.text("PermissionsBoundaryArn"), boundary);
}

#[tokio::test]
async fn a_role_does_no_more_than_its_boundary_allows() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let caller = session(&client, &operator, allow("iam:*", "*")).await;
    let list = || client.call(&caller, AwsService::Iam, "ListRoles", json!({}));
    list().await.ok();
    let boundary = json!({
        "RoleName": "caller",
        "PermissionsBoundary": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    });
    client
        .call(
            &operator,
            AwsService::Iam,
            "PutRolePermissionsBoundary",
            boundary,
        )
        .await
        .ok();
    list().await.fails(403, "AccessDenied");
    let gone = json!({ "RoleName": "caller" });
    client
        .call(
            &operator,
            AwsService::Iam,
            "DeleteRolePermissionsBoundary",
            gone,
        )
        .await
        .ok();
    list().await.ok();
}

#[tokio::test]
async fn changing_a_role_can_depend_on_the_boundary_it_has() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let boundary = "arn:aws:iam::aws:policy/AdministratorAccess";
    let permissions = document(json!({
        "Effect": "Allow",
        "Action": "iam:PutRolePolicy",
        "Resource": "*",
        "Condition": { "StringEquals": { "iam:PermissionsBoundary": boundary } },
    }));
    let caller = session(&client, &operator, permissions).await;
    let put = |name: &'static str| {
        let policy = allow("s3:GetObject", "*").to_string();
        let input = json!({ "RoleName": name, "PolicyName": "p", "PolicyDocument": policy });
        client.call(&caller, AwsService::Iam, "PutRolePolicy", input)
    };
    put("caller").await.fails(403, "AccessDenied");
    let bounded = create(
        &client,
        &operator,
        json!({ "PermissionsBoundary": boundary }),
    );
    bounded.await.ok();
    put("made").await.ok();
}

#[tokio::test]
async fn requested_tags_and_existing_tags_can_be_conditions() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let tag = |kind: &str| json!({ "StringEquals": { format!("aws:{kind}/owner"): "us" } });
    let permissions = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["iam:CreateRole", "iam:TagRole"], "Resource": "*", "Condition": tag("RequestTag") },
        { "Effect": "Allow", "Action": "iam:DeleteRole", "Resource": "*", "Condition": tag("ResourceTag") },
    ]});
    let caller = session(&client, &operator, permissions).await;
    create(&client, &caller, json!({}))
        .await
        .fails(403, "AccessDenied");
    create(
        &client,
        &caller,
        json!({ "Tags": [{ "Key": "owner", "Value": "us" }] }),
    )
    .await
    .ok();
    let delete = |name: &'static str| {
        client.call(
            &caller,
            AwsService::Iam,
            "DeleteRole",
            json!({ "RoleName": name }),
        )
    };
    delete("caller").await.fails(403, "AccessDenied");
    delete("made").await.ok();
}

async fn attach(client: &Client, statement: Value, target: &str) {
    let input = json!({
        "Name": format!("limit-{target}"),
        "Description": "",
        "Type": "SERVICE_CONTROL_POLICY",
        "Content": document(statement).to_string(),
    });
    let policy = client
        .manage(AwsService::Organizations, "CreatePolicy", input)
        .await
        .ok()
        .text("Id");
    let input = json!({ "PolicyId": policy, "TargetId": target });
    client
        .manage(AwsService::Organizations, "AttachPolicy", input)
        .await
        .ok();
}

#[tokio::test]
async fn a_service_control_policy_holds_for_everybody_below_it() {
    let client = Client::start().await;
    let account = client.new_account("orders").await;
    let deny = json!({ "Effect": "Deny", "Action": "iam:ListRoles", "Resource": "*" });
    let list = |credentials: Credentials| {
        let client = &client;
        async move {
            client
                .call(&credentials, AwsService::Iam, "ListRoles", json!({}))
                .await
        }
    };
    list(account.clone()).await.ok();
    attach(&client, deny, "r-ab12").await;
    let refused = list(account).await.fails(403, "AccessDenied");
    assert!(
        refused.text("Message").contains("service control policy"),
        "{}",
        refused.body
    );
    list(client.sandbox.management()).await.ok();
}

#[tokio::test]
async fn each_level_of_the_organization_must_allow() {
    let client = Client::start().await;
    let account = client.new_account("orders").await;
    let id = account.account.as_str();
    let list = || client.call(&account, AwsService::Iam, "ListRoles", json!({}));
    attach(
        &client,
        json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }),
        id,
    )
    .await;
    list().await.ok();
    let full = json!({ "PolicyId": "p-FullAWSAccess", "TargetId": id });
    client
        .manage(AwsService::Organizations, "DetachPolicy", full)
        .await
        .ok();
    list().await.fails(403, "AccessDenied");
}
