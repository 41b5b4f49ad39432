use serde_json::{Value, json};

use super::{TEMPLATE, bare, call, iam, operator, stack};
use crate::{AwsService, Credentials, Delay, tests::client::Client};

const ROOT: &str = "r-ab12";
const SERVICE: &str = "member.org.stacksets.cloudformation.amazonaws.com";

fn set() -> Value {
    let mut set = stack(TEMPLATE);
    let members = set.as_object_mut().unwrap();
    members.remove("StackName");
    members.insert("StackSetName".to_owned(), json!("readers"));
    members.insert("PermissionModel".to_owned(), json!("SERVICE_MANAGED"));
    members.insert("AutoDeployment".to_owned(), json!({ "Enabled": "true" }));
    members.insert("CallAs".to_owned(), json!("DELEGATED_ADMIN"));
    set
}

fn instances(unit: &str) -> Value {
    json!({
        "StackSetName": "readers",
        "CallAs": "DELEGATED_ADMIN",
        "DeploymentTargets": { "OrganizationalUnitIds": [unit] },
        "Regions": ["eu-west-1"],
    })
}

async fn has_role(client: &Client, account: &str) -> bool {
    let who = operator(client, account);
    let role = iam(client, &who, "GetRole", json!({ "RoleName": "reader" })).await;
    role.status == 200
}

async fn let_the_hub(client: &Client) -> Credentials {
    let enable = json!({ "ServicePrincipal": SERVICE });
    let enable = client.manage(AwsService::Organizations, "EnableAWSServiceAccess", enable);
    enable.await.ok();
    let register = json!({ "AccountId": "222222222222", "ServicePrincipal": SERVICE });
    let register = client.manage(
        AwsService::Organizations,
        "RegisterDelegatedAdministrator",
        register,
    );
    register.await.ok();
    operator(client, "222222222222")
}

#[tokio::test]
async fn a_stack_set_needs_trusted_access_and_an_administrator() {
    let client = bare().await;
    let hub = operator(&client, "222222222222");
    let refused = call(&client, &hub, "CreateStackSet", set()).await;
    let refused = refused.fails(400, "ValidationError");
    assert!(refused.body.contains("enable organizations access"));
    let hub_activates = call(&client, &hub, "ActivateOrganizationsAccess", json!({})).await;
    hub_activates.fails(400, "InvalidOperationException");
    let management = client.sandbox.management();
    call(
        &client,
        &management,
        "ActivateOrganizationsAccess",
        json!({}),
    )
    .await
    .ok();
    let refused = call(&client, &hub, "CreateStackSet", set()).await;
    let refused = refused.fails(400, "ValidationError");
    assert!(refused.body.contains("delegated admin"));
    let hub = let_the_hub(&client).await;
    let mut as_itself = set();
    as_itself["CallAs"] = json!("SELF");
    let refused = call(&client, &hub, "CreateStackSet", as_itself).await;
    refused.fails(400, "ValidationError");
    call(&client, &hub, "CreateStackSet", set()).await.ok();
}

#[tokio::test]
async fn a_stack_set_reaches_every_account_of_the_unit_but_the_management_account() {
    let client = bare().await;
    let hub = let_the_hub(&client).await;
    call(&client, &hub, "CreateStackSet", set()).await.ok();
    let operation = call(&client, &hub, "CreateStackInstances", instances(ROOT)).await;
    let describe = json!({
        "StackSetName": "readers",
        "CallAs": "DELEGATED_ADMIN",
        "OperationId": operation.ok().text("OperationId"),
    });
    let described = call(&client, &hub, "DescribeStackSetOperation", describe).await;
    assert_eq!(described.ok().text("Status"), "SUCCEEDED");
    assert!(has_role(&client, "222222222222").await);
    assert!(has_role(&client, "999999999999").await);
    assert!(!has_role(&client, "111111111111").await);
}

#[tokio::test]
async fn an_account_that_joins_later_gets_its_stack_after_the_delay() {
    let client = bare().await;
    let hub = let_the_hub(&client).await;
    call(&client, &hub, "CreateStackSet", set()).await.ok();
    call(&client, &hub, "CreateStackInstances", instances(ROOT))
        .await
        .ok();
    client
        .sandbox
        .turn(|dials| dials.hub_role = Delay::Calls(1));
    let account = client.new_account("shop").await.account.to_string();
    assert!(!has_role(&client, &account).await);
    let access = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
    client.assume(&client.sandbox.management(), &access).await;
    assert!(has_role(&client, &account).await);
}

#[tokio::test]
async fn an_account_that_is_moved_below_the_unit_gets_its_stack() {
    let client = bare().await;
    let hub = let_the_hub(&client).await;
    let unit = json!({ "ParentId": ROOT, "Name": "workloads" });
    let unit = client
        .manage(AwsService::Organizations, "CreateOrganizationalUnit", unit)
        .await
        .ok()
        .text("Id");
    call(&client, &hub, "CreateStackSet", set()).await.ok();
    call(&client, &hub, "CreateStackInstances", instances(&unit))
        .await
        .ok();
    let account = client.new_account("shop").await.account.to_string();
    assert!(!has_role(&client, &account).await);
    let to = json!({
        "AccountId": account, "SourceParentId": ROOT, "DestinationParentId": unit });
    client
        .manage(AwsService::Organizations, "MoveAccount", to)
        .await
        .ok();
    client.sandbox.idle().await;
    assert!(has_role(&client, &account).await);
}

#[tokio::test]
async fn an_update_of_a_stack_set_reaches_its_stacks() {
    let client = bare().await;
    let hub = let_the_hub(&client).await;
    call(&client, &hub, "CreateStackSet", set()).await.ok();
    call(&client, &hub, "CreateStackInstances", instances(ROOT))
        .await
        .ok();
    let mut other = set();
    other["TemplateBody"] = json!(TEMPLATE.replace("iam:ListRoles", "iam:ListPolicies"));
    call(&client, &hub, "UpdateStackSet", other).await.ok();
    let policy = json!({ "RoleName": "reader", "PolicyName": "read" });
    let policy = iam(&client, &hub, "GetRolePolicy", policy).await.ok();
    assert!(policy.body.contains("ListPolicies"), "{}", policy.body);
}

/// Each account with the status of its stack.
async fn instance(client: &Client, account: &str) -> String {
    let hub = operator(client, "222222222222");
    let list = json!({ "StackSetName": "readers", "CallAs": "DELEGATED_ADMIN" });
    let listed = call(client, &hub, "ListStackInstances", list).await.ok();
    let member = listed
        .body
        .split("<member>")
        .find(|one| one.contains(&format!("<Account>{account}<")));
    let (_, status) = member.unwrap().split_once("<DetailedStatus>").unwrap();
    status.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_stack_that_failed_in_an_account_is_tried_again() {
    let account = "999999999999";
    for again in ["CreateStackInstances", "UpdateStackSet"] {
        let client = bare().await;
        let hub = let_the_hub(&client).await;
        let who = operator(&client, account);
        let trust = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": { "AWS": account }, "Action": "sts:AssumeRole" }] });
        let role = json!({ "RoleName": "reader", "AssumeRolePolicyDocument": trust.to_string() });
        iam(&client, &who, "CreateRole", role).await.ok();
        call(&client, &hub, "CreateStackSet", set()).await.ok();
        for _ in 0..2 {
            call(&client, &hub, "CreateStackInstances", instances(ROOT))
                .await
                .ok();
            assert_eq!(instance(&client, account).await, "FAILED");
        }
        let role = json!({ "RoleName": "reader" });
        iam(&client, &who, "DeleteRole", role).await.ok();
        let input = match again {
            "UpdateStackSet" => set(),
            _ => instances(ROOT),
        };
        call(&client, &hub, again, input).await.ok();
        assert_eq!(instance(&client, account).await, "SUCCEEDED", "{again}");
        assert!(has_role(&client, account).await);
    }
}

#[tokio::test]
async fn a_stack_that_somebody_deleted_counts_as_failed_after_an_update() {
    let client = bare().await;
    let hub = let_the_hub(&client).await;
    call(&client, &hub, "CreateStackSet", set()).await.ok();
    for _ in 0..2 {
        call(&client, &hub, "CreateStackInstances", instances(ROOT))
            .await
            .ok();
    }
    let describe = json!({ "StackSetName": "readers", "CallAs": "DELEGATED_ADMIN" });
    let described = call(&client, &hub, "DescribeStackSet", describe).await.ok();
    assert_eq!(
        described.body.matches(ROOT).count(),
        1,
        "{}",
        described.body
    );
    let account = operator(&client, "999999999999");
    let stacks = call(&client, &account, "DescribeStacks", json!({}))
        .await
        .ok();
    let name = json!({ "StackName": stacks.text("StackName") });
    call(&client, &account, "DeleteStack", name).await.ok();
    let operation = call(&client, &hub, "UpdateStackSet", set()).await.ok();
    let describe = json!({
        "StackSetName": "readers",
        "CallAs": "DELEGATED_ADMIN",
        "OperationId": operation.text("OperationId"),
    });
    let described = call(&client, &hub, "DescribeStackSetOperation", describe).await;
    assert_eq!(described.ok().text("Status"), "FAILED");
    assert_eq!(instance(&client, "999999999999").await, "FAILED");
    assert_eq!(instance(&client, "222222222222").await, "SUCCEEDED");
}

#[tokio::test]
async fn policies_see_a_stack_set_as_the_management_account_s_by_name_and_by_id() {
    let client = bare().await;
    let hub = let_the_hub(&client).await;
    let id = call(&client, &hub, "CreateStackSet", set()).await.ok();
    let id = id.text("StackSetId");
    let trust = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "AWS": "222222222222" }, "Action": "sts:AssumeRole" }] });
    let role = json!({ "RoleName": "other", "AssumeRolePolicyDocument": trust.to_string() });
    iam(&client, &hub, "CreateRole", role).await.ok();
    let policy = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Allow", "Action": "cloudformation:*", "Resource": "*" },
        { "Effect": "Deny", "Action": "cloudformation:*",
            "Resource": "arn:aws:cloudformation:*:111111111111:stackset/readers:*" },
    ]});
    let policy = json!({
        "RoleName": "other", "PolicyName": "p", "PolicyDocument": policy.to_string() });
    iam(&client, &hub, "PutRolePolicy", policy).await.ok();
    let role = "arn:aws:iam::222222222222:role/other";
    let other = client.assume(&hub, role).await;
    for name in ["readers", id.as_str()] {
        let describe = json!({ "StackSetName": name, "CallAs": "DELEGATED_ADMIN" });
        let described = call(&client, &hub, "DescribeStackSet", describe.clone()).await;
        described.ok();
        let refused = call(&client, &other, "DescribeStackSet", describe).await;
        refused.fails(403, "AccessDenied");
    }
}
