use std::fmt;

use thiserror::Error;

use crate::DocumentError;

/// One error in a permissions template, and its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{message}", if .pointer.is_empty() { String::new() } else { format!("at `{}`: ", .pointer) })]
pub struct PermissionsError {
    /// The place, as a JSON pointer into the template. Empty for the whole template.
    pub pointer: String,
    /// The kind of error.
    pub code: PermissionsErrorCode,
    /// One sentence, lower-case, without a full stop.
    pub message: String,
}

impl From<DocumentError> for PermissionsError {
    fn from(error: DocumentError) -> Self {
        Self {
            pointer: error.pointer,
            code: PermissionsErrorCode::InvalidDocument,
            message: error.problem.to_string(),
        }
    }
}

/// The kinds of error that a permissions template can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermissionsErrorCode {
    /// The template is not a valid policy document.
    InvalidDocument,
    /// The policy is not a permissions policy: it names a principal, or no resource.
    NotPermissions,
    /// rolepair does not know the placeholder, or `{{` and `}}` do not match.
    UnknownPlaceholder,
    /// A placeholder is where its value could widen the permissions.
    MisplacedPlaceholder,
    /// The policy exceeds the quota, whatever the values are.
    TooLarge,
}

impl PermissionsErrorCode {
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

impl fmt::Display for PermissionsErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
