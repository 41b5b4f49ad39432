//! Who made a request: recomputes the signature, checks the session.

use rolepair_model::Region;
use time::OffsetDateTime;

use crate::{
    aws_service::{AwsService, Protocol},
    caller::Caller,
    exchange::Request,
    service_error::ServiceError,
    services::sts::AccessKey,
    sigv4::{Claim, Rejected},
    world::World,
};

/// A caller, and the Region they signed for.
pub(crate) struct Authenticated {
    pub(crate) caller: Caller,
    pub(crate) region: Region,
}

/// The service a request is for: the one its signature names. A request that names no known service
/// is answered in the protocol it seems to use.
pub(crate) fn service_of(request: &Request) -> AwsService {
    Claim::read(request)
        .ok()
        .and_then(|claim| AwsService::from_name(&claim.service))
        .unwrap_or_else(|| {
            if request.headers.contains_key("x-amz-target") {
                AwsService::Ecs
            } else if request.header("content-type").contains("form") {
                AwsService::Sts
            } else {
                AwsService::S3
            }
        })
}

/// Verifies a request's signature. `now` is the machine's own time, whatever the world's clock says.
pub(crate) fn authenticate(
    world: &World,
    service: AwsService,
    request: &Request,
    now: OffsetDateTime,
) -> Result<Authenticated, ServiceError> {
    let claim = Claim::read(request).map_err(|rejected| error(service, rejected))?;
    if claim.service != service.name() {
        return Err(ServiceError::new(
            501,
            "UnsupportedService",
            format!(
                "the embedded organization has no service `{}`",
                claim.service
            ),
        ));
    }
    let key = world
        .sts
        .key(&claim.access_key_id)
        .ok_or_else(|| unknown_key(service))?;
    claim
        .verify(request, &key.secret, now)
        .map_err(|rejected| error(service, rejected))?;
    check_session(world, service, request, key)?;
    let region = claim.region.parse().map_err(|_| {
        error(
            service,
            Rejected::Incomplete(format!("`{}` is not a Region", claim.region)),
        )
    })?;
    Ok(Authenticated {
        caller: key.caller.clone(),
        region,
    })
}

fn check_session(
    world: &World,
    service: AwsService,
    request: &Request,
    key: &AccessKey,
) -> Result<(), ServiceError> {
    let given = request.header("x-amz-security-token");
    if key.token.as_deref().unwrap_or_default() != given {
        return Err(unknown_key(service));
    }
    if key.expires.is_some_and(|expires| expires <= world.now()) {
        let code = match service.protocol() {
            Protocol::Json { .. } => "ExpiredTokenException",
            Protocol::Query { .. } => "ExpiredToken",
            Protocol::RestXml => {
                return Err(ServiceError::new(
                    400,
                    "ExpiredToken",
                    "The provided token has expired.",
                ));
            }
        };
        let status = if matches!(service.protocol(), Protocol::Json { .. }) {
            400
        } else {
            403
        };
        return Err(ServiceError::new(
            status,
            code,
            "The security token included in the request is expired",
        ));
    }
    Ok(())
}

fn unknown_key(service: AwsService) -> ServiceError {
    const TEXT: &str = "The security token included in the request is invalid.";
    match service.protocol() {
        Protocol::Json { .. } => ServiceError::new(400, "UnrecognizedClientException", TEXT),
        Protocol::Query { .. } => ServiceError::new(403, "InvalidClientTokenId", TEXT),
        Protocol::RestXml => ServiceError::new(
            403,
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
    }
}

fn error(service: AwsService, rejected: Rejected) -> ServiceError {
    let json = matches!(service.protocol(), Protocol::Json { .. });
    let s3 = service == AwsService::S3;
    match rejected {
        Rejected::Missing if json => ServiceError::new(
            400,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        Rejected::Missing => ServiceError::new(
            403,
            "MissingAuthenticationToken",
            "Request is missing Authentication Token",
        ),
        Rejected::Incomplete(message) if json => {
            ServiceError::new(400, "IncompleteSignatureException", message)
        }
        Rejected::Incomplete(message) => ServiceError::new(400, "IncompleteSignature", message),
        Rejected::Skewed(message) if s3 => ServiceError::new(403, "RequestTimeTooSkewed", message),
        Rejected::Skewed(message) | Rejected::Mismatch(message) if json => {
            ServiceError::new(400, "InvalidSignatureException", message)
        }
        Rejected::Skewed(message) | Rejected::Mismatch(message) => {
            ServiceError::new(403, "SignatureDoesNotMatch", message)
        }
    }
}
