//! The few AWS managed policies that the embedded organization knows.

use serde_json::{Value, json};

/// The document of the policy `arn:<partition>:iam::aws:policy/...`, if it is known.
pub(crate) fn document(arn: &str) -> Option<Value> {
    let (_, name) = arn.split_once(":iam::aws:policy/")?;
    let actions = match name {
        "AdministratorAccess" => json!("*"),
        "service-role/AmazonECSTaskExecutionRolePolicy" => json!([
            "ecr:GetAuthorizationToken",
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
            "logs:CreateLogStream",
            "logs:PutLogEvents"
        ]),
        "AmazonS3ReadOnlyAccess" => json!(["s3:Get*", "s3:List*", "s3:Describe*"]),
        "AmazonDynamoDBReadOnlyAccess" => {
            json!([
                "dynamodb:BatchGetItem",
                "dynamodb:Describe*",
                "dynamodb:GetItem",
                "dynamodb:List*",
                "dynamodb:Query",
                "dynamodb:Scan"
            ])
        }
        _ => return None,
    };
    Some(json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": "*" }],
    }))
}
