//! Reading and changing members of a JSON object that should be of one type.
//!
//! A member that is JSON null counts as absent, as it does for AWS: some tools and emulators write
//! nulls where a definition has nothing.

use serde_json::{Map, Value};
use thiserror::Error;

pub(crate) type Object = Map<String, Value>;

/// A member that is not of the type ECS documents.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{member}` is not {expected}")]
pub(crate) struct WrongType {
    /// The member, as a path from the object that was read.
    pub(crate) member: String,
    /// What was called for, with its article.
    pub(crate) expected: &'static str,
}

impl WrongType {
    pub(crate) fn new(member: impl Into<String>, expected: &'static str) -> Self {
        Self {
            member: member.into(),
            expected,
        }
    }

    /// The same, seen from the object that holds `member` at `path`.
    pub(crate) fn below(self, path: &str) -> Self {
        Self::new(format!("{path}.{}", self.member), self.expected)
    }
}

const TEXT: &str = "a string";
const LIST: &str = "a list";
const OBJECT: &str = "an object";

/// The text under `member`, if there is one.
pub(crate) fn text<'a>(object: &'a Object, member: &str) -> Result<Option<&'a str>, WrongType> {
    match object.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(WrongType::new(member, TEXT)),
    }
}

/// The text under `member`, which must be there.
pub(crate) fn required_text<'a>(object: &'a Object, member: &str) -> Result<&'a str, WrongType> {
    text(object, member)?.ok_or_else(|| WrongType::new(member, TEXT))
}

/// The list under `member`; one that is absent is empty.
pub(crate) fn list<'a>(object: &'a Object, member: &str) -> Result<&'a [Value], WrongType> {
    match object.get(member) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(WrongType::new(member, LIST)),
    }
}

/// The object under `member`, if there is one.
pub(crate) fn object<'a>(
    object: &'a Object,
    member: &str,
) -> Result<Option<&'a Object>, WrongType> {
    match object.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(found)) => Ok(Some(found)),
        Some(_) => Err(WrongType::new(member, OBJECT)),
    }
}

/// What `read` makes of each object in the list under `member`.
pub(crate) fn each<'a, T>(
    object: &'a Object,
    member: &str,
    read: impl Fn(&'a Object) -> Result<T, WrongType>,
) -> Result<Vec<T>, WrongType> {
    let read_entry = |(index, entry): (usize, &'a Value)| {
        let at = format!("{member}[{index}]");
        match entry {
            Value::Object(entry) => read(entry).map_err(|error| error.below(&at)),
            _ => Err(WrongType::new(at, OBJECT)),
        }
    };
    list(object, member)?
        .iter()
        .enumerate()
        .map(read_entry)
        .collect()
}

/// The texts of the list under `member`.
pub(crate) fn texts<'a>(object: &'a Object, member: &str) -> Result<Vec<&'a str>, WrongType> {
    let read = |(index, entry): (usize, &'a Value)| {
        entry
            .as_str()
            .ok_or_else(|| WrongType::new(format!("{member}[{index}]"), TEXT))
    };
    list(object, member)?.iter().enumerate().map(read).collect()
}

/// What is under `member`, made by `make` where it is absent or null.
fn present<'a>(object: &'a mut Object, member: &str, make: fn() -> Value) -> &'a mut Value {
    let value = object.entry(member).or_insert(Value::Null);
    if value.is_null() {
        *value = make();
    }
    value
}

/// The list under `member` for change, made where it is absent.
pub(crate) fn list_mut<'a>(
    object: &'a mut Object,
    member: &str,
) -> Result<&'a mut Vec<Value>, WrongType> {
    present(object, member, || Value::Array(Vec::new()))
        .as_array_mut()
        .ok_or_else(|| WrongType::new(member, LIST))
}

/// The object under `member` for change, made where it is absent.
pub(crate) fn object_mut<'a>(
    object: &'a mut Object,
    member: &str,
) -> Result<&'a mut Object, WrongType> {
    present(object, member, || Value::Object(Object::new()))
        .as_object_mut()
        .ok_or_else(|| WrongType::new(member, OBJECT))
}
