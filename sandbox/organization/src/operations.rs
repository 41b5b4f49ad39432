use crate::{
    aws_service::AwsService,
    operation::Operation,
    service_error::ServiceError,
    services::{cloudformation, dynamodb, ecs, events, iam, organizations, s3, sts},
};

/// The operations a service has.
fn of(service: AwsService) -> &'static [Operation] {
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

/// The operation of that name, or the error that says there is no such operation.
pub(crate) fn find(service: AwsService, name: &str) -> Result<&'static Operation, ServiceError> {
    Operation::find(of(service), name).ok_or_else(|| ServiceError::unsupported(service, name))
}
