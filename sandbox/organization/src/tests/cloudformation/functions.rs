use std::io::{Cursor, Write};

use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{bare, call, iam, operator};
use crate::{AwsService::S3, test_client::TestClient, tests::client::Client};

const HUB: &str = "222222222222";
const OTHER: &str = "999999999999";

/// A function with its layer, its queue, and the rule that fills the queue.
const TEMPLATE: &str = r#"
Resources:
  Bus:
    Type: AWS::Events::EventBus
    Properties: {Name: own}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {source: [aws.ecs]}
      Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: own}
  Layer:
    Type: AWS::Lambda::LayerVersion
    Properties:
      LayerName: own
      Content: {S3Bucket: code, S3Key: layer}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: own
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: poll
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{Effect: Allow, Action: "sqs:*", Resource: !GetAtt Queue.Arn}]
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: own
      Role: !GetAtt Role.Arn
      Layers: [!Ref Layer]
      Code: {S3Bucket: code, S3Key: function}
  Source:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Function
      EventSourceArn: !GetAtt Queue.Arn
"#;

fn zip() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("bootstrap", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(b"#!/bin/sh\nexit 1\n").unwrap();
    zip.finish().unwrap().into_inner()
}

async fn put(who: &TestClient, path: &str, body: impl Into<bytes::Bytes>) {
    let put = who.send(S3, "PUT", path, &[], body).await;
    assert!(put.status.is_success(), "{}", put.text());
}

/// A bucket `code` of `owner` with the objects of the template.
async fn with_code(owner: &str) -> (Client, TestClient) {
    let client = bare().await;
    let owner = TestClient::operator(&client.sandbox, owner);
    put(&owner, "/code", "").await;
    for key in ["function", "layer"] {
        put(&owner, &format!("/code/{key}"), zip()).await;
    }
    put(&owner, "/code/text", "no zip").await;
    (client, owner)
}

/// The final status of a stack of the template in an account, and the reason.
async fn end(client: &Client, account: &str, template: &str) -> (String, String) {
    let who = operator(client, account);
    let input = json!({
        "StackName": "f",
        "TemplateBody": template,
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    });
    call(client, &who, "CreateStack", input).await.ok();
    let stack = call(client, &who, "DescribeStacks", json!({ "StackName": "f" })).await;
    let stack = stack.ok();
    (stack.text("StackStatus"), stack.text("StackStatusReason"))
}

#[tokio::test]
async fn a_function_with_everything_it_needs_is_made() {
    let (client, _) = with_code(HUB).await;
    let (status, reason) = end(&client, HUB, TEMPLATE).await;
    assert_eq!((status.as_str(), reason.as_str()), ("CREATE_COMPLETE", ""));
}

#[tokio::test]
async fn a_function_that_would_not_run_fails_the_stack_with_the_reason() {
    let (client, _) = with_code(HUB).await;
    let foreign = format!("\"arn:aws:iam::{OTHER}:role/OrganizationAccountAccessRole\"");
    for (from, to, why) in [
        (
            "!GetAtt Role.Arn",
            foreign.as_str(),
            "Cross-account pass role",
        ),
        ("S3Key: function", "S3Key: text", "is not a zip file"),
        ("S3Key: layer", "S3Key: text", "is not a zip file"),
        ("S3Key: layer", "S3Key: gone", "NoSuchKey"),
        (
            "Layers: [!Ref Layer]",
            "Layers: [other]",
            "is not in its stack",
        ),
        (
            "{source: [aws.ecs]}",
            "{source: []}",
            "pattern is not valid",
        ),
        (
            "EventBusName: !Ref Bus",
            "Name: r",
            "is not on a bus of its stack",
        ),
        (
            "EventBusName: !Ref Bus",
            "EventBusName: other",
            "is not on a bus of its stack",
        ),
        (
            "\"sqs:*\"",
            "\"sqs:Send*\"",
            "permissions to call ReceiveMessage on SQS",
        ),
        (
            "FunctionName: !Ref Function",
            "FunctionName: other",
            "is not in its stack",
        ),
    ] {
        assert!(TEMPLATE.contains(from), "{from}");
        let (status, reason) = end(&client, HUB, &TEMPLATE.replace(from, to)).await;
        assert_eq!(status, "ROLLBACK_COMPLETE", "{to}: {reason}");
        assert!(reason.contains(why), "{to}: {reason}");
        let hub = operator(&client, HUB);
        call(&client, &hub, "DeleteStack", json!({ "StackName": "f" }))
            .await
            .ok();
    }
}

#[tokio::test]
async fn functions_run_in_the_hub_account_only() {
    let (client, _) = with_code(OTHER).await;
    let (status, reason) = end(&client, OTHER, TEMPLATE).await;
    assert_eq!(status, "ROLLBACK_COMPLETE");
    assert!(
        reason.contains("in the hub account 222222222222"),
        "{reason}"
    );
}

#[tokio::test]
async fn code_of_another_account_needs_its_bucket_policy() {
    let (client, owner) = with_code(OTHER).await;
    let (status, reason) = end(&client, HUB, TEMPLATE).await;
    assert_eq!(status, "ROLLBACK_COMPLETE");
    assert!(reason.contains("S3 Error Code: AccessDenied"), "{reason}");
    let hub = operator(&client, HUB);
    call(&client, &hub, "DeleteStack", json!({ "StackName": "f" }))
        .await
        .ok();
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": HUB}, "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::code/*",
    }]});
    put(&owner, "/code?policy", policy.to_string()).await;
    let (status, reason) = end(&client, HUB, TEMPLATE).await;
    assert_eq!((status.as_str(), reason.as_str()), ("CREATE_COMPLETE", ""));
}

#[tokio::test]
async fn a_role_passed_to_a_service_is_in_the_stack_s_own_account() {
    let client = bare().await;
    let hub = operator(&client, HUB);
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": HUB}, "Action": "sts:AssumeRole" }]});
    let role = json!({"RoleName": "r", "AssumeRolePolicyDocument": trust.to_string()});
    iam(&client, &hub, "CreateRole", role).await.ok();
    let role = format!("arn:aws:iam::{HUB}:role/r");
    for resource in [
        "{Type: AWS::Events::Rule, Properties: {EventPattern: {source: [s]}, Targets: [{Id: a, Arn: b, RoleArn: ROLE}]}}",
        "{Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: ROLE}}",
        "{Type: AWS::Scheduler::Schedule, Properties: {Target: {RoleArn: ROLE}}}",
    ] {
        for (role, expected) in [
            (
                format!("arn:aws:iam::{OTHER}:role/OrganizationAccountAccessRole"),
                "ROLLBACK_COMPLETE",
            ),
            (format!("arn:aws:iam::{HUB}:role/gone"), "ROLLBACK_COMPLETE"),
            (role.clone(), "CREATE_COMPLETE"),
        ] {
            let resource = resource.replace("ROLE", &format!("\"{role}\""));
            let template = format!("Resources:\n  One: {resource}\n");
            let (status, reason) = end(&client, HUB, &template).await;
            assert_eq!(status, expected, "{resource}: {reason}");
            call(&client, &hub, "DeleteStack", json!({ "StackName": "f" }))
                .await
                .ok();
        }
    }
}
