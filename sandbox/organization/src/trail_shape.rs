//! API members as CloudTrail writes them: `roleName` for `RoleName`, times in words.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::clock;

/// The members of an input or output as `requestParameters` or `responseElements`; null if there
/// are none.
pub(crate) fn parameters(members: Value) -> Value {
    match shaped("", members) {
        Value::Object(members) if members.is_empty() => Value::Null,
        other => cut(other),
    }
}

/// `requestParameters` and `responseElements` hold 100 KB each. Of a larger one only the size is recorded
/// (<https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>).
const MAX_BYTES: usize = 100 * 1_024;

fn cut(parameters: Value) -> Value {
    let size = parameters.to_string().len();
    if size <= MAX_BYTES {
        return parameters;
    }
    json!({ "omitted": true, "originalSize": size, "reason": "too large" })
}

fn shaped(name: &str, value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (lower_first(&name), shaped(&name, value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.into_iter().map(|item| shaped(name, item)).collect(),
        Value::Number(number) if name.ends_with("Timestamp") || name.ends_with("At") => {
            in_words(&number).map_or(Value::Number(number), Value::String)
        }
        other => other,
    }
}

fn in_words(number: &serde_json::Number) -> Option<String> {
    let seconds = number.to_string().split('.').next()?.parse().ok()?;
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    Some(clock::in_words(at))
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + characters.as_str()
    })
}
