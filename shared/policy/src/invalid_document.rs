use thiserror::Error;

use crate::shown::shown;

/// A text that is no policy document rolepair reads: where it went wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{problem}", at(.pointer))]
pub struct InvalidDocument {
    /// The place, as a JSON pointer: `/Statement/0/Condition`. Empty for the whole text.
    pub pointer: String,
    /// What is wrong there.
    pub problem: DocumentProblem,
}

fn at(pointer: &str) -> String {
    if pointer.is_empty() {
        String::new()
    } else {
        format!("at `{}`: ", shown(pointer))
    }
}

/// What can be wrong with a policy document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DocumentProblem {
    /// The text is not JSON.
    #[error("not JSON (line {line}, column {column}): {reason}")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What the JSON parser says.
        reason: String,
    },
    /// An object has a key twice; readers differ in which of the two counts.
    #[error("the key `{}` is there twice (line {line}, column {column})", shown(.key))]
    DuplicateKey {
        /// The key.
        key: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Two condition keys differ in nothing but case, or two statements share a `Sid`.
    #[error("`{}` is there twice", shown(.name))]
    Repeated {
        /// What is repeated.
        name: String,
    },
    /// A value is of another JSON type than the language has there.
    #[error("must be {expected}")]
    WrongType {
        /// What the language has there, with its article.
        expected: &'static str,
    },
    /// An element the language does not have.
    #[error("`{}` is no element of a policy", shown(.name))]
    UnknownElement {
        /// The element as it stands.
        name: String,
    },
    /// An element that has to be there is not.
    #[error("{name} is missing")]
    MissingElement {
        /// The element, or its choices.
        name: &'static str,
    },
    /// Two elements of which a statement can have one.
    #[error("`{one}` and `{other}` exclude each other")]
    Exclusive {
        /// The one.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A condition operator IAM does not have.
    #[error("`{}` is no condition operator", shown(.name))]
    UnknownOperator {
        /// The operator as it stands.
        name: String,
    },
    /// A text of another form than the language has there.
    #[error("`{}` is not {expected}", shown(.value))]
    InvalidValue {
        /// The text as it stands.
        value: String,
        /// What the language has there, with its article.
        expected: &'static str,
    },
}

impl InvalidDocument {
    pub(crate) fn new(pointer: impl Into<String>, problem: DocumentProblem) -> Self {
        Self {
            pointer: pointer.into(),
            problem,
        }
    }

    pub(crate) fn wrong_type(pointer: &str, expected: &'static str) -> Self {
        Self::new(pointer, DocumentProblem::WrongType { expected })
    }

    pub(crate) fn invalid_value(pointer: &str, value: &str, expected: &'static str) -> Self {
        let value = value.to_owned();
        Self::new(pointer, DocumentProblem::InvalidValue { value, expected })
    }
}
