use std::fmt;

use thiserror::Error;

/// What is wrong with a permissions template, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{message}", if .pointer.is_empty() { String::new() } else { format!("at `{}`: ", .pointer) })]
pub struct TemplateError {
    /// The place, as a JSON pointer into the template. Empty for the whole of it.
    pub pointer: String,
    /// What kind of mistake it is.
    pub code: TemplateErrorCode,
    /// One sentence, lower-case, without a full stop.
    pub message: String,
}

/// The kinds of mistake a permissions template can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TemplateErrorCode {
    /// It is no policy document.
    InvalidDocument,
    /// It is a policy document, but not one of permissions: it names principals, or no resource.
    NotPermissions,
    /// `{{...}}` is not closed, or is none of the placeholders there are.
    UnknownPlaceholder,
    /// A placeholder stands where its value would decide more than a literal text.
    MisplacedPlaceholder,
    /// It is over the quota whatever the values are.
    TooLarge,
}

impl TemplateErrorCode {
    /// The code as a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidDocument => "invalid-document",
            Self::NotPermissions => "not-permissions",
            Self::UnknownPlaceholder => "unknown-placeholder",
            Self::MisplacedPlaceholder => "misplaced-placeholder",
            Self::TooLarge => "too-large",
        }
    }
}

impl fmt::Display for TemplateErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
