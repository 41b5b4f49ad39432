//! The members of a part of a template.

use serde_json::{Map, Value};

use crate::template_error::TemplateError;

pub(crate) fn object<'a>(
    value: &'a Value,
    at: &str,
) -> Result<&'a Map<String, Value>, TemplateError> {
    value
        .as_object()
        .ok_or_else(|| TemplateError::shape(at, "a mapping"))
}

/// Refuses members that are not known.
pub(crate) fn only(
    members: &Map<String, Value>,
    at: &str,
    known: &[&str],
) -> Result<(), TemplateError> {
    match members.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(member) => Err(TemplateError::UnknownMember {
            at: at.to_owned(),
            member: member.clone(),
        }),
    }
}

/// A parameter's value is a text, however the template writes it.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
