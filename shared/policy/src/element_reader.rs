//! The values of a statement's elements.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    ConditionKey, ConditionOperator, Conditions, DocumentProblem, InvalidDocument, Principals,
};

pub(crate) type Read<T> = Result<T, InvalidDocument>;
pub(crate) type Object = Map<String, Value>;

pub(crate) fn read_principals(at: &str, value: &Value) -> Read<Principals> {
    let kinds = match value {
        Value::String(any) if any == "*" => return Ok(Principals::any()),
        Value::String(other) => {
            return Err(InvalidDocument::invalid_value(at, other, "`*`"));
        }
        Value::Object(kinds) if !kinds.is_empty() => kinds,
        _ => {
            return Err(InvalidDocument::wrong_type(
                at,
                "`*` or an object of principals by kind",
            ));
        }
    };
    let mut principals = Principals::default();
    let mut by_kind = principals.by_kind_mut();
    for (kind, value) in kinds {
        let at = child(at, kind);
        let names = by_kind.get_mut(kind.as_str()).ok_or_else(|| {
            let name = kind.clone();
            InvalidDocument::new(&at, DocumentProblem::UnknownElement { name })
        })?;
        let is_aws = kind == "AWS";
        **names = texts(
            &at,
            value,
            |name| !is_aws || is_aws_principal(name),
            "a principal",
        )?;
    }
    Ok(principals)
}

/// `*`, an account, the ARN of an account's root, a user, a role or a session, or a unique id.
fn is_aws_principal(name: &str) -> bool {
    let is_account = |text: &str| text.len() == 12 && text.chars().all(|c| c.is_ascii_digit());
    let is_unique_id = || {
        name.len() >= 16
            && name.starts_with('A')
            && name
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    let is_arn = || match name.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", partition, "iam" | "sts", "", account, resource] => {
            !partition.is_empty()
                && is_account(account)
                && !resource.is_empty()
                && !resource.contains(['*', '?'])
        }
        _ => false,
    };
    name == "*" || is_account(name) || is_unique_id() || is_arn()
}

pub(crate) fn read_actions(at: &str, value: &Value) -> Read<BTreeSet<String>> {
    let is_part = |part: &str, also: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || also.contains(c))
    };
    let is_action = |text: &str| {
        text == "*"
            || text
                .split_once(':')
                .is_some_and(|(service, name)| is_part(service, "-") && is_part(name, "*?-_"))
    };
    texts(at, value, is_action, "an action (like `s3:GetObject`)")
}

pub(crate) fn read_resources(at: &str, value: &Value) -> Read<BTreeSet<String>> {
    // Fewer fields than six, such as `arn:aws:*`, IAM takes for some services and not for others.
    let is_resource =
        |text: &str| text == "*" || (text.starts_with("arn:") && text.matches(':').count() >= 5);
    texts(at, value, is_resource, "an ARN or `*`")
}

pub(crate) fn read_conditions(at: &str, value: &Value) -> Read<Conditions> {
    let mut conditions = Conditions::new();
    for (name, keys) in object(at, value)? {
        let at = child(at, name);
        let operator: ConditionOperator = name
            .parse()
            .map_err(|problem| InvalidDocument::new(&at, problem))?;
        let keys = object(&at, keys)?;
        if keys.is_empty() {
            return Err(InvalidDocument::wrong_type(
                &at,
                "an object of at least one key",
            ));
        }
        let read = conditions.entry(operator).or_default();
        for (key, values) in keys {
            let at = child(&at, key);
            let values = condition_values(&at, values)?;
            if key.is_empty() {
                return Err(InvalidDocument::invalid_value(&at, key, "a condition key"));
            }
            if read
                .insert(ConditionKey::from(key.as_str()), values)
                .is_some()
            {
                let name = key.clone();
                return Err(InvalidDocument::new(at, DocumentProblem::Repeated { name }));
            }
        }
    }
    Ok(conditions)
}

/// IAM takes numbers and booleans in conditions, and keeps them as text.
fn condition_values(at: &str, value: &Value) -> Read<BTreeSet<String>> {
    const EXPECTED: &str = "a text, a number, a boolean, or a list of at least one";
    let scalar = |at: &str, value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err(InvalidDocument::wrong_type(at, EXPECTED)),
    };
    match value {
        Value::Array(values) if !values.is_empty() => values
            .iter()
            .enumerate()
            .map(|(index, value)| scalar(&format!("{at}/{index}"), value))
            .collect(),
        Value::Array(_) => Err(InvalidDocument::wrong_type(at, EXPECTED)),
        one => Ok(BTreeSet::from([scalar(at, one)?])),
    }
}

/// One text or a list of at least one, each of which `is_valid` accepts.
fn texts(
    at: &str,
    value: &Value,
    is_valid: impl Fn(&str) -> bool,
    expected: &'static str,
) -> Read<BTreeSet<String>> {
    let text = |at: &str, value: &Value| match value {
        Value::String(text) if !text.is_empty() && is_valid(text) => Ok(text.clone()),
        Value::String(text) => Err(InvalidDocument::invalid_value(at, text, expected)),
        _ => Err(InvalidDocument::wrong_type(at, "a text")),
    };
    match value {
        Value::Array(values) if !values.is_empty() => values
            .iter()
            .enumerate()
            .map(|(index, value)| text(&format!("{at}/{index}"), value))
            .collect(),
        one @ Value::String(_) => Ok(BTreeSet::from([text(at, one)?])),
        _ => Err(InvalidDocument::wrong_type(
            at,
            "a text or a list of at least one",
        )),
    }
}

pub(crate) fn object<'a>(at: &str, value: &'a Value) -> Read<&'a Object> {
    value
        .as_object()
        .ok_or_else(|| InvalidDocument::wrong_type(at, "an object"))
}

/// A place one step further in, escaped as JSON pointers are.
pub(crate) fn child(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

pub(crate) fn optional_text(at: &str, from: &Object, name: &str) -> Read<Option<String>> {
    match from.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(InvalidDocument::wrong_type(&child(at, name), "a text")),
    }
}

/// An element that is none of `names` is an error.
pub(crate) fn refuse_unknown(at: &str, from: &Object, names: &[&str]) -> Read<()> {
    match from.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(name) => Err(InvalidDocument::new(
            child(at, name),
            DocumentProblem::UnknownElement { name: name.clone() },
        )),
    }
}

pub(crate) fn missing(at: &str, name: &'static str) -> InvalidDocument {
    InvalidDocument::new(at, DocumentProblem::MissingElement { name })
}
