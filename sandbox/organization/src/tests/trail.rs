use serde_json::{Value, json};

use super::client::{Client, trust};
use crate::AwsService;

fn named<'a>(trail: &'a [Value], name: &str) -> Vec<&'a Value> {
    trail
        .iter()
        .filter(|event| event["detail"]["eventName"] == name)
        .collect()
}

#[tokio::test]
async fn a_new_account_is_in_three_events_and_the_first_has_no_id() {
    let client = Client::start().await;
    client.new_account("orders").await;
    let trail = client.sandbox.trail();
    let names: Vec<&Value> = trail
        .iter()
        .map(|event| &event["detail"]["eventName"])
        .collect();
    assert_eq!(
        names,
        [
            "CreateAccount",
            "CreateAccountResult",
            "AccountJoinedOrganization"
        ]
    );
    let [call, result, joined] = trail.as_slice() else {
        panic!()
    };
    for event in &trail {
        assert_eq!(
            (&event["account"], &event["region"]),
            (&json!("111111111111"), &json!("us-east-1"))
        );
        assert_eq!(event["source"], "aws.organizations");
    }
    assert_eq!(call["detail-type"], "AWS API Call via CloudTrail");
    assert_eq!(
        call["detail"]["requestParameters"],
        json!({ "accountName": "****", "email": "****" })
    );
    assert!(!call.to_string().contains("333333333333"), "{call}");
    assert_eq!(result["detail-type"], "AWS Service Event via CloudTrail");
    let status = &result["detail"]["serviceEventDetails"]["createAccountStatus"];
    assert_eq!(
        (&status["state"], &status["accountId"]),
        (&json!("SUCCEEDED"), &json!("333333333333"))
    );
    assert_eq!(
        result["detail"]["userIdentity"],
        json!({ "accountId": "111111111111", "invokedBy": "organizations.amazonaws.com" })
    );
    let details = &joined["detail"]["serviceEventDetails"];
    assert_eq!(
        (&details["accountId"], &details["joinedMethod"]),
        (&json!("333333333333"), &json!("CREATED"))
    );
}

#[tokio::test]
async fn a_record_says_who_did_what_with_which_role() {
    let client = Client::start().await;
    let account = client.new_account("orders").await;
    let functions = client.sandbox.function_credentials("pair-account").unwrap();
    let role = format!(
        "arn:aws:iam::{}:role/rolepair-hub-task-account",
        account.account
    );
    let session = client.assume(&functions, &role).await;
    let trust = trust(account.account.as_str()).to_string();
    let boundary = format!(
        "arn:aws:iam::{}:policy/rolepair/rolepair-boundary",
        account.account
    );
    let input = json!({
        "RoleName": "rolepair-made",
        "Path": "/rolepair/",
        "AssumeRolePolicyDocument": trust,
        "PermissionsBoundary": boundary,
        "Tags": [{ "Key": "rolepair:managed-by", "Value": "rolepair" }],
    });
    client
        .call(&session, AwsService::Iam, "CreateRole", input.clone())
        .await
        .ok();
    client
        .call(&session, AwsService::Iam, "CreateRole", input)
        .await
        .fails(409, "EntityAlreadyExists");
    let trail = client.sandbox.trail();
    let [made, again] = named(&trail, "CreateRole")[..] else {
        panic!("{trail:?}")
    };
    assert_eq!(
        (&made["account"], &made["region"]),
        (&json!("333333333333"), &json!("us-east-1"))
    );
    let detail = &made["detail"];
    assert_eq!(detail["userIdentity"]["type"], "AssumedRole");
    assert_eq!(
        detail["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"],
        json!(role)
    );
    assert_eq!(detail["requestParameters"]["roleName"], "rolepair-made");
    assert_eq!(
        detail["responseElements"]["role"]["arn"],
        "arn:aws:iam::333333333333:role/rolepair/rolepair-made"
    );
    assert_eq!(
        (&detail["readOnly"], &detail["recipientAccountId"]),
        (&json!(false), &json!("333333333333"))
    );
    assert_eq!(detail.get("errorCode"), None);
    assert_eq!(again["detail"]["errorCode"], "EntityAlreadyExists");
    assert_eq!(again["detail"]["responseElements"], Value::Null);
}

#[tokio::test]
async fn reads_are_recorded_only_on_request() {
    let client = Client::start().await;
    let list = || client.manage(AwsService::Iam, "ListRoles", json!({}));
    list().await.ok();
    assert!(client.sandbox.trail().is_empty());
    client.sandbox.turn(|dials| dials.trail_reads = true);
    list().await.ok();
    let trail = client.sandbox.trail();
    let [looked] = named(&trail, "ListRoles")[..] else {
        panic!("{trail:?}")
    };
    assert_eq!(looked["detail"]["readOnly"], true);
}

#[tokio::test]
async fn a_refused_call_is_recorded_as_access_denied_in_every_protocol() {
    let client = Client::start().await;
    let account = client.new_account("orders").await;
    let input = json!({ "AccountName": "more", "Email": "more@example.com" });
    let refused = client
        .call(&account, AwsService::Organizations, "CreateAccount", input)
        .await;
    refused.fails(400, "AccessDeniedException");
    let trail = client.sandbox.trail();
    assert_eq!(trail.last().unwrap()["detail"]["errorCode"], "AccessDenied");
}

#[tokio::test]
async fn no_record_holds_a_secret() {
    let client = Client::start().await;
    client.sandbox.turn(|dials| dials.trail_reads = true);
    let operator = client.sandbox.management();
    let role = client
        .new_role(&operator, "r", trust("111111111111"), None)
        .await;
    let session = client.assume(&operator, &role).await;
    let trail = Value::Array(client.sandbox.trail()).to_string();
    for secret in [&session.secret_access_key, &operator.secret_access_key] {
        assert!(!trail.contains(secret.as_str()));
    }
}
