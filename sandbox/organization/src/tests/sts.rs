use serde_json::{Value, json};

use super::client::{Client, Reply, allow, document, session, trust};
use crate::{AwsService, Credentials};

async fn assume_with(client: &Client, credentials: &Credentials, role: &str, more: Value) -> Reply {
    let mut input = json!({ "RoleArn": role, "RoleSessionName": "test" });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    client
        .call(credentials, AwsService::Sts, "AssumeRole", input)
        .await
}

#[tokio::test]
async fn everybody_may_ask_who_they_are() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "nothing", trust("111111111111"), None)
        .await;
    let session = client.assume(&operator, &role).await;
    let reply = client
        .call(&session, AwsService::Sts, "GetCallerIdentity", json!({}))
        .await
        .ok();
    assert_eq!(
        reply.text("Arn"),
        "arn:aws:sts::111111111111:assumed-role/nothing/test"
    );
    assert_eq!(reply.text("Account"), "111111111111");
    assert!(reply.text("UserId").starts_with("AROA") && reply.text("UserId").ends_with(":test"));
}

#[tokio::test]
async fn a_chained_session_lasts_at_most_an_hour() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "r", trust("111111111111"), Some(allow("*", "*")))
        .await;
    let longer = json!({ "RoleName": "r", "MaxSessionDuration": 43_200 });
    client
        .call(&operator, AwsService::Iam, "UpdateRole", longer)
        .await
        .ok();
    let two_hours = json!({ "DurationSeconds": 7_200 });
    let first = assume_with(&client, &operator, &role, two_hours.clone())
        .await
        .ok();
    let chained = assume_with(&client, &session(&first), &role, two_hours).await;
    let chained = chained.fails(400, "ValidationError");
    assert!(
        chained.text("Message").contains("role chaining"),
        "{}",
        chained.body
    );
}

#[tokio::test]
async fn a_session_is_no_longer_than_its_role_allows() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "r", trust("111111111111"), None)
        .await;
    for seconds in [3_601, 899, 43_201] {
        let reply = assume_with(
            &client,
            &operator,
            &role,
            json!({ "DurationSeconds": seconds }),
        )
        .await;
        reply.fails(400, "ValidationError");
    }
}

#[tokio::test]
async fn names_of_sessions_have_a_form() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "r", trust("111111111111"), None)
        .await;
    for name in ["a", "a b", "a/b", &"a".repeat(65)] {
        let reply = assume_with(
            &client,
            &operator,
            &role,
            json!({ "RoleSessionName": name }),
        )
        .await;
        reply.fails(400, "ValidationError");
    }
}

#[tokio::test]
async fn a_session_policy_only_ever_narrows() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(
            &operator,
            "r",
            trust("111111111111"),
            Some(allow("iam:*", "*")),
        )
        .await;
    let policy = allow("iam:GetRole", "*").to_string();
    let session = session(
        &assume_with(&client, &operator, &role, json!({ "Policy": policy }))
            .await
            .ok(),
    );
    let role = json!({ "RoleName": "r" });
    client
        .call(&session, AwsService::Iam, "GetRole", role)
        .await
        .ok();
    client
        .call(&session, AwsService::Iam, "ListRoles", json!({}))
        .await
        .fails(403, "AccessDenied");
    let list = client.call(
        &session,
        AwsService::Organizations,
        "ListAccounts",
        json!({}),
    );
    list.await.fails(400, "AccessDeniedException");
}

#[tokio::test]
async fn an_external_id_must_match() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let trust = document(json!({
        "Effect": "Allow",
        "Principal": { "AWS": "111111111111" },
        "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "sts:ExternalId": "secret" } },
    }));
    let role = client.new_role(&operator, "r", trust, None).await;
    client
        .try_assume(&operator, &role)
        .await
        .fails(403, "AccessDenied");
    assume_with(&client, &operator, &role, json!({ "ExternalId": "guess" }))
        .await
        .fails(403, "AccessDenied");
    assume_with(&client, &operator, &role, json!({ "ExternalId": "secret" }))
        .await
        .ok();
}

#[tokio::test]
async fn session_tags_need_a_permission_of_their_own() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "r", trust("111111111111"), None)
        .await;
    let tags = json!({ "Tags": [{ "Key": "team", "Value": "red" }] });
    assume_with(&client, &operator, &role, tags.clone())
        .await
        .fails(403, "AccessDenied");
    let trust = document(json!({
        "Effect": "Allow",
        "Principal": { "AWS": "111111111111" },
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": { "StringEquals": { "aws:RequestTag/team": "red" } },
    }));
    let update = json!({ "RoleName": "r", "PolicyDocument": trust.to_string() });
    client
        .call(&operator, AwsService::Iam, "UpdateAssumeRolePolicy", update)
        .await
        .ok();
    assume_with(&client, &operator, &role, tags).await.ok();
    let blue = json!({ "Tags": [{ "Key": "team", "Value": "blue" }] });
    assume_with(&client, &operator, &role, blue)
        .await
        .fails(403, "AccessDenied");
}

#[tokio::test]
async fn a_missing_role_is_refused_like_one_that_does_not_trust_the_caller() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    for role in [
        "arn:aws:iam::111111111111:role/none",
        "arn:aws:iam::123123123123:role/none",
    ] {
        client
            .try_assume(&operator, role)
            .await
            .fails(403, "AccessDenied");
    }
    client
        .try_assume(&operator, "arn:aws:iam::1:role/none")
        .await
        .fails(400, "ValidationError");
}

#[tokio::test]
async fn a_session_of_a_deleted_role_may_do_nothing() {
    let client = Client::start().await;
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "r", trust("111111111111"), None)
        .await;
    let session = client.assume(&operator, &role).await;
    client
        .call(
            &operator,
            AwsService::Iam,
            "DeleteRole",
            json!({ "RoleName": "r" }),
        )
        .await
        .ok();
    let again = client
        .new_role(&operator, "r", trust("111111111111"), Some(allow("*", "*")))
        .await;
    assert_eq!(role, again);
    client
        .call(&session, AwsService::Iam, "ListRoles", json!({}))
        .await
        .fails(403, "AccessDenied");
}

#[tokio::test]
async fn the_functions_may_assume_the_hub_s_roles_and_nobody_else() {
    let client = Client::start().await;
    let account = client.new_account("orders").await;
    let functions = client.sandbox.function_credentials("backfill").unwrap();
    let hub = &client.sandbox.options().hub.id;
    let hub = client.sandbox.credentials_for(hub);
    let task = format!(
        "arn:aws:iam::{}:role/rolepair-hub-task-account",
        account.account
    );
    let resource = "arn:aws:iam::999999999999:role/rolepair-hub-resource-account";
    for role in [task.as_str(), resource] {
        client.assume(&functions, role).await;
        for other in [&client.sandbox.management(), &hub, &account] {
            client
                .try_assume(other, role)
                .await
                .fails(403, "AccessDenied");
        }
    }
}
