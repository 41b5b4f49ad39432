use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// A trust policy that lets in this principal, such as `{"Service": "ecs-tasks.amazonaws.com"}`.
pub(crate) fn trust_policy(principal: Value) -> String {
    let statement = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal});
    json!({"Version": "2012-10-17", "Statement": statement}).to_string()
}

/// A document as IAM was given it; IAM returns it URL-encoded.
///
/// # Panics
/// If it is not text.
#[must_use]
pub fn decoded(document: &str) -> String {
    let text = percent_decode_str(document).decode_utf8();
    text.expect("a document is text").into_owned()
}
