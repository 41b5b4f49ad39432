use rolepair_config::Delivery;
use rolepair_model::Family;

use crate::PatchSpec;

/// A session name has 2 to 64 characters
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>).
const SESSION_NAME_MAX: usize = 64;
const SESSION_NAME_MIN: usize = 2;

/// The text of the AWS config file, without a last line break.
///
/// Nothing more than the SDKs need: an `external_id` is not sent by some, a `duration_seconds`
/// over an hour is refused, and a second kind of credentials in one profile is an error in others.
pub(crate) fn text(spec: &PatchSpec, family: &Family) -> String {
    format!(
        "[profile {pair}]\n\
         role_arn = {role}\n\
         credential_source = EcsContainer\n\
         role_session_name = {session}\n\
         region = {region}",
        pair = spec.pair,
        role = spec.resource_role,
        session = session_name(spec, family),
        region = spec.region,
    )
}

/// The name CloudTrail shows for the session: the family, or the pair where the tasks of one host
/// share a file. A family has no character that a session name may not have.
fn session_name(spec: &PatchSpec, family: &Family) -> String {
    let family: String = family.as_str().chars().take(SESSION_NAME_MAX).collect();
    if spec.delivery == Delivery::Host {
        format!("rolepair-{}", spec.pair)
    } else if family.len() < SESSION_NAME_MIN {
        format!("rolepair-{family}")
    } else {
        family
    }
}
