//! Stacks and StackSets where rolepair is not installed.

mod failures;
mod functions;
mod stack_sets;
mod stacks;

use serde_json::{Value, json};

use super::client::{Client, Reply};
use crate::{AwsService, Credentials, Options};

/// A role with an inline policy and a separate policy, and a queue.
const TEMPLATE: &str = r#"
Parameters:
  Table: {Type: String, AllowedPattern: "^[a-z]+$"}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: reader
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: iam:ListRoles, Resource: "*"}
  More:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: more
      Roles: [!Ref Role]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Action: dynamodb:GetItem, Resource: !Sub "arn:${AWS::Partition}:dynamodb:*:*:table/${Table}"}
  Queue:
    Type: AWS::SQS::Queue
Outputs:
  Role: {Value: !GetAtt Role.Arn}
"#;

async fn bare() -> Client {
    let mut options = Options {
        installed: false,
        ..Options::default()
    };
    options.dials.account_creation = crate::Delay::Milliseconds(0);
    Client::start_as(options).await
}

fn operator(client: &Client, account: &str) -> Credentials {
    client.sandbox.credentials_for(&account.parse().unwrap())
}

async fn call(client: &Client, who: &Credentials, operation: &str, input: Value) -> Reply {
    client
        .call(who, AwsService::CloudFormation, operation, input)
        .await
}

async fn iam(client: &Client, who: &Credentials, operation: &str, input: Value) -> Reply {
    client.call(who, AwsService::Iam, operation, input).await
}

fn stack(template: &str) -> Value {
    json!({
        "StackName": "s",
        "TemplateBody": template,
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Parameters": [{ "ParameterKey": "Table", "ParameterValue": "orders" }],
    })
}

async fn create(client: &Client, template: &str) -> Reply {
    let hub = operator(client, "222222222222");
    call(client, &hub, "CreateStack", stack(template)).await
}

async fn status(client: &Client) -> String {
    let hub = operator(client, "222222222222");
    let described = call(client, &hub, "DescribeStacks", json!({ "StackName": "s" })).await;
    described.ok().text("StackStatus")
}
