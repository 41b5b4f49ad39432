use thiserror::Error;

use crate::shown::shown;

/// One error in a policy document, and its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{problem}", at(.pointer))]
pub struct DocumentError {
    /// The place, as a JSON pointer such as `/Statement/0/Condition`. Empty for the whole text.
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
        /// The message of the JSON parser.
        reason: String,
    },
    /// An object has the same key twice. JSON readers differ in which of the two they keep.
    #[error("the key `{}` occurs twice (line {line}, column {column}); remove one", shown(.key))]
    DuplicateKey {
        /// The key.
        key: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Two condition keys differ only in case, or two statements have the same `Sid`.
    #[error("`{}` occurs twice", shown(.name))]
    Repeated {
        /// The repeated name.
        name: String,
    },
    /// A value has the wrong JSON type.
    #[error("must be {expected}")]
    WrongType {
        /// What is expected, with its article.
        expected: &'static str,
    },
    /// The policy language has no such element here.
    #[error("`{}` is not an element of a policy here; remove it, or use {}", shown(.name), listed(.known))]
    UnknownElement {
        /// The name of the element.
        name: String,
        /// The elements that can be here.
        known: &'static [&'static str],
    },
    /// A required element is missing.
    #[error("{name} is missing")]
    MissingElement {
        /// The element, or the elements one of which is required.
        name: &'static str,
    },
    /// A statement has both of two elements that exclude each other.
    #[error("`{one}` and `{other}` exclude each other; keep one")]
    Exclusive {
        /// The first element.
        one: &'static str,
        /// The second element.
        other: &'static str,
    },
    /// IAM has no such condition operator.
    #[error("`{}` is not a condition operator of IAM", shown(.name))]
    UnknownOperator {
        /// The name of the operator.
        name: String,
    },
    /// A text does not have the required form.
    #[error("`{}` is not {expected}", shown(.value))]
    InvalidValue {
        /// The text.
        value: String,
        /// What is expected, with its article.
        expected: &'static str,
    },
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// The errors that a reader has found so far.
///
/// A reader goes on after an error. It returns a value only for what it could read.
#[derive(Debug, Default)]
pub(crate) struct DocumentErrors(pub(crate) Vec<DocumentError>);

impl DocumentErrors {
    pub(crate) fn add(&mut self, pointer: impl Into<String>, problem: DocumentProblem) {
        let pointer = pointer.into();
        self.0.push(DocumentError { pointer, problem });
    }

    pub(crate) fn missing(&mut self, pointer: &str, name: &'static str) {
        self.add(pointer, DocumentProblem::MissingElement { name });
    }

    pub(crate) fn wrong_type(&mut self, pointer: &str, expected: &'static str) {
        self.add(pointer, DocumentProblem::WrongType { expected });
    }

    pub(crate) fn invalid_value(&mut self, pointer: &str, value: &str, expected: &'static str) {
        let value = value.to_owned();
        self.add(pointer, DocumentProblem::InvalidValue { value, expected });
    }
}
