//! Policy documents as they come in and go out.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rolepair_evaluator::EvaluatedPolicy;
use serde_json::Value;

use super::limits;
use crate::service_error::ServiceError;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The two kinds of document a role has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// Who may assume the role: must name principals, must not name resources.
    Trust,
    /// What may be done: must name resources, must not name principals.
    Permissions,
}

/// Reads a document; the error is in IAM's words.
pub(super) fn parse(kind: DocumentKind, member: &str, text: &str) -> Result<Value, ServiceError> {
    limits::document_characters(member, text)?;
    let document: Value =
        serde_json::from_str(text).map_err(|_| malformed("This policy contains invalid Json"))?;
    EvaluatedPolicy::parse(text)
        .map_err(|error| malformed(format!("Syntax errors in policy: {error}")))?;
    for statement in statements(&document) {
        let has = |element: &str| statement.get(element).is_some();
        let (principal, resource) = (
            has("Principal") || has("NotPrincipal"),
            has("Resource") || has("NotResource"),
        );
        match kind {
            DocumentKind::Trust if resource => {
                return Err(malformed("Has prohibited field Resource"));
            }
            DocumentKind::Trust if !principal => {
                return Err(malformed("Missing required field Principal"));
            }
            DocumentKind::Permissions if principal => {
                return Err(malformed("Policy document should not specify a principal."));
            }
            DocumentKind::Permissions if !resource => {
                return Err(malformed("Policy statement must contain resources."));
            }
            DocumentKind::Trust | DocumentKind::Permissions => {}
        }
    }
    Ok(document)
}

/// The statements, whether they are a list or a single one.
fn statements(document: &Value) -> Vec<&Value> {
    match document.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(statement) => vec![statement],
        None => Vec::new(),
    }
}

/// The document in an answer: percent-encoded according to RFC 3986.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn malformed(message: impl Into<String>) -> ServiceError {
    ServiceError::new(400, "MalformedPolicyDocument", message)
}
