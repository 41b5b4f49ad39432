use serde_json::Value;
use thiserror::Error;

use crate::aws_service::{AwsService, Protocol};

/// What a service answers instead of a result, with the code and the status of the real service.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{code}: {message}")]
pub(crate) struct ServiceError {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The code SDKs turn into a type.
    pub(crate) code: String,
    /// The sentence for people.
    pub(crate) message: String,
    /// Further members of the error's shape, such as `Reason`.
    pub(crate) members: Vec<(String, Value)>,
}

impl ServiceError {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            members: Vec::new(),
        }
    }

    /// The error with one more member.
    pub(crate) fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.push((member.to_owned(), value.into()));
        self
    }

    /// The caller may not do this. Each protocol has its own code for it.
    pub(crate) fn access_denied(service: AwsService, message: impl Into<String>) -> Self {
        match service.protocol() {
            Protocol::Json { .. } => Self::new(400, "AccessDeniedException", message),
            Protocol::Query { .. } | Protocol::RestXml => Self::new(403, "AccessDenied", message),
        }
    }

    /// The input is not of the operation's shape.
    pub(crate) fn invalid_input(service: AwsService, message: impl Into<String>) -> Self {
        match service {
            AwsService::Organizations => Self::new(400, "InvalidInputException", message),
            AwsService::Ecs => Self::new(400, "InvalidParameterException", message),
            AwsService::DynamoDb | AwsService::Events => {
                Self::new(400, "ValidationException", message)
            }
            AwsService::S3 => Self::new(400, "InvalidRequest", message),
            AwsService::Sts | AwsService::Iam | AwsService::CloudFormation => {
                Self::new(400, "ValidationError", message)
            }
        }
    }

    /// The embedded organization has no such operation.
    pub(crate) fn unsupported(service: AwsService, operation: &str) -> Self {
        Self::new(
            501,
            "UnsupportedOperation",
            format!(
                "the embedded organization does not know the operation `{operation}` of `{}`",
                service.name()
            ),
        )
    }

    /// Too many calls.
    pub(crate) fn throttled(service: AwsService) -> Self {
        let code = match service {
            AwsService::Sts | AwsService::Iam | AwsService::CloudFormation => "Throttling",
            AwsService::Organizations => "TooManyRequestsException",
            AwsService::Ecs | AwsService::Events => "ThrottlingException",
            AwsService::DynamoDb => "ProvisionedThroughputExceededException",
            AwsService::S3 => {
                return Self::new(503, "SlowDown", "Please reduce your request rate.");
            }
        };
        Self::new(400, code, "Rate exceeded")
    }

    /// The service broke, as the dials ask for.
    pub(crate) fn internal(service: AwsService) -> Self {
        Self::broken(service, "an internal error, as the dials ask for")
    }

    /// The service broke: a session that must exist is missing.
    pub(crate) fn no_session(service: AwsService) -> Self {
        Self::broken(service, "the session of the role is missing")
    }

    fn broken(service: AwsService, message: &str) -> Self {
        let code = match service {
            AwsService::Sts | AwsService::Iam => "ServiceFailure",
            AwsService::CloudFormation => "InternalFailure",
            AwsService::Organizations => "ServiceException",
            AwsService::Ecs => "ServerException",
            AwsService::DynamoDb => "InternalServerError",
            AwsService::S3 => "InternalError",
            AwsService::Events => "InternalException",
        };
        Self::new(500, code, message)
    }
}

impl ServiceError {
    /// The code as CloudTrail writes it: `AccessDenied` in every protocol.
    pub(crate) fn trail_code(&self) -> &str {
        match self.code.as_str() {
            "AccessDeniedException" => "AccessDenied",
            code => code,
        }
    }
}
