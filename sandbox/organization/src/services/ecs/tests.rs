use serde_json::{Value, json};

use crate::{AwsService::Ecs, Options, Sandbox, test_client::TestClient};

const ACCOUNT: &str = "333333333333";

async fn sandbox() -> (Sandbox, TestClient) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let client = TestClient::operator(&sandbox, ACCOUNT);
    (sandbox, client)
}

fn trust_of_account() -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
        "Action": "sts:AssumeRole",
    }]})
}

fn definition(family: &str) -> Value {
    json!({
        "family": family,
        "memory": "512",
        "containerDefinitions": [{"name": "app", "image": "i", "environment": [{"name": "SECRET", "value": "s3cret"}]}],
    })
}

async fn register(client: &TestClient, definition: Value) -> Result<Value, (String, String)> {
    client.json(Ecs, "RegisterTaskDefinition", definition).await
}

#[tokio::test]
async fn unknown_fields_come_back_exactly_as_they_were_given() {
    let (_sandbox, client) = sandbox().await;
    let mut definition = definition("orders");
    let newer: Value =
        serde_json::from_str(r#"{"b":1.10,"a":12345678901234567890123,"list":[{"x":null}]}"#)
            .unwrap();
    definition["newer"] = newer.clone();
    definition["volumes"] = json!([{"name": "v", "newVolume": newer}]);
    definition["containerDefinitions"][0]["newContainer"] = newer.clone();
    register(&client, definition).await.unwrap();
    let described = client
        .json(
            Ecs,
            "DescribeTaskDefinition",
            json!({"taskDefinition": "orders"}),
        )
        .await
        .unwrap();
    let task = &described["taskDefinition"];
    for place in [
        &task["newer"],
        &task["volumes"][0]["newVolume"],
        &task["containerDefinitions"][0]["newContainer"],
    ] {
        assert_eq!(place.to_string(), newer.to_string());
    }
    assert!(described.get("tags").is_none());
}

#[tokio::test]
async fn a_revision_is_found_by_family_number_and_arn_and_its_number_is_never_used_twice() {
    let (_sandbox, client) = sandbox().await;
    for _ in 0..2 {
        register(&client, definition("orders")).await.unwrap();
    }
    let describe = |reference: &str| {
        let input = json!({"taskDefinition": reference});
        let client = client.clone();
        async move {
            client
                .json(Ecs, "DescribeTaskDefinition", input)
                .await
                .map(|answer| answer["taskDefinition"]["revision"].as_u64().unwrap())
        }
    };
    let arn = format!("arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/orders");
    assert_eq!(describe("orders").await, Ok(2));
    assert_eq!(describe("orders:1").await, Ok(1));
    assert_eq!(describe(&format!("{arn}:1")).await, Ok(1));
    for wrong in [
        "orders:3",
        "nobody",
        &format!("{arn}:9"),
        &arn.replace("eu-west-1", "eu-west-2")
            .replace("orders", "orders:1"),
    ] {
        assert_eq!(
            describe(wrong).await.unwrap_err().0,
            "ClientException",
            "{wrong}"
        );
    }
    for revision in ["orders:2", "orders:1"] {
        let answer = client
            .json(
                Ecs,
                "DeregisterTaskDefinition",
                json!({"taskDefinition": revision}),
            )
            .await
            .unwrap();
        assert_eq!(answer["taskDefinition"]["status"], "INACTIVE");
        assert!(answer["taskDefinition"]["deregisteredAt"].is_number());
    }
    assert!(describe("orders").await.is_err());
    assert_eq!(describe("orders:2").await, Ok(2));
    let next = register(&client, definition("orders")).await.unwrap();
    assert_eq!(next["taskDefinition"]["revision"], 3);
}

#[tokio::test]
async fn lists_come_in_pages_and_in_the_requested_order() {
    let (sandbox, client) = sandbox().await;
    for family in ["orders", "orders-old", "orders", "billing"] {
        register(&client, definition(family)).await.unwrap();
    }
    client
        .json(
            Ecs,
            "DeregisterTaskDefinition",
            json!({"taskDefinition": "orders-old:1"}),
        )
        .await
        .unwrap();
    sandbox.turn(|dials| dials.page_size = Some(1));
    let all = |operation: &'static str, member: &'static str, input: Value| {
        let client = client.clone();
        async move {
            let (mut items, mut input) = (Vec::new(), input);
            loop {
                let page = client.json(Ecs, operation, input.clone()).await.unwrap();
                let names = page[member].as_array().unwrap();
                assert!(names.len() <= 1);
                items.extend(names.iter().map(|name| {
                    name.as_str()
                        .unwrap()
                        .rsplit('/')
                        .next()
                        .unwrap()
                        .to_owned()
                }));
                match page.get("nextToken").and_then(Value::as_str) {
                    Some(token) => input["nextToken"] = json!(token),
                    None => return items,
                }
            }
        }
    };
    let definitions = |input| all("ListTaskDefinitions", "taskDefinitionArns", input);
    assert_eq!(
        definitions(json!({})).await,
        ["billing:1", "orders:1", "orders:2"]
    );
    assert_eq!(
        definitions(json!({"sort": "DESC", "familyPrefix": "orders"})).await,
        ["orders:2", "orders:1"]
    );
    assert_eq!(
        definitions(json!({"status": "INACTIVE"})).await,
        ["orders-old:1"]
    );
    let families = |input| all("ListTaskDefinitionFamilies", "families", input);
    assert_eq!(
        families(json!({})).await,
        ["billing", "orders", "orders-old"]
    );
    assert_eq!(
        families(json!({"status": "ACTIVE", "familyPrefix": "ord"})).await,
        ["orders"]
    );
    assert_eq!(
        families(json!({"status": "INACTIVE"})).await,
        ["orders-old"]
    );
}

#[tokio::test]
async fn accounts_and_regions_do_not_see_each_others_task_definitions() {
    let (sandbox, client) = sandbox().await;
    register(&client, definition("orders")).await.unwrap();
    let other = TestClient::operator(&sandbox, "444444444444");
    for reference in [
        "orders".to_owned(),
        format!("arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/orders:1"),
    ] {
        let error = other
            .json(
                Ecs,
                "DescribeTaskDefinition",
                json!({"taskDefinition": reference}),
            )
            .await
            .unwrap_err();
        assert_eq!(error.0, "ClientException");
    }
}

#[tokio::test]
async fn tags_are_given_at_registration_changed_later_and_never_begin_with_aws() {
    let (_sandbox, client) = sandbox().await;
    let mut tagged = definition("orders");
    tagged["tags"] = json!([{"key": "rolepair:pair", "value": "orders"}]);
    let answer = register(&client, tagged.clone()).await.unwrap();
    assert_eq!(answer["tags"], tagged["tags"]);
    assert!(answer["taskDefinition"].get("tags").is_none());
    let arn = answer["taskDefinition"]["taskDefinitionArn"]
        .as_str()
        .unwrap();
    client
        .json(
            Ecs,
            "TagResource",
            json!({"resourceArn": arn, "tags": [{"key": "b", "value": "2"}]}),
        )
        .await
        .unwrap();
    client
        .json(
            Ecs,
            "UntagResource",
            json!({"resourceArn": arn, "tagKeys": ["rolepair:pair"]}),
        )
        .await
        .unwrap();
    let described = client
        .json(
            Ecs,
            "DescribeTaskDefinition",
            json!({"taskDefinition": arn, "include": ["TAGS"]}),
        )
        .await
        .unwrap();
    assert_eq!(described["tags"], json!([{"key": "b", "value": "2"}]));
    let listed = client
        .json(Ecs, "ListTagsForResource", json!({"resourceArn": arn}))
        .await
        .unwrap();
    assert_eq!(listed["tags"], described["tags"]);
    let mut reserved = definition("orders");
    reserved["tags"] = json!([{"key": "AWS:cloudformation:stack-name", "value": "x"}]);
    assert_eq!(
        register(&client, reserved).await.unwrap_err().0,
        "InvalidParameterException"
    );
}

#[tokio::test]
async fn a_missing_role_is_not_valid() {
    let (_sandbox, client) = sandbox().await;
    for role in [
        "nobody".to_owned(),
        format!("arn:aws:iam::{ACCOUNT}:role/nobody"),
        "arn:aws:iam::999999999999:role/rolepair-hub-resource-account".to_owned(),
    ] {
        let mut definition = definition("orders");
        definition["taskRoleArn"] = json!(role);
        let error = register(&client, definition).await.unwrap_err();
        assert_eq!(
            error,
            ("ClientException".to_owned(), "Role is not valid".to_owned()),
            "{role}"
        );
    }
}

#[tokio::test]
async fn registering_needs_the_action_the_tagging_and_the_passing_of_the_role() {
    let (sandbox, client) = sandbox().await;
    client.create_role("task", trust_of_account(), None).await;
    let all = [
        "ecs:RegisterTaskDefinition",
        "ecs:TagResource",
        "iam:PassRole",
    ];
    for missing in [None, Some(0), Some(1), Some(2)] {
        let actions: Vec<&str> = all
            .iter()
            .enumerate()
            .filter(|(at, _)| Some(*at) != missing)
            .map(|(_, action)| *action)
            .collect();
        let name = format!("deployer-{}", missing.map_or(9, |at| at));
        let statement = json!({"Effect": "Allow", "Action": actions, "Resource": "*"});
        client
            .create_role(&name, trust_of_account(), Some(statement))
            .await;
        let deployer = client
            .assume(&sandbox, &format!("arn:aws:iam::{ACCOUNT}:role/{name}"))
            .await;
        let mut definition = definition("orders");
        definition["taskRoleArn"] = json!(format!("arn:aws:iam::{ACCOUNT}:role/task"));
        definition["tags"] = json!([{"key": "a", "value": "b"}]);
        let result = register(&deployer, definition).await;
        match missing {
            None => assert!(result.is_ok(), "{result:?}"),
            Some(at) => {
                let (code, message) = result.unwrap_err();
                assert_eq!(code, "AccessDeniedException");
                assert!(message.contains(all[at]), "{message}");
            }
        }
    }
}

#[tokio::test]
async fn the_record_of_a_registration_hides_the_environment_and_that_of_a_refusal_says_why() {
    let (sandbox, client) = sandbox().await;
    register(&client, definition("orders")).await.unwrap();
    register(&client, json!({"family": "orders"}))
        .await
        .unwrap_err();
    let records: Vec<Value> = sandbox
        .trail()
        .into_iter()
        .filter(|event| event["detail"]["eventName"] == "RegisterTaskDefinition")
        .collect();
    assert_eq!(records.len(), 2);
    let [registered, refused] = [&records[0], &records[1]];
    assert!(!registered.to_string().contains("s3cret"));
    let detail = &registered["detail"];
    assert_eq!(
        detail["requestParameters"]["containerDefinitions"][0]["environment"],
        super::redaction::HIDDEN
    );
    assert_eq!(
        detail["responseElements"]["taskDefinition"]["containerDefinitions"][0]["environment"],
        super::redaction::HIDDEN
    );
    assert_eq!(
        detail["responseElements"]["taskDefinition"]["taskDefinitionArn"],
        format!("arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/orders:1")
    );
    assert_eq!(
        (
            &registered["source"],
            &registered["account"],
            &registered["region"]
        ),
        (&json!("aws.ecs"), &json!(ACCOUNT), &json!("eu-west-1"))
    );
    assert_eq!(refused["detail"]["errorCode"], "ClientException");
    assert!(refused["detail"]["responseElements"].is_null());
}

#[tokio::test]
async fn operations_on_clusters_and_services_are_refused_as_unsupported() {
    let (_sandbox, client) = sandbox().await;
    for operation in ["CreateCluster", "CreateService", "UpdateService", "RunTask"] {
        let (code, message) = client.json(Ecs, operation, json!({})).await.unwrap_err();
        assert_eq!(code, "UnsupportedOperation");
        assert!(message.contains(operation), "{message}");
    }
}

#[tokio::test]
async fn a_part_of_a_record_that_is_too_large_is_left_out() {
    let (sandbox, client) = sandbox().await;
    let mut large = definition("orders");
    let mapping = json!({"containerPort": 1});
    large["containerDefinitions"][0]["portMappings"] = json!(vec![mapping; 3_000]);
    register(&client, large).await.unwrap();
    let trail = sandbox.trail();
    let detail = &trail.last().unwrap()["detail"];
    assert_eq!(detail["responseElements"]["omitted"], true);
    assert_eq!(detail["requestParameters"]["family"], "orders");
}
