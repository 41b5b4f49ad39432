//! The trust policy of role pairs, and what happens to trust policies when principals are deleted.

use serde_json::{Value, json};

use super::client::{Client, allow, document, trust};
use crate::{AwsService, Credentials};

const ORGANIZATION: &str = "o-a1b2c3d4e5";

struct Pair {
    client: Client,
    task_account: Credentials,
    task_role: String,
    resource_role: String,
}

/// A task role in a new account, and a resource role that trusts the account and pins the role.
async fn pair() -> Pair {
    let client = Client::start().await;
    let task_account = client.new_account("orders").await;
    let task_role = sound_task_role(&client, &task_account, "task").await;
    let trust = document(json!({
        "Effect": "Allow",
        "Principal": { "AWS": format!("arn:aws:iam::{}:root", task_account.account) },
        "Action": "sts:AssumeRole",
        "Condition": {
            "ArnEquals": { "aws:PrincipalArn": task_role },
            "StringEquals": { "aws:PrincipalOrgID": ORGANIZATION },
        },
    }));
    let resource_role = client
        .new_role(&resource(&client), "resource", trust, None)
        .await;
    Pair {
        client,
        task_account,
        task_role,
        resource_role,
    }
}

fn resource(client: &Client) -> Credentials {
    client
        .sandbox
        .credentials_for(&client.sandbox.options().resource.id)
}

/// A role its own account may assume, and that may assume any role.
async fn sound_task_role(client: &Client, operator: &Credentials, name: &str) -> String {
    let permissions = allow("sts:AssumeRole", "*");
    client
        .new_role(
            operator,
            name,
            trust(operator.account.as_str()),
            Some(permissions),
        )
        .await
}

impl Pair {
    async fn task(&self) -> Credentials {
        self.client
            .assume(&self.task_account, &self.task_role)
            .await
    }
}

#[tokio::test]
async fn the_task_role_may_assume_the_resource_role() {
    let pair = pair().await;
    pair.client
        .assume(&pair.task().await, &pair.resource_role)
        .await;
}

#[tokio::test]
async fn another_role_of_the_account_may_not() {
    let pair = pair().await;
    let other = sound_task_role(&pair.client, &pair.task_account, "other").await;
    let other = pair.client.assume(&pair.task_account, &other).await;
    pair.client
        .try_assume(&other, &pair.resource_role)
        .await
        .fails(403, "AccessDenied");
    pair.client
        .try_assume(&pair.task_account, &pair.resource_role)
        .await
        .fails(403, "AccessDenied");
}

#[tokio::test]
async fn a_role_of_the_same_name_in_another_account_may_not() {
    let pair = pair().await;
    let account = pair.client.new_account("other").await;
    let role = sound_task_role(&pair.client, &account, "task").await;
    let other = pair.client.assume(&account, &role).await;
    pair.client
        .try_assume(&other, &pair.resource_role)
        .await
        .fails(403, "AccessDenied");
}

#[tokio::test]
async fn an_account_that_left_may_not() {
    let pair = pair().await;
    let task = pair.task().await;
    pair.client.assume(&task, &pair.resource_role).await;
    let any_organization = trust(pair.task_account.account.as_str());
    let any_organization = pair
        .client
        .new_role(&resource(&pair.client), "any", any_organization, None)
        .await;
    let left = json!({ "AccountId": pair.task_account.account });
    let removal = pair.client.manage(
        AwsService::Organizations,
        "RemoveAccountFromOrganization",
        left,
    );
    removal.await.ok();
    let refused = pair.client.try_assume(&task, &pair.resource_role).await;
    let refused = refused.fails(403, "AccessDenied");
    let reason = "because no resource-based policy allows";
    assert!(refused.body.contains(reason), "{}", refused.body);
    pair.client.assume(&task, &any_organization).await;
}

#[tokio::test]
async fn the_task_role_needs_a_permission_of_its_own() {
    let pair = pair().await;
    let policy = json!({ "RoleName": "task", "PolicyName": "permissions" });
    pair.client
        .call(
            &pair.task_account,
            AwsService::Iam,
            "DeleteRolePolicy",
            policy,
        )
        .await
        .ok();
    pair.client
        .try_assume(&pair.task().await, &pair.resource_role)
        .await
        .fails(403, "AccessDenied");
}

#[tokio::test]
async fn a_task_role_made_again_is_trusted_again() {
    let pair = pair().await;
    for (operation, input) in [
        (
            "DeleteRolePolicy",
            json!({ "RoleName": "task", "PolicyName": "permissions" }),
        ),
        ("DeleteRole", json!({ "RoleName": "task" })),
    ] {
        pair.client
            .call(&pair.task_account, AwsService::Iam, operation, input)
            .await
            .ok();
    }
    sound_task_role(&pair.client, &pair.task_account, "task").await;
    pair.client
        .assume(&pair.task().await, &pair.resource_role)
        .await;
}

async fn principal_of(client: &Client, name: &str) -> Value {
    let input = json!({ "RoleName": name });
    let reply = client
        .call(&resource(client), AwsService::Iam, "GetRole", input)
        .await
        .ok();
    let text = reply.text("AssumeRolePolicyDocument");
    let text = percent_encoding::percent_decode_str(&text)
        .decode_utf8()
        .unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    document["Statement"][0]["Principal"]["AWS"].clone()
}

#[tokio::test]
async fn a_role_named_as_a_principal_is_the_role_and_not_its_name() {
    let pair = pair().await;
    let client = &pair.client;
    let named = client
        .new_role(&resource(client), "named", trust(&pair.task_role), None)
        .await;
    client.assume(&pair.task().await, &named).await;
    assert_eq!(principal_of(client, "named").await, json!(pair.task_role));
    for (operation, input) in [
        (
            "DeleteRolePolicy",
            json!({ "RoleName": "task", "PolicyName": "permissions" }),
        ),
        ("DeleteRole", json!({ "RoleName": "task" })),
    ] {
        client
            .call(&pair.task_account, AwsService::Iam, operation, input)
            .await
            .ok();
    }
    let dead = principal_of(client, "named").await;
    assert!(dead.as_str().unwrap().starts_with("AROA"), "{dead}");
    sound_task_role(client, &pair.task_account, "task").await;
    client
        .try_assume(&pair.task().await, &named)
        .await
        .fails(403, "AccessDenied");
    assert_eq!(principal_of(client, "named").await, dead);
    let again =
        json!({ "RoleName": "named", "PolicyDocument": trust(&pair.task_role).to_string() });
    client
        .call(
            &resource(client),
            AwsService::Iam,
            "UpdateAssumeRolePolicy",
            again,
        )
        .await
        .ok();
    client.assume(&pair.task().await, &named).await;
}

#[tokio::test]
async fn a_missing_principal_is_refused() {
    let client = Client::start().await;
    for principal in [
        "arn:aws:iam::111111111111:role/none",
        "arn:aws:iam::111111111111:role/wrong/path/rolepair-hub",
        "arn:aws:iam::123123123123:root",
        "123123123123",
        "AROAAAAAAAAAAAAAAAAAA",
        "arn:aws-cn:iam::111111111111:root",
    ] {
        let input =
            json!({ "RoleName": "r", "AssumeRolePolicyDocument": trust(principal).to_string() });
        let reply = client.manage(AwsService::Iam, "CreateRole", input).await;
        let reply = reply.fails(400, "MalformedPolicyDocument");
        let expected = format!("Invalid principal in policy: \"AWS\":\"{principal}\"");
        assert_eq!(reply.text("Message"), expected);
    }
}

#[tokio::test]
async fn a_new_role_is_not_a_principal_until_it_is_seen() {
    let client = Client::start().await;
    client.sandbox.turn(|dials| dials.iam_propagation.reads = 2);
    let operator = client.sandbox.management();
    let arn = client
        .new_role(&operator, "new", trust("111111111111"), None)
        .await;
    let input = json!({ "RoleName": "r", "AssumeRolePolicyDocument": trust(&arn).to_string() });
    for _ in 0..2 {
        let reply = client
            .manage(AwsService::Iam, "CreateRole", input.clone())
            .await;
        reply.fails(400, "MalformedPolicyDocument");
    }
    client
        .manage(AwsService::Iam, "CreateRole", input)
        .await
        .ok();
}

#[tokio::test]
async fn a_role_is_found_before_it_can_be_assumed() {
    let client = Client::start().await;
    client.sandbox.turn(|dials| dials.iam_propagation.reads = 1);
    let operator = client.sandbox.management();
    let arn = client
        .new_role(&operator, "new", trust("111111111111"), None)
        .await;
    client
        .call(
            &operator,
            AwsService::Iam,
            "GetRole",
            json!({ "RoleName": "new" }),
        )
        .await
        .ok();
    client
        .try_assume(&operator, &arn)
        .await
        .fails(403, "AccessDenied");
    client.assume(&operator, &arn).await;
}
