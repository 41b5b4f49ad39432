//! What every identifier that is "a string of a certain form" shares.

use thiserror::Error;

/// A text that is not what its type calls for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{value}` is not {expected}")]
pub struct InvalidText {
    /// The text as it was given, cut to a length that fits a log line.
    pub value: String,
    /// What was called for, with its article: `an account id (12 digits)`.
    pub expected: &'static str,
}

impl InvalidText {
    const SHOWN_CHARS: usize = 120;

    /// An error about `value`, of which no more is kept than a log line can hold.
    #[must_use]
    pub fn new(value: &str, expected: &'static str) -> Self {
        let value = value.chars().take(Self::SHOWN_CHARS).collect();
        Self { value, expected }
    }
}

/// Declares a text type that is valid by construction.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidText;

            fn try_from(value: String) -> Result<Self, Self::Error> {
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(&value) {
                    Ok(Self(value))
                } else {
                    Err($crate::InvalidText::new(&value, $expected))
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidText;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Self::try_from(value.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

pub(crate) use text_type;

/// Whether `text` holds between `min` and `max` characters, each of which `allowed` accepts.
pub(crate) fn consists_of(text: &str, min: usize, max: usize, allowed: fn(char) -> bool) -> bool {
    let length = text.chars().count();
    (min..=max).contains(&length) && text.chars().all(allowed)
}
