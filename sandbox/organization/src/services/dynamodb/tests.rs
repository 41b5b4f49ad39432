use serde_json::{Value, json};

use crate::{AwsService::DynamoDb, Options, Sandbox, test_client::TestClient};

const OWNER: &str = "999999999999";
const OTHER: &str = "333333333333";
const ARN: &str = "arn:aws:dynamodb:eu-west-1:999999999999:table/orders";

/// A table of two items under one partition key and one under another.
async fn sandbox() -> (Sandbox, TestClient) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let owner = TestClient::operator(&sandbox, OWNER);
    let table = json!({
        "TableName": "orders",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "line", "KeyType": "RANGE"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "line", "AttributeType": "N"}],
        "BillingMode": "PAY_PER_REQUEST",
    });
    owner.json(DynamoDb, "CreateTable", table).await.unwrap();
    for (id, line) in [("a", 1), ("a", 2), ("b", 1)] {
        owner
            .json(
                DynamoDb,
                "PutItem",
                json!({"TableName": "orders", "Item": item(id, line)}),
            )
            .await
            .unwrap();
    }
    (sandbox, owner)
}

fn key(id: &str, line: u32) -> Value {
    json!({"id": {"S": id}, "line": {"N": line.to_string()}})
}

fn item(id: &str, line: u32) -> Value {
    let mut item = key(id, line);
    item["what"] = json!({"S": format!("{id}{line}")});
    item
}

#[tokio::test]
async fn an_item_is_put_got_and_deleted_by_its_key() {
    let (_sandbox, owner) = sandbox().await;
    let named = |key: Value| json!({"TableName": ARN, "Key": key});
    let got = owner
        .json(DynamoDb, "GetItem", named(key("a", 2)))
        .await
        .unwrap();
    assert_eq!(got["Item"], item("a", 2));
    assert_eq!(
        owner
            .json(DynamoDb, "GetItem", named(key("c", 1)))
            .await
            .unwrap(),
        json!({})
    );
    owner
        .json(DynamoDb, "DeleteItem", named(key("a", 2)))
        .await
        .unwrap();
    assert_eq!(
        owner
            .json(DynamoDb, "GetItem", named(key("a", 2)))
            .await
            .unwrap(),
        json!({})
    );
    let error = owner
        .json(DynamoDb, "GetItem", named(json!({"id": {"S": "a"}})))
        .await
        .unwrap_err();
    assert_eq!(error.0, "ValidationException");
}

#[tokio::test]
async fn query_and_scan_page_and_query_goes_by_the_key() {
    let (sandbox, owner) = sandbox().await;
    sandbox.turn(|dials| dials.page_size = Some(1));
    let all = |operation: &'static str, input: Value| {
        let owner = owner.clone();
        async move {
            let (mut found, mut input) = (Vec::new(), input);
            loop {
                let page = owner
                    .json(DynamoDb, operation, input.clone())
                    .await
                    .unwrap();
                found.extend(
                    page["Items"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|item| item["what"]["S"].as_str().unwrap().to_owned()),
                );
                match page.get("LastEvaluatedKey") {
                    Some(key) => input["ExclusiveStartKey"] = key.clone(),
                    None => return found,
                }
            }
        }
    };
    assert_eq!(
        all("Scan", json!({"TableName": "orders"})).await,
        ["a1", "a2", "b1"]
    );
    let query = json!({"TableName": "orders", "KeyConditionExpression": "#i = :i", "ExpressionAttributeNames": {"#i": "id"}, "ExpressionAttributeValues": {":i": {"S": "a"}}});
    assert_eq!(all("Query", query.clone()).await, ["a1", "a2"]);
    let mut both = query.clone();
    both["KeyConditionExpression"] = json!("#i = :i AND line = :l");
    both["ExpressionAttributeValues"][":l"] = json!({"N": "2"});
    assert_eq!(all("Query", both).await, ["a2"]);
    for expression in ["line = :i", "id > :i", "begins_with(id, :i)"] {
        let mut other = query.clone();
        other["KeyConditionExpression"] = json!(expression);
        assert_eq!(
            owner.json(DynamoDb, "Query", other).await.unwrap_err().0,
            "ValidationException",
            "{expression}"
        );
    }
}

#[tokio::test]
async fn another_account_is_refused_and_has_no_table_of_that_name() {
    let (sandbox, _owner) = sandbox().await;
    let other = TestClient::operator(&sandbox, OTHER);
    for (operation, input) in [
        ("GetItem", json!({"TableName": ARN, "Key": key("a", 1)})),
        ("PutItem", json!({"TableName": ARN, "Item": item("a", 1)})),
        ("Scan", json!({"TableName": ARN})),
        ("DescribeTable", json!({"TableName": ARN})),
        ("DeleteTable", json!({"TableName": ARN})),
    ] {
        let error = other.json(DynamoDb, operation, input).await.unwrap_err();
        assert_eq!(error.0, "AccessDeniedException", "{operation}");
    }
    let error = other
        .json(
            DynamoDb,
            "GetItem",
            json!({"TableName": "orders", "Key": key("a", 1)}),
        )
        .await
        .unwrap_err();
    assert_eq!(error.0, "ResourceNotFoundException");
}

#[tokio::test]
async fn an_unsupported_parameter_is_refused() {
    let (_sandbox, owner) = sandbox().await;
    for (operation, member, input) in [
        (
            "PutItem",
            "ConditionExpression",
            json!({"TableName": "orders", "Item": item("a", 1), "ConditionExpression": "x"}),
        ),
        (
            "Scan",
            "FilterExpression",
            json!({"TableName": "orders", "FilterExpression": "x"}),
        ),
    ] {
        let (_, message) = owner.json(DynamoDb, operation, input).await.unwrap_err();
        assert!(message.contains(member), "{message}");
    }
    let (code, message) = owner
        .json(DynamoDb, "UpdateItem", json!({}))
        .await
        .unwrap_err();
    assert_eq!(code, "UnsupportedOperation");
    assert!(message.contains("UpdateItem"), "{message}");
}

#[tokio::test]
async fn tables_are_listed_described_and_deleted() {
    let (_sandbox, owner) = sandbox().await;
    let described = owner
        .json(DynamoDb, "DescribeTable", json!({"TableName": "orders"}))
        .await
        .unwrap();
    assert_eq!(
        (
            &described["Table"]["TableStatus"],
            &described["Table"]["TableArn"]
        ),
        (&json!("ACTIVE"), &json!(ARN))
    );
    let again = json!({"TableName": "orders", "KeySchema": [], "AttributeDefinitions": []});
    assert_eq!(
        owner
            .json(DynamoDb, "CreateTable", again)
            .await
            .unwrap_err()
            .0,
        "ResourceInUseException"
    );
    assert_eq!(
        owner.json(DynamoDb, "ListTables", json!({})).await.unwrap()["TableNames"],
        json!(["orders"])
    );
    owner
        .json(DynamoDb, "DeleteTable", json!({"TableName": "orders"}))
        .await
        .unwrap();
    assert_eq!(
        owner.json(DynamoDb, "ListTables", json!({})).await.unwrap()["TableNames"],
        json!([])
    );
}
