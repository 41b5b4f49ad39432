//! Sorts what the SDK reports, once and here: worth another try, a matter for a person, not there,
//! already there.

use std::error::Error;

use aws_sdk_iam::{
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
};
use aws_smithy_runtime_api::http::Response;
use rolepair_reconcile::{PortError, Refusal};
use thiserror::Error;

/// What AWS, or the way to it, answered in the place of a result.
///
/// Its text is everything there is to say, the SDK's own error included, so it names no further
/// source: a chain would say it all twice.
#[derive(Debug, Error)]
#[error("{}", self.text())]
pub struct AwsError {
    /// AWS's code for it, such as `AccessDenied`; none where no answer came.
    pub code: Option<String>,
    /// AWS's words for it.
    pub message: Option<String>,
    /// The id under which AWS Support finds the request.
    pub request_id: Option<String>,
    /// What the SDK made of it: its typed error.
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

/// The sentence of an error and of all that lies under it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(": {error}"));
        source = error.source();
    }
    text
}

/// What an error calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// The same call may succeed later.
    Transient,
    /// The same call will be refused again.
    Refused(Refusal),
}

/// Codes of a condition that passes. The SDK has tried again already, as long as it may.
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
    // Somebody else changes the same thing at this moment.
    "ConcurrentModification",
    "ConcurrentModificationException",
    "EntityTemporarilyUnmodifiable",
    // The session ran out while the request was on its way; the next run has a new one.
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
];

/// ECS gives all of its refusals one code. These it takes back by itself: a family being registered
/// by two callers, and a task role so young that ECS does not see it yet.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html>
const TRANSIENT_MESSAGES: [&str; 2] = [
    "Too many concurrent attempts to create a new revision",
    "Role is not valid",
];

/// What a role cannot be found by, and the account the same.
const MISSING_CODES: [&str; 3] = [
    "NoSuchEntity",
    "NoSuchEntityException",
    "AccountNotFoundException",
];

/// How ECS says that a task definition or its family is not there.
const MISSING_MESSAGE: &str = "Unable to describe task definition";

/// How IAM says that it is the role that does not exist.
const MISSING_ROLE_MESSAGE: &str = "The role with name";

const EXISTS_CODES: [&str; 2] = ["EntityAlreadyExists", "EntityAlreadyExistsException"];

const DENIED_CODES: [&str; 2] = ["AccessDenied", "AccessDeniedException"];

const QUOTA_CODES: [&str; 3] = [
    "LimitExceeded",
    "LimitExceededException",
    "ServiceQuotaExceededException",
];

/// Whether AWS says that what was asked for does not exist.
pub(crate) fn is_missing<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> bool {
    has_code(error, &MISSING_CODES)
        || (has_code(error, &["ClientException"])
            && error.message().is_some_and(|m| m.contains(MISSING_MESSAGE)))
}

/// Whether what does not exist is the role, and not something on it.
pub(crate) fn names_a_role<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> bool {
    error
        .message()
        .is_some_and(|m| m.starts_with(MISSING_ROLE_MESSAGE))
}

/// Whether AWS says that what was to be created exists.
pub(crate) fn is_there_already<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> bool {
    has_code(error, &EXISTS_CODES)
}

/// The error of AssumeRole. The role in a new account may be minutes away, and STS, so as not to
/// tell whether a role exists, says that access is denied: worth another try.
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

/// The error of any other call.
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

/// What an error calls for, wherever it comes from.
pub(crate) fn sort<E: ProvideErrorMetadata>(error: &SdkError<E, Response>) -> Sort {
    let passes = match error {
        SdkError::ConstructionFailure(_) => false,
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            status >= 500
                || status == 429
                || has_code(error, &TRANSIENT_CODES)
                // Whoever is not told of it as a result needs it: it was there, or is on its way.
                || is_missing(error)
                || error
                    .message()
                    .is_some_and(|m| TRANSIENT_MESSAGES.iter().any(|part| m.contains(part)))
        }
        // No answer, or half of one: whether the call had its effect is not known, and does not
        // matter to a run that converges.
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
