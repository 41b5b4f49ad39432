//! Event patterns of Amazon EventBridge, matched as EventBridge matches them.
//!
//! What a pattern may say is listed in
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>;
//! what the list leaves open (absence below arrays, which kinds of values `anything-but` takes)
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
pub struct Pattern {
    fields: Vec<Field>,
}

#[derive(Debug, Clone)]
enum Field {
    /// A key, and what has to stand below it.
    Object { key: String, pattern: Pattern },
    /// A key, and the values of which it must have one.
    Leaf { key: String, any_of: Vec<Matcher> },
    /// `$or`: any one of these.
    Or(Vec<Pattern>),
}

/// Why a text is no event pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("event pattern, at `{pointer}`: {reason}")]
pub struct InvalidPattern {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What is wrong there.
    pub reason: String,
}

impl Pattern {
    /// The longest pattern `PutRule` takes
    /// (<https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html>).
    pub const MAX_CHARS: usize = 4_096;

    /// Parses the text of a pattern.
    ///
    /// # Errors
    /// When the text is no JSON object, is longer than [`Self::MAX_CHARS`], or says something EventBridge does not know.
    pub fn parse(text: &str) -> Result<Self, InvalidPattern> {
        parse::pattern(text)
    }

    /// Whether `event` matches.
    #[must_use]
    pub fn matches(&self, event: &Value) -> bool {
        self.matches_at(
            Some(event),
            Context {
                root: event,
                path: None,
            },
        )
    }

    /// `here` is one object of the event at the path of `context`; `None` where the event has none.
    fn matches_at(&self, here: Option<&Value>, context: Context<'_>) -> bool {
        self.fields
            .iter()
            .all(|field| field.matches_at(here, context))
    }
}

/// Where in the event the matcher stands: needed because "does not exist" is asked of the event
/// as a whole, not of one element of an array.
#[derive(Clone, Copy)]
struct Context<'a> {
    root: &'a Value,
    path: Option<&'a Path<'a>>,
}

struct Path<'a> {
    key: &'a str,
    parent: Option<&'a Path<'a>>,
}

impl Path<'_> {
    fn keys(&self) -> Vec<&str> {
        let mut keys = self.parent.map(Path::keys).unwrap_or_default();
        keys.push(self.key);
        keys
    }
}

impl Field {
    fn matches_at(&self, here: Option<&Value>, context: Context<'_>) -> bool {
        match self {
            Self::Or(any_of) => any_of
                .iter()
                .any(|pattern| pattern.matches_at(here, context)),
            Self::Object { key, pattern } => {
                let path = Path {
                    key,
                    parent: context.path,
                };
                let below = Context {
                    path: Some(&path),
                    ..context
                };
                match here.and_then(|object| object.get(key)) {
                    Some(value) => objects(value)
                        .iter()
                        .any(|object| pattern.matches_at(*object, below)),
                    None => pattern.matches_at(None, below),
                }
            }
            Self::Leaf { key, any_of } => {
                let path = Path {
                    key,
                    parent: context.path,
                };
                let leaves = here
                    .and_then(|object| object.get(key))
                    .map(leaves)
                    .unwrap_or_default();
                any_of.iter().any(|matcher| match matcher {
                    Matcher::Absent => !exists(context.root, &path.keys()),
                    present => leaves.iter().any(|leaf| present.matches(leaf)),
                })
            }
        }
    }
}

/// The objects a nested pattern is held against: those of an array one by one, so that two
/// conditions below one key are met by the same element. What is no object stands for "nothing there".
fn objects(value: &Value) -> Vec<Option<&Value>> {
    match value {
        Value::Object(_) => vec![Some(value)],
        Value::Array(elements) if !elements.is_empty() => {
            elements.iter().flat_map(objects).collect()
        }
        _ => vec![None],
    }
}

/// The values that are neither object nor array, arrays opened.
fn leaves(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(_) => Vec::new(),
        Value::Array(elements) => elements.iter().flat_map(leaves).collect(),
        leaf => vec![leaf],
    }
}

/// Whether the event has a leaf at `path`, in whatever element of the arrays on the way.
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
