//! Sorts the errors of the SDK, in this one place: worth another try, for a person, not there, or
//! already there.

use std::error::Error;

use aws_sdk_iam::{
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
};
use aws_smithy_runtime_api::http::Response;
use rolepair_reconcile::{PortError, Refusal};
use thiserror::Error;

/// An error of AWS, or of the connection to it.
///
/// Its text already includes the SDK's own error, so it names no further source: a chain of errors
/// would repeat it.
#[derive(Debug, Error)]
#[error("{}", self.text())]
pub struct AwsError {
    /// AWS's code, such as `AccessDenied`; none if no answer came.
    pub code: Option<String>,
    /// AWS's message.
    pub message: Option<String>,
    /// The id by which AWS Support finds the request.
    pub request_id: Option<String>,
    /// The SDK's typed error.
    pub original: Box<dyn Error + Send + Sync>,
}

impl AwsError {
    fn text(&self) -> String {
        let mut text = match (&self.code, &self.message) {
            (Some(code), Some(message)) => format!("`{code}`: {message}"),
            (Some(code), None) => format!("`{code}`"),
            (None, _) => chain(self.original.as_ref()),
        };
        if let Some(id) = &self.request_id {
            text.push_str(&format!(" (request id {id})"));
        }
        text.replace(|c: char| c.is_control(), " ")
    }
}

/// The text of an error and of each of its sources.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

/// What to do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// The same call may succeed later.
    Transient,
    /// The same call will be refused again.
    Refused(Refusal),
}

/// Codes of conditions that pass. The SDK has used up its own retries by then.
const TRANSIENT_CODES: [&str; 22] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException.Throttling",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "RequestTimeoutException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "TransactionInProgressException",
    // Another caller is changing the same thing.
    "ConcurrentModification",
    "ConcurrentModificationException",
    "EntityTemporarilyUnmodifiable",
    // The session expired while the request was on its way. The next run has a new one.
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
];

/// ECS gives all its refusals the same code. These refusals pass: two callers register one family at the
/// same time, or the task role is so new that ECS does not see it yet.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html>
const TRANSIENT_MESSAGES: [&str; 2] = [
    "Too many concurrent attempts to create a new revision",
    "Role is not valid",
];

/// Codes that mean the role, or the account, does not exist.
const MISSING_CODES: [&str; 3] = [
    "NoSuchEntity",
    "NoSuchEntityException",
    "AccountNotFoundException",
];

/// ECS's message when a task definition or its family does not exist.
const MISSING_MESSAGE: &str = "Unable to describe task definition";

/// The start of IAM's message when it is the role that does not exist.
const MISSING_ROLE_MESSAGE: &str = "The role with name";

const EXISTS_CODES: [&str; 2] = ["EntityAlreadyExists", "EntityAlreadyExistsException"];

const DENIED_CODES: [&str; 2] = ["AccessDenied", "AccessDeniedException"];

const QUOTA_CODES: [&str; 3] = [
    "LimitExceeded",
    "LimitExceededException",
    "ServiceQuotaExceededException",
];

/// Whether AWS says that something does not exist.
pub(crate) fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> bool {
    has_code(error, &MISSING_CODES)
        || (has_code(error, &["ClientException"])
            && error.message().is_some_and(|m| m.contains(MISSING_MESSAGE)))
}

/// Whether it is the role that does not exist, and not a policy of it.
pub(crate) fn names_a_role<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> bool {
    error
        .message()
        .is_some_and(|m| m.starts_with(MISSING_ROLE_MESSAGE))
}

/// Whether AWS says that the thing to create exists already.
pub(crate) fn is_there_already<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> bool {
    has_code(error, &EXISTS_CODES)
}

/// Sorts an error of AssumeRole. The role in a new account may appear minutes later, and until then STS
/// says that access is denied, since it does not reveal whether a role exists. So that is worth
/// another try.
pub(crate) fn not_yet<E>(operation: &'static str, error: SdkError<E, Response>) -> PortError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    if has_code(&error, &DENIED_CODES) {
        PortError::transient(operation, aws_error(error))
    } else {
        sorted(operation, error)
    }
}

/// Sorts an error of any other call.
pub(crate) fn sorted<E>(operation: &'static str, error: SdkError<E, Response>) -> PortError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    match sort(&error) {
        Sort::Transient => PortError::transient(operation, aws_error(error)),
        Sort::Refused(reason) => PortError::refused_for(reason, operation, aws_error(error)),
    }
}

fn aws_error<E>(error: SdkError<E, Response>) -> AwsError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let owned = |text: Option<&str>| text.map(str::to_owned);
    AwsError {
        code: owned(error.code()),
        message: owned(error.message()),
        request_id: owned(error.request_id()),
        original: Box::new(error),
    }
}

/// What to do about an error, whichever call it comes from.
pub(crate) fn sort<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> Sort {
    let passes = match error {
        SdkError::ConstructionFailure(_) => false,
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            status >= 500
                || status == 429
                || has_code(error, &TRANSIENT_CODES)
                // A caller that has no result for a missing thing needs it: it was deleted just now,
                // or will appear soon.
                || is_missing(error)
                || error
                    .message()
                    .is_some_and(|m| TRANSIENT_MESSAGES.iter().any(|part| m.contains(part)))
        }
        // No answer, or a part of one. Whether the call had its effect is unknown, and does not matter
        // to a run that converges.
        _ => true,
    };
    if passes {
        Sort::Transient
    } else {
        Sort::Refused(reason(error))
    }
}

fn reason<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> Refusal {
    if has_code(error, &DENIED_CODES) {
        Refusal::AccessDenied
    } else if has_code(error, &QUOTA_CODES) {
        Refusal::Quota
    } else {
        Refusal::Other
    }
}

fn has_code<E: ProvideErrorMetadata>(error: &SdkError<E, Response>, codes: &[&str]) -> bool {
    error.code().is_some_and(|code| codes.contains(&code))
}

#[cfg(test)]
mod tests;
