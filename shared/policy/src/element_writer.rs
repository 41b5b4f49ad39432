use std::collections::BTreeSet;

use serde_json::Value;

/// A set in IAM's grammar: a single text, or a list of texts.
pub(crate) fn one_or_list(texts: &BTreeSet<String>) -> Value {
    let mut values = texts.iter().map(|text| Value::from(text.as_str()));
    match (texts.len(), values.next()) {
        (1, Some(only)) => only,
        _ => texts.iter().map(String::as_str).collect(),
    }
}
