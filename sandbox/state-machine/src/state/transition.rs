use serde::{Deserialize, Deserializer, de::Error as _};

/// Where a state leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Transition {
    To(String),
    End,
}

impl Transition {
    pub(crate) fn next(&self) -> Option<&str> {
        match self {
            Self::To(name) => Some(name),
            Self::End => None,
        }
    }

    /// Made of the fields `Next` and `End`, of which a state has one.
    pub(super) fn of(next: Option<String>, end: Option<End>) -> Result<Self, String> {
        match (next, end) {
            (Some(name), None) => Ok(Self::To(name)),
            (None, Some(End)) => Ok(Self::End),
            _ => Err("it needs either `Next` or `End`".to_owned()),
        }
    }
}

/// `"End": true`, the only value it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End;

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match bool::deserialize(deserializer)? {
            true => Ok(Self),
            false => Err(D::Error::custom("`End` can only be `true`")),
        }
    }
}
