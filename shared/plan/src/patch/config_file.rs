use rolepair_model::{Family, PairName};

use crate::PatchSpec;

/// A session name has 2 to 64 characters
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>).
const SESSION_NAME_MAX: usize = 64;
const SESSION_NAME_MIN: usize = 2;

/// The text of the AWS config file, without a last line break.
///
/// It holds no more than the SDKs need: some do not send an `external_id`, a `duration_seconds` over
/// an hour is refused, and a second kind of credentials in one profile is an error in others.
pub(crate) fn text(spec: &PatchSpec, session: &str) -> String {
    format!(
        "[profile {pair}]\n\
         role_arn = {role}\n\
         credential_source = EcsContainer\n\
         role_session_name = {session}\n\
         region = {region}",
        pair = spec.pair,
        role = spec.resource_role,
        region = spec.region,
    )
}

/// The name that CloudTrail shows for the sessions of a family. A session name may have every
/// character of a family, but fewer of them.
pub(crate) fn session_of_family(family: &Family) -> String {
    let session: String = family.as_str().chars().take(SESSION_NAME_MAX).collect();
    if session.len() < SESSION_NAME_MIN {
        format!("rolepair-{session}")
    } else {
        session
    }
}

/// The name for the sessions of a pair whose tasks on a host share one file.
pub(crate) fn session_of_pair(pair: &PairName) -> String {
    format!("rolepair-{pair}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::spec;

    #[test]
    fn the_file_holds_what_the_sdks_need_and_no_more() {
        let expected = "\
[profile orders]
role_arn = arn:aws:iam::111111111111:role/rolepair/rolepair-orders-222222222222
credential_source = EcsContainer
role_session_name = orders-api
region = eu-west-1";
        assert_eq!(text(&spec(), "orders-api"), expected);
    }

    #[test]
    fn a_session_has_a_name_that_sts_accepts() {
        let session = |family: &str| session_of_family(&family.parse().unwrap());
        assert_eq!(session("a"), "rolepair-a");
        assert_eq!(session("ab"), "ab");
        assert_eq!(session(&"f".repeat(255)), "f".repeat(64));
        assert_eq!(session_of_pair(&"p".repeat(42).parse().unwrap()).len(), 51);
    }
}
