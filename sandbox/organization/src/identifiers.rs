//! Ids in the forms AWS gives them. They are random: nothing may depend on their order.

use uuid::Uuid;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn random_text(length: usize, alphabet: &[u8]) -> String {
    let bytes = std::iter::repeat_with(|| Uuid::new_v4().into_bytes()).flat_map(|id| {
        // The bytes that carry the version and the variant are not random.
        id.into_iter()
            .enumerate()
            .filter(|(at, _)| !matches!(at, 6 | 8))
            .map(|(_, byte)| byte)
    });
    bytes
        .filter_map(|byte| alphabet.get(usize::from(byte) % alphabet.len().max(1)))
        .take(length)
        .map(|byte| char::from(*byte))
        .collect()
}

/// The id of an access key: `AKIA` of a user, `ASIA` of a session.
pub(crate) fn access_key_id(prefix: &str) -> String {
    format!("{prefix}{}", random_text(16, BASE32))
}

/// A unique id of IAM: `AROA` for a role, `AIDA` for a user, `ANPA` for a policy.
pub(crate) fn unique_id(prefix: &str) -> String {
    format!("{prefix}{}", random_text(17, BASE32))
}

/// A secret access key.
pub(crate) fn secret() -> String {
    random_text(
        40,
        b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+",
    )
}

/// A session token.
pub(crate) fn session_token() -> String {
    random_text(
        240,
        b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    )
}

/// Lower-case letters and digits, as Organizations has them.
pub(crate) fn lower(length: usize) -> String {
    random_text(length, b"abcdefghijklmnopqrstuvwxyz0123456789")
}

/// Hexadecimal digits.
pub(crate) fn hex(length: usize) -> String {
    random_text(length, b"0123456789abcdef")
}

/// The id of a request or an event.
pub(crate) fn uuid() -> String {
    Uuid::new_v4().to_string()
}
