//! Event patterns of Amazon EventBridge, matched as EventBridge matches them.
//!
//! What a pattern may say is listed in
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>.
//! What the list leaves open (absence below arrays, which kinds of values `anything-but` takes)
//! follows AWS's own open-source matcher, Event Ruler. An operator this file does not know is an
//! error, never a pattern that matches nothing.

mod matcher;
mod parse;
mod wildcard;

use serde_json::Value;
use thiserror::Error;

use self::matcher::Matcher;

/// An event pattern that was parsed and can be matched against events.
#[derive(Debug, Clone)]
pub struct EventPattern {
    fields: Vec<FieldPattern>,
}

#[derive(Debug, Clone)]
enum FieldPattern {
    /// A key, and the pattern its value has to match.
    Object { key: String, pattern: EventPattern },
    /// A key, and the values it may have.
    Leaf { key: String, any_of: Vec<Matcher> },
    /// `$or`: any one of these.
    Or(Vec<EventPattern>),
}

/// Why a text is not an event pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("event pattern, at `{pointer}`: {reason}")]
pub struct InvalidEventPattern {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What is wrong there.
    pub reason: String,
}

impl EventPattern {
    /// The longest pattern `PutRule` takes
    /// (<https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html>).
    pub const MAX_CHARS: usize = 4_096;

    /// Whether `event` matches.
    #[must_use]
    pub fn matches(&self, event: &Value) -> bool {
        self.matches_at(
            Some(event),
            Cursor {
                root: event,
                path: None,
            },
        )
    }

    /// `here` is one object of the event at the path of `cursor`, or `None` if the event has nothing there.
    fn matches_at(&self, here: Option<&Value>, cursor: Cursor<'_>) -> bool {
        self.fields
            .iter()
            .all(|field| field.matches_at(here, cursor))
    }
}

/// Where in the event the matcher is. It needs this because "does not exist" is a question about
/// the whole event, not about one element of an array.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    root: &'a Value,
    path: Option<&'a KeyPath<'a>>,
}

struct KeyPath<'a> {
    key: &'a str,
    parent: Option<&'a KeyPath<'a>>,
}

impl KeyPath<'_> {
    fn keys(&self) -> Vec<&str> {
        let mut keys = self.parent.map(KeyPath::keys).unwrap_or_default();
        keys.push(self.key);
        keys
    }
}

impl FieldPattern {
    fn matches_at(&self, here: Option<&Value>, cursor: Cursor<'_>) -> bool {
        match self {
            Self::Or(any_of) => any_of
                .iter()
                .any(|pattern| pattern.matches_at(here, cursor)),
            Self::Object { key, pattern } => {
                let path = KeyPath {
                    key,
                    parent: cursor.path,
                };
                let below = Cursor {
                    path: Some(&path),
                    ..cursor
                };
                match here.and_then(|object| object.get(key)) {
                    Some(value) => objects(value)
                        .iter()
                        .any(|object| pattern.matches_at(*object, below)),
                    None => pattern.matches_at(None, below),
                }
            }
            Self::Leaf { key, any_of } => {
                let path = KeyPath {
                    key,
                    parent: cursor.path,
                };
                let leaves = here
                    .and_then(|object| object.get(key))
                    .map(leaves)
                    .unwrap_or_default();
                any_of.iter().any(|matcher| match matcher {
                    Matcher::Absent => !exists(cursor.root, &path.keys()),
                    present => leaves.iter().any(|leaf| present.matches(leaf)),
                })
            }
        }
    }
}

/// The objects a nested pattern is compared with. Those of an array come one by one, so that the
/// same element has to meet both of two conditions below one key. Anything else counts as nothing
/// there.
fn objects(value: &Value) -> Vec<Option<&Value>> {
    match value {
        Value::Object(_) => vec![Some(value)],
        Value::Array(elements) if !elements.is_empty() => {
            elements.iter().flat_map(objects).collect()
        }
        _ => vec![None],
    }
}

/// The values that are neither object nor array, those inside arrays included.
fn leaves(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(_) => Vec::new(),
        Value::Array(elements) => elements.iter().flat_map(leaves).collect(),
        leaf => vec![leaf],
    }
}

/// Whether the event has a leaf at `path`, in any element of the arrays on the way.
fn exists(value: &Value, path: &[&str]) -> bool {
    match (path.split_first(), value) {
        (None, _) => !leaves(value).is_empty(),
        (Some(_), Value::Array(elements)) => elements.iter().any(|element| exists(element, path)),
        (Some((key, rest)), Value::Object(object)) => {
            object.get(*key).is_some_and(|below| exists(below, rest))
        }
        (Some(_), _) => false,
    }
}

#[cfg(test)]
mod tests;
