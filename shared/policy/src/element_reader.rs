//! Reads the values of a statement's elements.
//!
//! Each function reads what is valid, reports everything else, and goes on.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    ConditionKey, ConditionOperator, Conditions, DocumentProblem, Principals,
    document_error::DocumentErrors,
};

pub(crate) type JsonObject = Map<String, Value>;

pub(crate) fn read_principals(
    at: &str,
    value: &Value,
    errors: &mut DocumentErrors,
) -> Option<Principals> {
    let kinds = match value {
        Value::String(any) if any == "*" => return Some(Principals::any()),
        Value::String(other) => {
            errors.invalid_value(at, other, "`*`");
            return None;
        }
        Value::Object(kinds) if !kinds.is_empty() => kinds,
        _ => {
            errors.wrong_type(at, "`*` or an object of principals by kind");
            return None;
        }
    };
    let errors_before = errors.0.len();
    let mut principals = Principals::default();
    let mut by_kind = principals.by_kind_mut();
    for (kind, value) in kinds {
        let at = child(at, kind);
        match by_kind.get_mut(kind.as_str()) {
            Some(names) => {
                let is_aws = kind == "AWS";
                let is_principal = |name: &str| !is_aws || is_aws_principal(name);
                let read = texts(&at, value, is_principal, "a principal", errors);
                **names = read.unwrap_or_default();
            }
            None => {
                let name = kind.clone();
                let known = Principals::KINDS;
                errors.add(&at, DocumentProblem::UnknownElement { name, known });
            }
        }
    }
    (errors.0.len() == errors_before).then_some(principals)
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

pub(crate) fn read_actions(
    at: &str,
    value: &Value,
    errors: &mut DocumentErrors,
) -> Option<BTreeSet<String>> {
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
    let expected = "an action (like `s3:GetObject`)";
    texts(at, value, is_action, expected, errors)
}

pub(crate) fn read_resources(
    at: &str,
    value: &Value,
    errors: &mut DocumentErrors,
) -> Option<BTreeSet<String>> {
    // IAM accepts fewer than six fields (`arn:aws:*`) for some services only.
    let is_resource =
        |text: &str| text == "*" || (text.starts_with("arn:") && text.matches(':').count() >= 5);
    texts(at, value, is_resource, "an ARN or `*`", errors)
}

/// The conditions that could be read. Every other one is reported.
pub(crate) fn read_conditions(at: &str, value: &Value, errors: &mut DocumentErrors) -> Conditions {
    let mut conditions = Conditions::new();
    for (name, keys) in object(at, value, errors).into_iter().flatten() {
        let at = child(at, name);
        let operator = match name.parse::<ConditionOperator>() {
            Ok(operator) => Some(operator),
            Err(problem) => {
                errors.add(&at, problem);
                None
            }
        };
        let Some(keys) = object(&at, keys, errors) else {
            continue;
        };
        if keys.is_empty() {
            errors.wrong_type(&at, "an object of at least one key");
        }
        for (key, values) in keys {
            let at = child(&at, key);
            if key.is_empty() {
                errors.invalid_value(&at, key, "a condition key");
            }
            let values = condition_values(&at, values, errors);
            let (Some(operator), Some(values)) = (operator, values) else {
                continue;
            };
            let read = conditions.entry(operator).or_default();
            if read
                .insert(ConditionKey::from(key.as_str()), values)
                .is_some()
            {
                let name = key.clone();
                errors.add(at, DocumentProblem::Repeated { name });
            }
        }
    }
    conditions
}

/// IAM accepts numbers and booleans in conditions, and treats them as text.
fn condition_values(
    at: &str,
    value: &Value,
    errors: &mut DocumentErrors,
) -> Option<BTreeSet<String>> {
    const EXPECTED: &str = "a text, a number, a boolean, or a list of at least one";
    one_or_many(at, value, EXPECTED, errors, |at, value, errors| {
        match value {
            Value::String(text) => return Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => return Some(value.to_string()),
            _ => errors.wrong_type(at, EXPECTED),
        }
        None
    })
}

/// One text or a list of at least one, if `is_valid` accepts each.
fn texts(
    at: &str,
    value: &Value,
    is_valid: impl Fn(&str) -> bool,
    expected: &'static str,
    errors: &mut DocumentErrors,
) -> Option<BTreeSet<String>> {
    const EXPECTED: &str = "a text or a list of at least one";
    one_or_many(at, value, EXPECTED, errors, |at, value, errors| {
        match value {
            Value::String(text) if !text.is_empty() && is_valid(text) => {
                return Some(text.clone());
            }
            Value::String(text) => errors.invalid_value(at, text, expected),
            _ => errors.wrong_type(at, "a text"),
        }
        None
    })
}

/// What `read` makes of a single value, or of each in a list of at least one.
fn one_or_many(
    at: &str,
    value: &Value,
    expected: &'static str,
    errors: &mut DocumentErrors,
    read: impl Fn(&str, &Value, &mut DocumentErrors) -> Option<String>,
) -> Option<BTreeSet<String>> {
    match value {
        Value::Array(values) if !values.is_empty() => {
            let values = values.iter().enumerate();
            let read = values.map(|(index, value)| read(&format!("{at}/{index}"), value, errors));
            let read = read.collect::<Vec<_>>();
            read.into_iter().collect()
        }
        Value::String(_) | Value::Bool(_) | Value::Number(_) => {
            Some(BTreeSet::from([read(at, value, errors)?]))
        }
        Value::Array(_) | Value::Object(_) | Value::Null => {
            errors.wrong_type(at, expected);
            None
        }
    }
}

pub(crate) fn object<'a>(
    at: &str,
    value: &'a Value,
    errors: &mut DocumentErrors,
) -> Option<&'a JsonObject> {
    if !value.is_object() {
        errors.wrong_type(at, "an object");
    }
    value.as_object()
}

pub(crate) fn optional_text(
    at: &str,
    from: &JsonObject,
    name: &str,
    errors: &mut DocumentErrors,
) -> Option<String> {
    match from.get(name)? {
        Value::String(text) => Some(text.clone()),
        _ => {
            errors.wrong_type(&child(at, name), "a text");
            None
        }
    }
}

/// Reports every element that `known` does not list.
pub(crate) fn refuse_unknown(
    at: &str,
    from: &JsonObject,
    known: &'static [&'static str],
    errors: &mut DocumentErrors,
) {
    for name in from.keys().filter(|key| !known.contains(&key.as_str())) {
        let at = child(at, name);
        let name = name.clone();
        errors.add(at, DocumentProblem::UnknownElement { name, known });
    }
}

/// The pointer of a member, escaped as JSON pointers are.
pub(crate) fn child(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}
