//! IAM's quotas and forms.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use rolepair_model::{AccountId, Tags};

use crate::{service_error::ServiceError, world::World};

/// Characters of a trust policy, white space not counted.
pub(crate) const TRUST_POLICY: usize = 2_048;
/// Characters of a role's inline policies together, white space not counted.
pub(crate) const INLINE_POLICIES: usize = 10_240;
/// Characters of a managed policy, white space not counted.
pub(crate) const MANAGED_POLICY: usize = 6_144;
/// Managed policies attached to a role.
pub(crate) const ATTACHED_POLICIES: usize = 10;
/// Roles of an account, unless AWS granted more.
const ROLES: usize = 1_000;
/// Tags of a role.
pub(crate) const TAGS: usize = 50;
const TAG_KEY: usize = 128;
const TAG_VALUE: usize = 256;
const DESCRIPTION: usize = 1_000;
/// Characters in a policy document's parameter, white space counted.
const DOCUMENT: usize = 131_072;

/// How many roles an account may have, according to the dials.
pub(crate) fn roles(world: &World, account: &AccountId) -> usize {
    let granted = world.dials.role_quotas.get(account);
    granted.copied().unwrap_or(ROLES)
}

/// The size of a document as IAM counts it.
pub(crate) fn size(document: &str) -> usize {
    document.chars().filter(|c| !c.is_whitespace()).count()
}

/// An error about the form of one member.
pub(crate) fn invalid(member: &str, value: &str, constraint: &str) -> ServiceError {
    ServiceError::new(
        400,
        "ValidationError",
        format!(
            "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
        ),
    )
}

/// A quota is used up.
pub(crate) fn limit_exceeded(message: impl Into<String>) -> ServiceError {
    ServiceError::new(409, "LimitExceeded", message)
}

/// Checks a policy's name.
pub(crate) fn policy_name(name: &str) -> Result<(), ServiceError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if (1..=128).contains(&name.chars().count()) && name.chars().all(allowed) {
        Ok(())
    } else {
        Err(invalid(
            "policyName",
            name,
            "Member must satisfy regular expression pattern: [\\w+=,.@-]{1,128}",
        ))
    }
}

/// Checks a description: no emoji, no curly quotes.
pub(crate) fn description(text: &str) -> Result<(), ServiceError> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}');
    if text.chars().count() <= DESCRIPTION && text.chars().all(allowed) {
        Ok(())
    } else {
        Err(invalid(
            "description",
            text,
            "Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]{0,1000}",
        ))
    }
}

/// Checks the characters and the length of a policy document.
pub(crate) fn document_characters(member: &str, text: &str) -> Result<(), ServiceError> {
    let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    if (1..=DOCUMENT).contains(&text.chars().count()) && text.chars().all(allowed) {
        Ok(())
    } else {
        Err(invalid(
            member,
            "...",
            "Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
        ))
    }
}

/// Checks how long a session of a role may be.
pub(crate) fn session_seconds(seconds: i64) -> Result<i64, ServiceError> {
    if (3_600..=43_200).contains(&seconds) {
        Ok(seconds)
    } else {
        let constraint = "Member must have value between 3600 and 43200";
        Err(invalid(
            "maxSessionDuration",
            &seconds.to_string(),
            constraint,
        ))
    }
}

/// Checks all tags of a role.
pub(crate) fn tags(tags: &Tags) -> Result<(), ServiceError> {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    for (key, value) in tags {
        let fits =
            (1..=TAG_KEY).contains(&key.chars().count()) && value.chars().count() <= TAG_VALUE;
        if !fits || !key.chars().all(allowed) || !value.chars().all(allowed) {
            return Err(invalid(
                "tags",
                key,
                "Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
            ));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(ServiceError::new(
                400,
                "InvalidInput",
                format!("the tag key `{key}` is reserved"),
            ));
        }
    }
    if tags.len() > TAGS {
        return Err(limit_exceeded(format!(
            "Cannot exceed quota for TagsPerRole: {TAGS}"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_does_not_count() {
        assert_eq!(size("{ \"a\":\n\t1 }"), 7);
    }

    #[test]
    fn a_description_has_no_curly_quotes() {
        assert!(description("it's \u{e9}t\u{e9}").is_ok());
        assert!(description("it\u{2019}s").is_err());
    }

    #[test]
    fn a_fifty_first_tag_is_one_too_many() {
        let mut many: Tags = (0..50).map(|n| (n.to_string(), String::new())).collect();
        assert!(tags(&many).is_ok());
        many.insert("more".to_owned(), String::new());
        assert_eq!(tags(&many).unwrap_err().code, "LimitExceeded");
    }
}
