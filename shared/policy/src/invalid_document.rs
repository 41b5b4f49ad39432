use std::fmt;

use thiserror::Error;

use crate::{DocumentError, document_error::DocumentErrors};

/// A policy document that cannot be read, with every error in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct InvalidDocument {
    errors: Vec<DocumentError>,
}

impl InvalidDocument {
    /// The errors, in the order in which they were found.
    #[must_use]
    pub fn errors(&self) -> &[DocumentError] {
        &self.errors
    }
}

/// Shows the first error and the number of the others. A document can have very many.
impl fmt::Display for InvalidDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.split_first() {
            None => f.write_str("not a policy document"),
            Some((first, [])) => first.fmt(f),
            Some((first, others)) => write!(f, "{first} (and {} more)", others.len()),
        }
    }
}

impl From<DocumentError> for InvalidDocument {
    fn from(error: DocumentError) -> Self {
        Self {
            errors: vec![error],
        }
    }
}

impl DocumentErrors {
    /// The value, if there is one and no error was found.
    pub(crate) fn unless_any<T>(self, value: Option<T>) -> Result<T, InvalidDocument> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(InvalidDocument { errors: self.0 }),
        }
    }
}
