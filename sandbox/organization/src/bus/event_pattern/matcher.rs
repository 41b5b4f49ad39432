use serde_json::{Number, Value};

use super::wildcard::Wildcard;

/// One condition on a leaf.
#[derive(Debug, Clone)]
pub(super) enum Matcher {
    Exact(Value),
    Text(TextMatcher),
    /// Neither any of these values nor anything these texts match.
    AnythingBut {
        values: Vec<Value>,
        texts: Vec<TextMatcher>,
    },
    Numeric(Vec<(Comparison, f64)>),
    Present,
    Absent,
}

/// A condition on a string.
#[derive(Debug, Clone)]
pub(super) enum TextMatcher {
    Prefix(String),
    PrefixIgnoreCase(String),
    Suffix(String),
    SuffixIgnoreCase(String),
    EqualsIgnoreCase(String),
    Wildcard(Wildcard),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Matcher {
    /// Whether an existing leaf matches.
    pub(super) fn matches(&self, leaf: &Value) -> bool {
        match self {
            Self::Exact(value) => same(value, leaf),
            Self::Text(matcher) => leaf.as_str().is_some_and(|text| matcher.matches(text)),
            Self::AnythingBut { values, texts } => {
                !values.iter().any(|value| same(value, leaf))
                    && !leaf
                        .as_str()
                        .is_some_and(|text| texts.iter().any(|matcher| matcher.matches(text)))
            }
            Self::Numeric(comparisons) => leaf.as_f64().is_some_and(|number| {
                comparisons
                    .iter()
                    .all(|(comparison, bound)| comparison.holds(number, *bound))
            }),
            Self::Present => true,
            Self::Absent => false,
        }
    }
}

impl TextMatcher {
    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Prefix(prefix) => text.starts_with(prefix.as_str()),
            Self::PrefixIgnoreCase(prefix) => {
                text.to_lowercase().starts_with(&prefix.to_lowercase())
            }
            Self::Suffix(suffix) => text.ends_with(suffix.as_str()),
            Self::SuffixIgnoreCase(suffix) => text.to_lowercase().ends_with(&suffix.to_lowercase()),
            Self::EqualsIgnoreCase(other) => text.to_lowercase() == other.to_lowercase(),
            Self::Wildcard(wildcard) => wildcard.matches(text),
        }
    }
}

impl Comparison {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "=" => Some(Self::Equal),
            "<" => Some(Self::Less),
            "<=" => Some(Self::LessOrEqual),
            ">" => Some(Self::Greater),
            ">=" => Some(Self::GreaterOrEqual),
            _ => None,
        }
    }

    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Self::Equal => number == bound,
            Self::Less => number < bound,
            Self::LessOrEqual => number <= bound,
            Self::Greater => number > bound,
            Self::GreaterOrEqual => number >= bound,
        }
    }
}

/// Compares values as JSON, and numbers by their value, however they are written.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left == right || worth(left) == worth(right),
        _ => left == right,
    }
}

fn worth(number: &Number) -> Option<f64> {
    number.as_f64()
}
