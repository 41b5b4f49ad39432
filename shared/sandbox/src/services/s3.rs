//! Operations of s3.

use crate::operation::Operation;

pub(crate) const OPERATIONS: &[Operation] = &[];

/// What the service holds, all accounts and Regions.
#[derive(Debug, Default)]
pub(crate) struct State {}

/// The operation a request asks for, and its input (`Bucket`, `Key`, ...).
pub(crate) fn route(
    request: &crate::exchange::Request,
) -> Result<(String, serde_json::Map<String, serde_json::Value>), crate::service_error::ServiceError>
{
    let name = format!("{} {}", request.method, request.path);
    Err(crate::service_error::ServiceError::unsupported(
        crate::aws_service::AwsService::S3,
        &name,
    ))
}
