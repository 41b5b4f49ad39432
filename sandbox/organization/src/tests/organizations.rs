use serde_json::{Value, json};

use super::client::{Client, Reply};
use crate::{AwsService, Credentials, Delay};

async fn organizations(client: &Client, operation: &str, input: Value) -> Reply {
    client
        .manage(AwsService::Organizations, operation, input)
        .await
}

fn names(reply: &Reply, list: &str) -> Vec<String> {
    let items = reply.json()[list].as_array().unwrap().clone();
    items
        .iter()
        .map(|item| item["Name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn an_account_exists_some_time_after_its_request() {
    let client = Client::start_with(|dials| dials.account_creation = Delay::Calls(2)).await;
    let input = json!({ "AccountName": "orders", "Email": "orders@example.com" });
    let request = organizations(&client, "CreateAccount", input).await.ok();
    assert_eq!(request.text("State"), "IN_PROGRESS");
    assert!(!request.body.contains("AccountId"), "{}", request.body);
    let describe = json!({ "CreateAccountRequestId": request.text("Id") });
    for state in ["IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED"] {
        let status = organizations(&client, "DescribeCreateAccountStatus", describe.clone())
            .await
            .ok();
        assert_eq!(status.text("State"), state);
    }
    let account = organizations(
        &client,
        "DescribeAccount",
        json!({ "AccountId": "333333333333" }),
    )
    .await
    .ok();
    let account = &account.json()["Account"];
    assert_eq!(
        (&account["State"], &account["Status"]),
        (&json!("ACTIVE"), &json!("ACTIVE"))
    );
    assert_eq!(
        account["Paths"],
        json!(["o-a1b2c3d4e5/r-ab12/333333333333/"])
    );
    assert_eq!(account["JoinedMethod"], "CREATED");
}

#[tokio::test]
async fn an_address_can_be_used_once() {
    let client = Client::start().await;
    client.new_account("orders").await;
    let again = json!({ "AccountName": "other", "Email": "orders@example.com" });
    organizations(&client, "CreateAccount", again).await.ok();
    client.sandbox.idle().await;
    let failed = organizations(
        &client,
        "ListCreateAccountStatus",
        json!({ "States": ["FAILED"] }),
    )
    .await
    .ok();
    assert_eq!(failed.text("FailureReason"), "EMAIL_ALREADY_EXISTS");
    assert!(!failed.body.contains("AccountId"), "{}", failed.body);
}

#[tokio::test]
async fn the_management_account_gets_into_an_account_it_created() {
    let client = Client::start().await;
    let account = client.new_account("orders").await.account;
    let role = format!("arn:aws:iam::{account}:role/OrganizationAccountAccessRole");
    let session = client.assume(&client.sandbox.management(), &role).await;
    client
        .call(&session, AwsService::Iam, "ListRoles", json!({}))
        .await
        .ok();
    let other = client
        .sandbox
        .credentials_for(&"999999999999".parse().unwrap());
    client
        .try_assume(&other, &role)
        .await
        .fails(403, "AccessDenied");
}

#[tokio::test]
async fn the_hub_s_role_appears_after_its_delay() {
    let client = Client::start_with(|dials| dials.hub_role = Delay::Calls(2)).await;
    let account = client.new_account("orders").await.account;
    let role = format!("arn:aws:iam::{account}:role/rolepair-hub-task-account");
    let functions = client.sandbox.function_credentials("pair-account").unwrap();
    for _ in 0..2 {
        client
            .try_assume(&functions, &role)
            .await
            .fails(403, "AccessDenied");
    }
    client.assume(&functions, &role).await;
}

#[tokio::test]
async fn accounts_come_in_pages_and_a_page_may_be_empty() {
    let client = Client::start_with(|dials| {
        dials.page_size = Some(2);
        dials.empty_pages = true;
    })
    .await;
    let (mut all, mut sizes, mut input) = (Vec::new(), Vec::new(), json!({}));
    loop {
        let page = organizations(&client, "ListAccounts", input).await.ok();
        let found = names(&page, "Accounts");
        sizes.push(found.len());
        all.extend(found);
        match page.json().get("NextToken") {
            Some(token) => input = json!({ "NextToken": token }),
            None => break,
        }
    }
    assert_eq!(
        (all, sizes),
        (
            vec!["management".into(), "hub".into(), "shared".into()],
            vec![0, 2, 1]
        )
    );
    for wrong in [
        json!({ "NextToken": "made up" }),
        json!({ "MaxResults": 21 }),
    ] {
        organizations(&client, "ListAccounts", wrong)
            .await
            .fails(400, "InvalidInputException");
    }
}

#[tokio::test]
async fn an_account_moves_between_units() {
    let client = Client::start().await;
    let account = client.new_account("orders").await.account;
    let outer = json!({ "ParentId": "r-ab12", "Name": "outer" });
    let outer = organizations(&client, "CreateOrganizationalUnit", outer)
        .await
        .ok()
        .text("Id");
    let inner = json!({ "ParentId": outer, "Name": "inner" });
    let inner = organizations(&client, "CreateOrganizationalUnit", inner)
        .await
        .ok()
        .text("Id");
    let to = |source: &str, destination: &str| json!({ "AccountId": account, "SourceParentId": source, "DestinationParentId": destination });
    let wrong_source = organizations(&client, "MoveAccount", to(&outer, &inner)).await;
    wrong_source.fails(400, "SourceParentNotFoundException");
    organizations(&client, "MoveAccount", to("r-ab12", &inner))
        .await
        .ok();
    let parents = organizations(&client, "ListParents", json!({ "ChildId": account }))
        .await
        .ok()
        .json();
    assert_eq!(
        parents["Parents"],
        json!([{ "Id": inner, "Type": "ORGANIZATIONAL_UNIT" }])
    );
    let described = organizations(&client, "DescribeAccount", json!({ "AccountId": account }))
        .await
        .ok();
    let path = format!("o-a1b2c3d4e5/r-ab12/{outer}/{inner}/{account}/");
    assert_eq!(described.json()["Account"]["Paths"], json!([path]));
    let below = organizations(
        &client,
        "ListAccountsForParent",
        json!({ "ParentId": inner }),
    )
    .await
    .ok();
    assert_eq!(names(&below, "Accounts"), ["orders"]);
    let units = json!({ "ParentId": outer, "ChildType": "ORGANIZATIONAL_UNIT" });
    let children = organizations(&client, "ListChildren", units)
        .await
        .ok()
        .json();
    assert_eq!(
        children["Children"],
        json!([{ "Id": inner, "Type": "ORGANIZATIONAL_UNIT" }])
    );
    let units = organizations(
        &client,
        "ListOrganizationalUnitsForParent",
        json!({ "ParentId": "r-ab12" }),
    )
    .await;
    assert_eq!(names(&units.ok(), "OrganizationalUnits"), ["outer"]);
}

#[tokio::test]
async fn an_account_joins_by_invitation_only_if_it_accepts() {
    let client = Client::start().await;
    let outsider = client
        .sandbox
        .credentials_for(&"123123123123".parse().unwrap());
    let own = |credentials: Credentials| {
        let client = &client;
        async move {
            client
                .call(
                    &credentials,
                    AwsService::Organizations,
                    "DescribeOrganization",
                    json!({}),
                )
                .await
        }
    };
    own(outsider.clone())
        .await
        .fails(400, "AWSOrganizationsNotInUseException");
    let target = json!({ "Target": { "Type": "ACCOUNT", "Id": "123123123123" } });
    let handshake = organizations(&client, "InviteAccountToOrganization", target.clone())
        .await
        .ok()
        .text("Id");
    let handshake = json!({ "HandshakeId": handshake });
    organizations(&client, "AcceptHandshake", handshake.clone())
        .await
        .fails(400, "AccessDeniedException");
    let accept = client.call(
        &outsider,
        AwsService::Organizations,
        "AcceptHandshake",
        handshake,
    );
    assert_eq!(accept.await.ok().text("State"), "ACCEPTED");
    own(outsider).await.ok();
    let again = organizations(&client, "InviteAccountToOrganization", target).await;
    again.fails(400, "HandshakeConstraintViolationException");
}

#[tokio::test]
async fn only_the_management_account_and_delegates_may_read() {
    let client = Client::start().await;
    let account = client.new_account("orders").await;
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
    list(client.sandbox.function_credentials("backfill").unwrap())
        .await
        .ok();
    list(account.clone())
        .await
        .fails(400, "AccessDeniedException");
    let delegate = json!({ "AccountId": account.account, "ServicePrincipal": "access-analyzer.amazonaws.com" });
    let too_early = organizations(&client, "RegisterDelegatedAdministrator", delegate.clone());
    too_early.await.fails(400, "ConstraintViolationException");
    let enable = json!({ "ServicePrincipal": "access-analyzer.amazonaws.com" });
    organizations(&client, "EnableAWSServiceAccess", enable)
        .await
        .ok();
    organizations(&client, "RegisterDelegatedAdministrator", delegate.clone())
        .await
        .ok();
    list(account.clone()).await.ok();
    let create = json!({ "AccountName": "more", "Email": "more@example.com" });
    let create = client.call(&account, AwsService::Organizations, "CreateAccount", create);
    create.await.fails(400, "AccessDeniedException");
    let again = organizations(&client, "RegisterDelegatedAdministrator", delegate).await;
    again.fails(400, "AccountAlreadyRegisteredException");
}

#[tokio::test]
async fn accounts_have_tags() {
    let client = Client::start().await;
    let create = json!({
        "AccountName": "orders",
        "Email": "orders@example.com",
        "Tags": [{ "Key": "team", "Value": "red" }],
    });
    organizations(&client, "CreateAccount", create).await.ok();
    client.sandbox.idle().await;
    let id = json!({ "ResourceId": "333333333333" });
    let tags = organizations(&client, "ListTagsForResource", id.clone())
        .await
        .ok()
        .json();
    assert_eq!(tags["Tags"], json!([{ "Key": "team", "Value": "red" }]));
    let more =
        json!({ "ResourceId": "333333333333", "Tags": [{ "Key": "stage", "Value": "test" }] });
    organizations(&client, "TagResource", more).await.ok();
    let less = json!({ "ResourceId": "333333333333", "TagKeys": ["team"] });
    organizations(&client, "UntagResource", less).await.ok();
    let tags = organizations(&client, "ListTagsForResource", id)
        .await
        .ok()
        .json();
    assert_eq!(tags["Tags"], json!([{ "Key": "stage", "Value": "test" }]));
    let none = organizations(
        &client,
        "ListTagsForResource",
        json!({ "ResourceId": "123456789012" }),
    )
    .await;
    none.fails(400, "TargetNotFoundException");
}
