//! Stacks that could only partly be made, changed or deleted, and what can be done with them.

use serde_json::{Value, json};

use super::{TEMPLATE, bare, call, create, iam, operator, stack, status};
use crate::{
    Credentials,
    tests::client::{Client, Reply},
};

const HUB: &str = "222222222222";

async fn delete(client: &Client) {
    let hub = operator(client, HUB);
    call(client, &hub, "DeleteStack", json!({ "StackName": "s" }))
        .await
        .ok();
}

async fn has_role(client: &Client, name: &str) -> bool {
    let hub = operator(client, HUB);
    let role = iam(client, &hub, "GetRole", json!({ "RoleName": name })).await;
    role.status == 200
}

async fn update(client: &Client, template: &str) -> Reply {
    let hub = operator(client, HUB);
    let mut input = stack(template);
    input["ChangeSetName"] = json!("c");
    input["ChangeSetType"] = json!("UPDATE");
    let made = call(client, &hub, "CreateChangeSet", input).await;
    if made.status == 200 {
        let set = json!({ "ChangeSetName": "c", "StackName": "s" });
        call(client, &hub, "ExecuteChangeSet", set).await.ok();
    }
    made
}

/// A client that may do `actions`.
async fn deployer(client: &Client, statements: Value) -> Credentials {
    let hub = operator(client, HUB);
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "AWS": HUB }, "Action": "sts:AssumeRole" }] });
    let role = json!({ "RoleName": "deployer", "AssumeRolePolicyDocument": trust.to_string() });
    iam(client, &hub, "CreateRole", role).await.ok();
    let policy = json!({ "Version": "2012-10-17", "Statement": statements });
    let policy = json!({
        "RoleName": "deployer", "PolicyName": "p", "PolicyDocument": policy.to_string() });
    iam(client, &hub, "PutRolePolicy", policy).await.ok();
    let role = format!("arn:aws:iam::{HUB}:role/deployer");
    client.assume(&hub, &role).await
}

#[tokio::test]
async fn a_stack_that_cannot_be_deleted_keeps_the_resources_that_are_left() {
    let client = bare().await;
    create(&client, TEMPLATE).await.ok();
    let hub = operator(&client, HUB);
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*" }] });
    let of_somebody = json!({
        "RoleName": "reader", "PolicyName": "x", "PolicyDocument": policy.to_string() });
    iam(&client, &hub, "PutRolePolicy", of_somebody).await.ok();
    delete(&client).await;
    assert_eq!(status(&client).await, "DELETE_FAILED");
    let named = json!({ "StackName": "s" });
    let left = call(&client, &hub, "DescribeStackResources", named)
        .await
        .ok();
    assert!(
        left.body.contains("<LogicalResourceId>Role<"),
        "{}",
        left.body
    );
    assert!(!left.body.contains("<LogicalResourceId>Queue<"));
    assert_eq!(left.text("ResourceStatus"), "DELETE_FAILED");
    let of_somebody = json!({ "RoleName": "reader", "PolicyName": "x" });
    iam(&client, &hub, "DeleteRolePolicy", of_somebody)
        .await
        .ok();
    delete(&client).await;
    assert!(!has_role(&client, "reader").await);
    let gone = call(&client, &hub, "DescribeStacks", json!({ "StackName": "s" })).await;
    gone.fails(400, "ValidationError");
}

#[tokio::test]
async fn a_rollback_that_fails_says_so_and_keeps_what_is_half_made() {
    let client = bare().await;
    // The client may make a role, but not put a policy there or delete it.
    let may = json!([{ "Effect": "Allow", "Resource": "*",
        "Action": ["cloudformation:*", "iam:CreateRole"] }]);
    let deployer = deployer(&client, may).await;
    call(&client, &deployer, "CreateStack", stack(TEMPLATE))
        .await
        .ok();
    assert_eq!(status(&client).await, "ROLLBACK_FAILED");
    let hub = operator(&client, HUB);
    let described = call(&client, &hub, "DescribeStacks", json!({ "StackName": "s" })).await;
    for why in ["iam:PutRolePolicy", "failed to delete: [Role]"] {
        assert!(described.body.contains(why), "{why}: {}", described.body);
    }
    assert!(has_role(&client, "reader").await);
    delete(&client).await;
    assert!(!has_role(&client, "reader").await);
}

#[tokio::test]
async fn a_stack_that_was_rolled_back_cannot_be_updated() {
    let client = bare().await;
    let long = format!("table/{}", "x".repeat(11_000));
    create(&client, &TEMPLATE.replace("table/${Table}", &long))
        .await
        .ok();
    let refused = update(&client, TEMPLATE)
        .await
        .fails(400, "ValidationError");
    let why = "is in ROLLBACK_COMPLETE state and can not be updated";
    assert!(refused.body.contains(why), "{}", refused.body);
}

/// The template with one more role before the others, and with a policy that is too long.
fn with_a_role_and_what_fails() -> String {
    let second = TEMPLATE
        .split_once("  Role:\n")
        .and_then(|(_, rest)| rest.split_once("      Policies:"))
        .map(|(role, _)| role.replace("reader", "second"))
        .unwrap();
    let long = format!("table/{}", "x".repeat(11_000));
    TEMPLATE
        .replace("Resources:\n", &format!("Resources:\n  Second:\n{second}"))
        .replace("table/${Table}", &long)
}

#[tokio::test]
async fn an_update_that_fails_keeps_the_resources_it_made_before() {
    let client = bare().await;
    create(&client, TEMPLATE).await.ok();
    update(&client, &with_a_role_and_what_fails()).await.ok();
    assert_eq!(status(&client).await, "UPDATE_ROLLBACK_FAILED");
    assert!(has_role(&client, "second").await);
    delete(&client).await;
    assert!(!has_role(&client, "second").await);
}

#[tokio::test]
async fn a_role_s_description_and_session_are_changed() {
    let client = bare().await;
    create(&client, TEMPLATE).await.ok();
    let with = "RoleName: reader\n      Description: reads\n      MaxSessionDuration: 7200\n";
    update(&client, &TEMPLATE.replace("RoleName: reader\n", with))
        .await
        .ok();
    assert_eq!(status(&client).await, "UPDATE_COMPLETE");
    let hub = operator(&client, HUB);
    let role = iam(&client, &hub, "GetRole", json!({ "RoleName": "reader" })).await;
    let role = role.ok();
    assert_eq!(role.text("Description"), "reads");
    assert_eq!(role.text("MaxSessionDuration"), "7200");
}

#[tokio::test]
async fn a_resource_with_retain_except_on_create_is_deleted_by_a_rollback_only() {
    for (policy, after_a_rollback, after_a_deletion) in [
        ("Delete", false, false),
        ("RetainExceptOnCreate", false, true),
        ("Retain", true, true),
    ] {
        let role = format!("Role\n    DeletionPolicy: {policy}\n");
        let template = TEMPLATE.replacen("Role\n", &role, 1);
        let client = bare().await;
        let long = format!("table/{}", "x".repeat(11_000));
        let failing = template.replace("table/${Table}", &long);
        // What belongs to the role is deleted in any case.
        create(&client, &failing).await.ok();
        assert_eq!(status(&client).await, "ROLLBACK_COMPLETE", "{policy}");
        assert_eq!(has_role(&client, "reader").await, after_a_rollback);
        let client = bare().await;
        create(&client, &template).await.ok();
        delete(&client).await;
        assert_eq!(has_role(&client, "reader").await, after_a_deletion);
    }
    let client = bare().await;
    let other = TEMPLATE.replacen("Role\n", "Role\n    DeletionPolicy: Snapshot\n", 1);
    create(&client, &other).await.fails(400, "ValidationError");
}

#[tokio::test]
async fn policies_see_the_same_stack_by_its_name_and_by_its_arn() {
    let client = bare().await;
    let id = create(&client, TEMPLATE).await.ok().text("StackId");
    let may = json!([
        { "Effect": "Allow", "Resource": "*", "Action": ["cloudformation:*", "iam:*"] },
        { "Effect": "Deny", "Resource": format!("arn:aws:cloudformation:*:{HUB}:stack/s/*"),
            "Action": "cloudformation:*" },
    ]);
    let deployer = deployer(&client, may).await;
    for name in ["s", id.as_str()] {
        for operation in ["DescribeStacks", "DescribeStackEvents", "DeleteStack"] {
            let refused = call(&client, &deployer, operation, json!({ "StackName": name })).await;
            refused.fails(403, "AccessDenied");
        }
    }
    assert_eq!(status(&client).await, "CREATE_COMPLETE");
    let mut other = stack(TEMPLATE);
    other["StackName"] = json!("s/x");
    let hub = operator(&client, HUB);
    call(&client, &hub, "CreateStack", other)
        .await
        .fails(400, "ValidationError");
}
