use serde_json::{Value, json};

use super::client::{Client, Reply, allow, document, trust};
use crate::AwsService;

async fn iam(client: &Client, operation: &str, input: Value) -> Reply {
    client.manage(AwsService::Iam, operation, input).await
}

async fn create(client: &Client, more: Value) -> Reply {
    let mut input = json!({ "RoleName": "role", "AssumeRolePolicyDocument": trust("111111111111").to_string() });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    iam(client, "CreateRole", input).await
}

#[tokio::test]
async fn a_role_is_shown_as_it_was_made() {
    let client = Client::start().await;
    let more = json!({
        "Path": "/rolepair/",
        "Description": "what it is for",
        "MaxSessionDuration": 7_200,
        "Tags": [{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "" }],
    });
    create(&client, more).await.ok();
    let role = iam(&client, "GetRole", json!({ "RoleName": "role" }))
        .await
        .ok();
    assert_eq!(
        role.text("Arn"),
        "arn:aws:iam::111111111111:role/rolepair/role"
    );
    assert_eq!(role.text("Description"), "what it is for");
    assert_eq!(role.text("MaxSessionDuration"), "7200");
    assert_eq!(
        role.text("Tags"),
        "<member><Key>a</Key><Value>1</Value></member><member><Key>b</Key><Value></Value></member>"
    );
    let trust = role.text("AssumeRolePolicyDocument");
    assert!(
        trust.starts_with("%7B%22Version%22%3A%222012-10-17%22"),
        "{trust}"
    );
}

#[tokio::test]
async fn names_that_differ_in_case_are_the_same() {
    let client = Client::start().await;
    create(&client, json!({})).await.ok();
    create(&client, json!({ "RoleName": "ROLE", "Path": "/other/" }))
        .await
        .fails(409, "EntityAlreadyExists");
}

#[tokio::test]
async fn a_malformed_input_is_refused() {
    let client = Client::start().await;
    for wrong in [
        json!({ "RoleName": "a b" }),
        json!({ "RoleName": "r".repeat(65) }),
        json!({ "Path": "rolepair" }),
        json!({ "Description": "it\u{2019}s" }),
        json!({ "MaxSessionDuration": 3_599 }),
        json!({ "Tags": [{ "Key": "a*", "Value": "" }] }),
    ] {
        create(&client, wrong).await.fails(400, "ValidationError");
    }
    for document in [
        json!("{"),
        json!("{}"),
        json!(allow("sts:AssumeRole", "*").to_string()),
        json!(document(json!({ "Effect": "Allow", "Action": "sts:AssumeRole" })).to_string()),
    ] {
        let reply = create(&client, json!({ "AssumeRolePolicyDocument": document })).await;
        reply.fails(400, "MalformedPolicyDocument");
    }
    let list = iam(&client, "ListRoles", json!({})).await.ok();
    let names: Vec<&str> = list.body.split("<RoleName>").skip(1).collect();
    // The roles of rolepair's rules in the management account.
    let is_of_rolepair = |name: &&str| name.starts_with("rolepair-forward-events-");
    assert!(names.iter().all(is_of_rolepair), "{}", list.body);
}

#[tokio::test]
async fn quotas_are_exact_to_the_character() {
    let client = Client::start().await;
    let padded = |size: usize| {
        let document = |sid: &str| {
            document(json!({ "Sid": sid, "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "sts:AssumeRole" }))
                .to_string()
        };
        document(&"s".repeat(size - document("").len()))
    };
    let over = json!({ "AssumeRolePolicyDocument": padded(2_049) });
    create(&client, over).await.fails(409, "LimitExceeded");
    let spaced = padded(2_048).replace(',', " ,\n ");
    create(&client, json!({ "AssumeRolePolicyDocument": spaced }))
        .await
        .ok();
    let update = json!({ "RoleName": "role", "PolicyDocument": padded(2_049) });
    iam(&client, "UpdateAssumeRolePolicy", update)
        .await
        .fails(409, "LimitExceeded");
}

#[tokio::test]
async fn inline_policies_share_one_quota() {
    let client = Client::start().await;
    create(&client, json!({})).await.ok();
    let policy = |size: usize| {
        let of = |name: &str| allow("s3:GetObject", &format!("arn:aws:s3:::{name}")).to_string();
        of(&"b".repeat(size - of("").len()))
    };
    let put = |name: &'static str, size: usize| {
        iam(
            &client,
            "PutRolePolicy",
            json!({ "RoleName": "role", "PolicyName": name, "PolicyDocument": policy(size) }),
        )
    };
    put("one", 10_000).await.ok();
    put("two", 241).await.fails(409, "LimitExceeded");
    put("two", 240).await.ok();
    put("one", 10_000).await.ok();
    let names = iam(&client, "ListRolePolicies", json!({ "RoleName": "role" }))
        .await
        .ok();
    assert_eq!(
        names.text("PolicyNames"),
        "<member>one</member><member>two</member>"
    );
}

#[tokio::test]
async fn an_inline_policy_keeps_its_text() {
    let client = Client::start().await;
    create(&client, json!({})).await.ok();
    let text = "{ \"Version\":\"2012-10-17\",\n\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"} }";
    let put = json!({ "RoleName": "role", "PolicyName": "p", "PolicyDocument": text });
    iam(&client, "PutRolePolicy", put).await.ok();
    let name = json!({ "RoleName": "role", "PolicyName": "p" });
    let shown = iam(&client, "GetRolePolicy", name.clone())
        .await
        .ok()
        .text("PolicyDocument");
    assert_eq!(
        percent_encoding::percent_decode_str(&shown)
            .decode_utf8()
            .unwrap(),
        text
    );
    iam(&client, "DeleteRolePolicy", name.clone()).await.ok();
    iam(&client, "GetRolePolicy", name.clone())
        .await
        .fails(404, "NoSuchEntity");
    iam(&client, "DeleteRolePolicy", name)
        .await
        .fails(404, "NoSuchEntity");
}

#[tokio::test]
async fn a_role_can_only_be_deleted_after_its_policies() {
    let client = Client::start().await;
    create(&client, json!({})).await.ok();
    let policy = json!({ "RoleName": "role", "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" });
    iam(&client, "AttachRolePolicy", policy.clone()).await.ok();
    iam(&client, "DeleteRole", json!({ "RoleName": "role" }))
        .await
        .fails(409, "DeleteConflict");
    let attached = iam(
        &client,
        "ListAttachedRolePolicies",
        json!({ "RoleName": "role" }),
    )
    .await
    .ok();
    assert_eq!(attached.text("PolicyName"), "AmazonS3ReadOnlyAccess");
    iam(&client, "DetachRolePolicy", policy.clone()).await.ok();
    iam(&client, "DetachRolePolicy", policy)
        .await
        .fails(404, "NoSuchEntity");
    iam(&client, "DeleteRole", json!({ "RoleName": "role" }))
        .await
        .ok();
    iam(&client, "GetRole", json!({ "RoleName": "role" }))
        .await
        .fails(404, "NoSuchEntity");
}

#[tokio::test]
async fn an_eleventh_managed_policy_is_one_too_many() {
    let client = Client::start().await;
    create(&client, json!({})).await.ok();
    for number in 0..11 {
        let policy = json!({ "PolicyName": format!("p{number}"), "PolicyDocument": allow("s3:GetObject", "*").to_string() });
        let arn = iam(&client, "CreatePolicy", policy).await.ok().text("Arn");
        let reply = iam(
            &client,
            "AttachRolePolicy",
            json!({ "RoleName": "role", "PolicyArn": arn }),
        )
        .await;
        if number < 10 {
            reply.ok();
        } else {
            reply.fails(409, "LimitExceeded");
        }
    }
    let none = json!({ "RoleName": "role", "PolicyArn": "arn:aws:iam::111111111111:policy/none" });
    iam(&client, "AttachRolePolicy", none)
        .await
        .fails(404, "NoSuchEntity");
}

#[tokio::test]
async fn tags_come_and_go() {
    let client = Client::start().await;
    create(&client, json!({ "Tags": [{ "Key": "a", "Value": "1" }] }))
        .await
        .ok();
    let more = json!({ "RoleName": "role", "Tags": [{ "Key": "a", "Value": "2" }, { "Key": "b", "Value": "3" }] });
    iam(&client, "TagRole", more).await.ok();
    iam(
        &client,
        "UntagRole",
        json!({ "RoleName": "role", "TagKeys": ["b", "c"] }),
    )
    .await
    .ok();
    let tags = iam(&client, "ListRoleTags", json!({ "RoleName": "role" }))
        .await
        .ok();
    assert_eq!(
        tags.text("Tags"),
        "<member><Key>a</Key><Value>2</Value></member>"
    );
    let reserved = json!({ "RoleName": "role", "Tags": [{ "Key": "aws:x", "Value": "" }] });
    iam(&client, "TagRole", reserved)
        .await
        .fails(400, "InvalidInput");
}

#[tokio::test]
async fn lists_come_in_pages_without_tags() {
    let client = Client::start_with(|dials| dials.page_size = Some(2)).await;
    for name in ["a", "b", "c"] {
        let tags = json!([{ "Key": "k", "Value": "v" }]);
        create(
            &client,
            json!({ "RoleName": name, "Path": "/paged/", "Tags": tags }),
        )
        .await
        .ok();
    }
    let below = json!({ "PathPrefix": "/paged/" });
    let first = iam(&client, "ListRoles", below).await.ok();
    assert_eq!(
        (
            first.text("IsTruncated").as_str(),
            first.body.matches("<RoleName>").count()
        ),
        ("true", 2)
    );
    assert!(!first.body.contains("<Tags>"), "{}", first.body);
    let second = iam(
        &client,
        "ListRoles",
        json!({ "PathPrefix": "/paged/", "Marker": first.text("Marker") }),
    )
    .await
    .ok();
    assert_eq!(
        (
            second.text("IsTruncated").as_str(),
            second.text("RoleName").as_str()
        ),
        ("false", "c")
    );
    iam(&client, "ListRoles", json!({ "Marker": "made up" }))
        .await
        .fails(400, "ValidationError");
}

#[tokio::test]
async fn accounts_do_not_see_each_other_s_roles() {
    let client = Client::start().await;
    create(&client, json!({})).await.ok();
    let other = client
        .sandbox
        .credentials_for(&"999999999999".parse().unwrap());
    let get = client.call(
        &other,
        AwsService::Iam,
        "GetRole",
        json!({ "RoleName": "role" }),
    );
    get.await.fails(404, "NoSuchEntity");
}

#[tokio::test]
async fn the_summary_has_the_quotas() {
    let client = Client::start().await;
    let summary = iam(&client, "GetAccountSummary", json!({})).await.ok();
    let entry = "<entry><key>AssumeRolePolicySizeQuota</key><value>2048</value></entry>";
    assert!(summary.body.contains(entry), "{}", summary.body);
}

#[tokio::test]
async fn a_failed_call_changes_nothing() {
    let client = Client::start().await;
    create(&client, json!({})).await.ok();
    let before = iam(&client, "GetRole", json!({ "RoleName": "role" }))
        .await
        .ok()
        .text("Role");
    let missing = trust("arn:aws:iam::111111111111:role/none").to_string();
    let update = json!({ "RoleName": "role", "PolicyDocument": missing });
    iam(&client, "UpdateAssumeRolePolicy", update)
        .await
        .fails(400, "MalformedPolicyDocument");
    let boundary = json!({ "RoleName": "role", "PermissionsBoundary": "arn:aws:iam::111111111111:policy/none" });
    iam(&client, "PutRolePermissionsBoundary", boundary)
        .await
        .fails(404, "NoSuchEntity");
    let after = iam(&client, "GetRole", json!({ "RoleName": "role" }))
        .await
        .ok()
        .text("Role");
    assert_eq!(before, after);
}
