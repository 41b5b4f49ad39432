//! Reads and changes members of a JSON object, each of which should have one type.
//!
//! A member that is JSON null counts as absent, as it does for AWS: some tools and emulators write
//! nulls where a definition has nothing.

use serde_json::{Map, Value};
use thiserror::Error;

pub(crate) type JsonObject = Map<String, Value>;

/// A member that does not have the form ECS documents. It is named by its path from the object that
/// was read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum InvalidMember {
    #[error("`{member}` is missing")]
    Missing { member: String },
    #[error("`{member}` is not {expected}")]
    Unexpected {
        member: String,
        /// What it should be, with its article.
        expected: &'static str,
    },
}

impl InvalidMember {
    pub(crate) fn missing(member: impl Into<String>) -> Self {
        let member = member.into();
        Self::Missing { member }
    }

    /// The member is not what it should be: `a list`.
    pub(crate) fn unexpected(member: impl Into<String>, expected: &'static str) -> Self {
        let member = member.into();
        Self::Unexpected { member, expected }
    }

    /// The same, seen from the object that holds the member at `path`.
    pub(crate) fn below(self, path: &str) -> Self {
        let at = |member: String| format!("{path}.{member}");
        match self {
            Self::Missing { member } => Self::missing(at(member)),
            Self::Unexpected { member, expected } => Self::unexpected(at(member), expected),
        }
    }
}

const TEXT: &str = "a string";
const LIST: &str = "a list";
const OBJECT: &str = "an object";

/// The text under `member`, if there is one.
pub(crate) fn text<'a>(
    object: &'a JsonObject,
    member: &str,
) -> Result<Option<&'a str>, InvalidMember> {
    match object.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(InvalidMember::unexpected(member, TEXT)),
    }
}

/// The text under `member`, which must be there.
pub(crate) fn required_text<'a>(
    object: &'a JsonObject,
    member: &str,
) -> Result<&'a str, InvalidMember> {
    text(object, member)?.ok_or_else(|| InvalidMember::missing(member))
}

/// The list under `member`, empty where it is absent.
pub(crate) fn list<'a>(object: &'a JsonObject, member: &str) -> Result<&'a [Value], InvalidMember> {
    match object.get(member) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(InvalidMember::unexpected(member, LIST)),
    }
}

/// The object under `member`, if there is one.
pub(crate) fn object<'a>(
    object: &'a JsonObject,
    member: &str,
) -> Result<Option<&'a JsonObject>, InvalidMember> {
    match object.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(found)) => Ok(Some(found)),
        Some(_) => Err(InvalidMember::unexpected(member, OBJECT)),
    }
}

/// The result of `read` for each object in the list under `member`.
pub(crate) fn each<'a, T>(
    object: &'a JsonObject,
    member: &str,
    read: impl Fn(&'a JsonObject) -> Result<T, InvalidMember>,
) -> Result<Vec<T>, InvalidMember> {
    let read_entry = |(index, entry): (usize, &'a Value)| {
        let at = format!("{member}[{index}]");
        match entry {
            Value::Object(entry) => read(entry).map_err(|error| error.below(&at)),
            _ => Err(InvalidMember::unexpected(at, OBJECT)),
        }
    };
    list(object, member)?
        .iter()
        .enumerate()
        .map(read_entry)
        .collect()
}

/// The texts of the list under `member`.
pub(crate) fn texts<'a>(
    object: &'a JsonObject,
    member: &str,
) -> Result<Vec<&'a str>, InvalidMember> {
    let read = |(index, entry): (usize, &'a Value)| {
        entry
            .as_str()
            .ok_or_else(|| InvalidMember::unexpected(format!("{member}[{index}]"), TEXT))
    };
    list(object, member)?.iter().enumerate().map(read).collect()
}

/// The value under `member`, created by `make` where it is absent or null.
fn present<'a>(object: &'a mut JsonObject, member: &str, make: fn() -> Value) -> &'a mut Value {
    let value = object.entry(member).or_insert(Value::Null);
    if value.is_null() {
        *value = make();
    }
    value
}

/// The list under `member` for change, created where it is absent.
pub(crate) fn list_mut<'a>(
    object: &'a mut JsonObject,
    member: &str,
) -> Result<&'a mut Vec<Value>, InvalidMember> {
    present(object, member, || Value::Array(Vec::new()))
        .as_array_mut()
        .ok_or_else(|| InvalidMember::unexpected(member, LIST))
}

/// The object under `member` for change, created where it is absent.
pub(crate) fn object_mut<'a>(
    object: &'a mut JsonObject,
    member: &str,
) -> Result<&'a mut JsonObject, InvalidMember> {
    present(object, member, || Value::Object(JsonObject::new()))
        .as_object_mut()
        .ok_or_else(|| InvalidMember::unexpected(member, OBJECT))
}
