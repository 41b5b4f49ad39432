use aws_runtime::retries::classifiers::{THROTTLING_ERRORS, TRANSIENT_ERRORS};
use aws_sdk_iam::error::ErrorMetadata;
use aws_smithy_runtime_api::{client::result::ConnectorError, http::StatusCode};
use aws_smithy_types::body::SdkBody;

use super::*;

/// A service's error, with the parts that are looked at for sorting.
#[derive(Debug, Error)]
#[error("service said no")]
struct Said(ErrorMetadata);

impl ProvideErrorMetadata for Said {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

fn response(status: u16) -> Response {
    let mut response = Response::new(
        StatusCode::try_from(status).unwrap(),
        SdkBody::from("the answer"),
    );
    response.headers_mut().insert("x-amzn-requestid", "r-1");
    response
}

fn said(status: u16, code: &str, message: &str) -> SdkError<Said, Response> {
    let metadata = ErrorMetadata::builder().code(code).message(message).build();
    SdkError::service_error(Said(metadata), response(status))
}

#[test]
fn every_error_of_a_service_is_sorted() {
    use Refusal::{AccessDenied, Other, Quota};
    use Sort::{Refused, Transient};
    for (status, code, message, expected) in [
        (400, "Throttling", "Rate exceeded", Transient),
        (400, "ThrottlingException", "Rate exceeded", Transient),
        (400, "TooManyRequestsException", "", Transient),
        (429, "AnythingAtAll", "", Transient),
        (500, "ServiceFailure", "", Transient),
        (503, "ServiceUnavailable", "", Transient),
        (409, "ConcurrentModification", "", Transient),
        (409, "ConcurrentModificationException", "", Transient),
        (409, "EntityTemporarilyUnmodifiable", "", Transient),
        (403, "ExpiredToken", "", Transient),
        (404, "NoSuchEntity", "Policy p was not found", Transient),
        (
            400,
            "ClientException",
            "Too many concurrent attempts to create a new revision of the specified family.",
            Transient,
        ),
        (400, "ClientException", "Role is not valid", Transient),
        (
            400,
            "ClientException",
            "No Fargate configuration exists",
            Refused(Other),
        ),
        (
            403,
            "AccessDenied",
            "User is not authorized",
            Refused(AccessDenied),
        ),
        (
            400,
            "AccessDeniedException",
            "User is not authorized",
            Refused(AccessDenied),
        ),
        (
            400,
            "MalformedPolicyDocument",
            "Syntax errors in policy",
            Refused(Other),
        ),
        (409, "LimitExceeded", "Cannot exceed quota", Refused(Quota)),
        (400, "LimitExceededException", "", Refused(Quota)),
        (400, "ServiceQuotaExceededException", "", Refused(Quota)),
        (400, "ValidationError", "", Refused(Other)),
        (400, "UnmodifiableEntity", "", Refused(Other)),
        (403, "SomethingNobodyKnows", "", Refused(Other)),
    ] {
        let error = said(status, code, message);
        assert_eq!(sort(&error), expected, "{status} {code} {message}");
        let sorted = sorted("x:Y", error);
        assert_eq!(sorted.is_transient(), expected == Transient);
        if let PortError::Refused { reason, .. } = sorted {
            assert_eq!(expected, Refused(reason));
        }
    }
}

/// The SDK retries one code that Organizations and ECS also give for a quota, which does not pass.
#[test]
fn every_code_that_the_sdk_retries_is_transient_but_a_quota() {
    let retried = THROTTLING_ERRORS.iter().chain(TRANSIENT_ERRORS);
    for code in retried.filter(|code| **code != "LimitExceededException") {
        assert_eq!(sort(&said(400, code, "")), Sort::Transient, "{code}");
    }
}

#[test]
fn an_answer_that_never_came_is_transient() {
    let errors: [SdkError<Said, Response>; 4] = [
        SdkError::timeout_error("took too long"),
        SdkError::dispatch_failure(ConnectorError::io("connection reset".into())),
        SdkError::dispatch_failure(ConnectorError::timeout("no connection".into())),
        SdkError::response_error("half an answer", response(200)),
    ];
    for error in errors {
        assert_eq!(sort(&error), Sort::Transient, "{error:?}");
    }
    let never_sent: SdkError<Said, Response> = SdkError::construction_failure("no Region");
    assert_eq!(sort(&never_sent), Sort::Refused(Refusal::Other));
}

#[test]
fn access_denied_is_transient_for_assume_role_alone() {
    let denied = || {
        said(
            403,
            "AccessDenied",
            "not authorized to perform: sts:AssumeRole",
        )
    };
    assert!(not_yet("sts:AssumeRole", denied()).is_transient());
    assert!(!sorted("iam:CreateRole", denied()).is_transient());
    let other = said(403, "RegionDisabledException", "STS is not activated");
    assert!(!not_yet("sts:AssumeRole", other).is_transient());
}

#[test]
fn missing_and_existing_things_are_recognised() {
    let missing = said(404, "NoSuchEntity", "The role with name r cannot be found.");
    assert!(is_missing(&missing) && names_a_role(&missing));
    assert!(is_missing(&said(400, "AccountNotFoundException", "")));
    let gone = "Unable to describe task definition.";
    assert!(is_missing(&said(400, "ClientException", gone)));
    assert!(!is_missing(&said(
        400,
        "ClientException",
        "Role is not valid"
    )));
    assert!(!is_missing(&said(400, "Throttling", gone)));
    assert!(is_there_already(&said(409, "EntityAlreadyExists", "")));
    assert!(!is_there_already(&missing));
}

#[test]
fn an_error_is_one_line_with_everything_and_keeps_the_original() {
    let error = sorted("iam:CreateRole", said(403, "AccessDenied", "not\nallowed"));
    let source = error.source().unwrap();
    assert_eq!(
        source.to_string(),
        "`AccessDenied`: not allowed (request id r-1)"
    );
    let source: &AwsError = source.downcast_ref().unwrap();
    assert!(
        source
            .original
            .downcast_ref::<SdkError<Said, Response>>()
            .is_some()
    );
    let reset = ConnectorError::io("connection reset".into());
    let error: SdkError<Said, Response> = SdkError::dispatch_failure(reset);
    let text = sorted("iam:GetRole", error).source().unwrap().to_string();
    assert!(text.contains("connection reset"), "{text}");
}
