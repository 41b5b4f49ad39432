use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{TEMPLATE, bare, call, create, iam, operator, stack, status};
use crate::{AwsService, test_client::TestClient, tests::client::Client};

async fn policy(client: &Client, name: &str) -> Value {
    let hub = operator(client, "222222222222");
    let input = json!({ "RoleName": "reader", "PolicyName": name });
    let document = iam(client, &hub, "GetRolePolicy", input).await.ok();
    let document = document.text("PolicyDocument");
    let document = percent_decode_str(&document).decode_utf8().unwrap();
    serde_json::from_str(&document).unwrap()
}

#[tokio::test]
async fn nothing_of_rolepair_exists_before_it_is_installed() {
    let client = bare().await;
    for account in ["111111111111", "222222222222", "999999999999"] {
        let who = operator(&client, account);
        let roles = iam(&client, &who, "ListRoles", json!({})).await.ok();
        assert!(!roles.body.contains("rolepair"), "{}", roles.body);
    }
    let delegated = json!({});
    let delegated = client
        .manage(
            AwsService::Organizations,
            "ListDelegatedAdministrators",
            delegated,
        )
        .await;
    assert_eq!(delegated.json()["DelegatedAdministrators"], json!([]));
}

#[tokio::test]
async fn a_stack_makes_a_role_with_exactly_the_template_s_policies() {
    let client = bare().await;
    create(&client, TEMPLATE).await.ok();
    assert_eq!(status(&client).await, "CREATE_COMPLETE");
    let statement = |action: &str, resource: &str| {
        json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Action": action, "Resource": resource }] })
    };
    assert_eq!(
        policy(&client, "read").await,
        statement("iam:ListRoles", "*")
    );
    assert_eq!(
        policy(&client, "more").await,
        statement("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/orders")
    );
    // It may do what its policies say, and nothing else.
    let hub = operator(&client, "222222222222");
    let session = client
        .assume(&hub, "arn:aws:iam::222222222222:role/reader")
        .await;
    iam(&client, &session, "ListRoles", json!({})).await.ok();
    let policies = iam(&client, &session, "ListPolicies", json!({})).await;
    policies.fails(403, "AccessDenied");
    let described = call(
        &client,
        &hub,
        "DescribeStackResources",
        json!({ "StackName": "s" }),
    );
    let described = described.await.ok().body;
    for id in ["<LogicalResourceId>Queue", "<PhysicalResourceId>reader"] {
        assert!(described.contains(id), "{described}");
    }
}

#[tokio::test]
async fn an_unsupported_template_is_refused_and_nothing_is_made() {
    let client = bare().await;
    for (from, to, named) in [
        ("AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::SNS::Topic"),
        ("RoleName", "RoleNames", "RoleNames"),
        ("!GetAtt Role.Arn", "!ImportValue x", "Fn::ImportValue"),
        ("!GetAtt Role.Arn", "!GetAtt Role.RoleId", "RoleId"),
        (
            "Type: String",
            "Type: \"List<String>\"",
            "List&lt;String&gt;",
        ),
        ("Outputs:", "Transform: x\nOutputs:", "Transform"),
        ("^[a-z]+$", "^[A-Z]+$", "orders"),
        ("  Table:", "  Gone: {Type: String}\n  Table:", "Gone"),
    ] {
        let refused = create(&client, &TEMPLATE.replace(from, to)).await;
        let refused = refused.fails(400, "ValidationError");
        assert!(refused.body.contains(named), "{named}: {}", refused.body);
    }
    let mut without = stack(TEMPLATE);
    without["Capabilities"] = json!([]);
    let hub = operator(&client, "222222222222");
    call(&client, &hub, "CreateStack", without)
        .await
        .fails(400, "InsufficientCapabilitiesException");
    let roles = iam(&client, &hub, "ListRoles", json!({})).await.ok();
    assert!(!roles.body.contains("reader"), "{}", roles.body);
}

#[tokio::test]
async fn a_resource_that_cannot_be_made_rolls_the_others_back() {
    let client = bare().await;
    let hub = operator(&client, "222222222222");
    // The second policy is over the quota of the role.
    let long = format!("table/{}", "x".repeat(11_000));
    create(&client, &TEMPLATE.replace("table/${Table}", &long))
        .await
        .ok();
    assert_eq!(status(&client).await, "ROLLBACK_COMPLETE");
    let roles = iam(&client, &hub, "ListRoles", json!({})).await.ok();
    assert!(!roles.body.contains("reader"), "{}", roles.body);
    let events = call(
        &client,
        &hub,
        "DescribeStackEvents",
        json!({ "StackName": "s" }),
    )
    .await;
    let events = events.ok().body;
    for event in ["CREATE_FAILED", "Maximum policy size", "DELETE_COMPLETE"] {
        assert!(events.contains(event), "{event}: {events}");
    }
}

#[tokio::test]
async fn a_stack_is_made_with_the_identity_of_the_caller() {
    let client = bare().await;
    let hub = operator(&client, "222222222222");
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "AWS": "222222222222" }, "Action": "sts:AssumeRole" }] });
    let role = json!({ "RoleName": "deployer", "AssumeRolePolicyDocument": trust.to_string() });
    iam(&client, &hub, "CreateRole", role).await.ok();
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": ["cloudformation:*", "sqs:*"], "Resource": "*" }] });
    let policy = json!({
        "RoleName": "deployer", "PolicyName": "p", "PolicyDocument": policy.to_string() });
    iam(&client, &hub, "PutRolePolicy", policy).await.ok();
    let deployer = client
        .assume(&hub, "arn:aws:iam::222222222222:role/deployer")
        .await;
    call(&client, &deployer, "CreateStack", stack(TEMPLATE))
        .await
        .ok();
    assert_eq!(status(&client).await, "ROLLBACK_COMPLETE");
    let reason = call(&client, &hub, "DescribeStacks", json!({ "StackName": "s" })).await;
    assert!(
        reason
            .body
            .contains("not authorized to perform: iam:CreateRole")
    );
}

async fn change_set(client: &Client, name: &str, kind: &str, template: &str) -> String {
    let hub = operator(client, "222222222222");
    let mut input = stack(template);
    input["ChangeSetName"] = json!(name);
    input["ChangeSetType"] = json!(kind);
    call(client, &hub, "CreateChangeSet", input).await.ok();
    let set = json!({ "ChangeSetName": name, "StackName": "s" });
    let described = call(client, &hub, "DescribeChangeSet", set.clone())
        .await
        .ok();
    if described.text("Status") == "CREATE_COMPLETE" {
        call(client, &hub, "ExecuteChangeSet", set).await.ok();
    }
    described.text("Status")
}

#[tokio::test]
async fn a_change_set_applies_the_differences_and_fails_without_any() {
    let client = bare().await;
    assert_eq!(
        change_set(&client, "a", "CREATE", TEMPLATE).await,
        "CREATE_COMPLETE"
    );
    assert_eq!(change_set(&client, "b", "UPDATE", TEMPLATE).await, "FAILED");
    let other = TEMPLATE.replace("iam:ListRoles", "iam:ListPolicies");
    assert_eq!(
        change_set(&client, "c", "UPDATE", &other).await,
        "CREATE_COMPLETE"
    );
    assert_eq!(status(&client).await, "UPDATE_COMPLETE");
    let changed = policy(&client, "read").await;
    assert_eq!(changed["Statement"][0]["Action"], "iam:ListPolicies");
    let hub = operator(&client, "222222222222");
    call(&client, &hub, "DeleteStack", json!({ "StackName": "s" }))
        .await
        .ok();
    let roles = iam(&client, &hub, "ListRoles", json!({})).await.ok();
    assert!(!roles.body.contains("reader"), "{}", roles.body);
}

#[tokio::test]
async fn a_template_is_read_from_s3_where_its_maker_may_read_it() {
    let client = bare().await;
    let hub = operator(&client, "222222222222");
    let s3 = TestClient::operator(&client.sandbox, "222222222222");
    for (path, body) in [("/templates", ""), ("/templates/a/b.template", TEMPLATE)] {
        let put = s3.send(AwsService::S3, "PUT", path, &[], body.to_owned());
        assert_eq!(put.await.status, 200);
    }
    let at = |path: &str| {
        let mut stack = stack(TEMPLATE);
        let members = stack.as_object_mut().unwrap();
        members.remove("TemplateBody");
        let url = format!("{}{path}", client.sandbox.endpoint());
        members.insert("TemplateURL".to_owned(), json!(url));
        stack
    };
    for wrong in ["/templates/a/c.template", "/templates"] {
        let refused = call(&client, &hub, "CreateStack", at(wrong)).await;
        refused.fails(400, "ValidationError");
    }
    call(&client, &hub, "CreateStack", at("/templates/a/b.template"))
        .await
        .ok();
    assert_eq!(status(&client).await, "CREATE_COMPLETE");
}
