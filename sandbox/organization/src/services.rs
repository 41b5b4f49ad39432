//! The services: one module each, one function per operation.

pub(crate) mod cloudformation;
pub(crate) mod dynamodb;
pub(crate) mod ecs;
pub(crate) mod events;
pub(crate) mod iam;
pub(crate) mod organizations;
pub(crate) mod s3;
pub(crate) mod sts;

use serde_json::Value;

use crate::{
    aws_service::AwsService,
    call::Call,
    operation::{Operation, Reply},
    service_error::ServiceError,
    trail_shape,
};

/// The operations a service has.
fn operations(service: AwsService) -> &'static [Operation] {
    match service {
        AwsService::Sts => sts::OPERATIONS,
        AwsService::Iam => iam::OPERATIONS,
        AwsService::Organizations => organizations::OPERATIONS,
        AwsService::Ecs => ecs::OPERATIONS,
        AwsService::DynamoDb => dynamodb::OPERATIONS,
        AwsService::S3 => s3::OPERATIONS,
        AwsService::Events => events::OPERATIONS,
        AwsService::CloudFormation => cloudformation::OPERATIONS,
    }
}

/// The operation of that name, or the error that says there is none.
pub(crate) fn find(service: AwsService, name: &str) -> Result<&'static Operation, ServiceError> {
    operations(service)
        .iter()
        .find(|operation| operation.name == name)
        .ok_or_else(|| ServiceError::unsupported(service, name))
}

/// What a call was about, for the log: a role, an account, a family.
pub(crate) fn subject(call: &Call) -> Option<String> {
    const NAMES: [&str; 12] = [
        "RoleName",
        "RoleArn",
        "AccountId",
        "ResourceId",
        "taskDefinition",
        "family",
        "familyPrefix",
        "TableName",
        "PolicyArn",
        "CreateAccountRequestId",
        "StackName",
        "StackSetName",
    ];
    let member = |name: &&str| call.input.value(name).and_then(Value::as_str);
    NAMES.iter().find_map(member).map(str::to_owned)
}

/// `requestParameters` of the record of a call.
pub(crate) fn trail_parameters(call: &Call) -> Value {
    let mut parameters = Value::Object(call.input.members().clone());
    redact(call, &mut parameters);
    trail_shape::parameters(parameters)
}

/// `responseElements` of the record of a call; nothing for reads and failures.
pub(crate) fn trail_response(
    call: &Call,
    operation: &Operation,
    result: &Result<Reply, ServiceError>,
) -> Value {
    match result {
        Ok(Reply::Output(output)) if operation.kind.is_mutating() => {
            let mut output = output.clone();
            redact(call, &mut output);
            trail_shape::parameters(output)
        }
        _ => Value::Null,
    }
}

/// Hides what CloudTrail hides.
fn redact(call: &Call, parameters: &mut Value) {
    match call.service {
        AwsService::Organizations => organizations::redact(parameters),
        AwsService::Ecs => ecs::redact(parameters),
        AwsService::Sts => sts::redact(parameters),
        // As CloudTrail, which leaves out templates.
        AwsService::CloudFormation => {
            if let Value::Object(members) = parameters {
                members.remove("TemplateBody");
            }
        }
        AwsService::Iam | AwsService::DynamoDb | AwsService::S3 | AwsService::Events => {}
    }
}
