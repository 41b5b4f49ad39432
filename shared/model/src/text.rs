//! What all identifiers that are texts of a certain form share.

use thiserror::Error;

/// A text that does not have the form its type requires.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{value}` is not {expected}")]
pub struct InvalidText {
    /// The invalid text, shortened to fit a log line.
    pub value: String,
    /// What is expected, with its article: `an account id (12 digits)`.
    pub expected: &'static str,
}

impl InvalidText {
    const SHOWN_CHARS: usize = 120;

    /// An error about `value`. Only as much of it is kept as a log line can hold.
    #[must_use]
    pub fn new(value: &str, expected: &'static str) -> Self {
        let value = value.chars().take(Self::SHOWN_CHARS).collect();
        Self { value, expected }
    }
}

/// Declares a text type whose values are always valid.
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

/// Whether `text` has from `min` to `max` characters, and `allowed` accepts each.
pub(crate) fn consists_of(text: &str, min: usize, max: usize, allowed: fn(char) -> bool) -> bool {
    let length = text.chars().count();
    (min..=max).contains(&length) && text.chars().all(allowed)
}
