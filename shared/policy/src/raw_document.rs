use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    DocumentProblem, InvalidDocument, RawStatement, Statement,
    document_error::DocumentErrors,
    element_reader::{JsonObject, child, object, optional_text, refuse_unknown},
};

/// The version of the policy language that has policy variables.
pub(crate) const CURRENT_VERSION: &str = "2012-10-17";

/// Which versions of the policy language a reader accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedVersions {
    /// Only 2012-10-17.
    Current,
    /// 2008-10-17 as well. IAM also assumes 2008-10-17 where a document has no version.
    Every,
}

/// A policy document whose statements have not been read yet.
///
/// [`Document`](crate::Document) reads every statement or fails. This type is for a reader that
/// must use the valid statements of a document that also has invalid ones.
#[derive(Debug, Clone, Default)]
pub struct RawDocument<'a> {
    id: Option<String>,
    has_variables: bool,
    statements: Vec<RawStatement<'a>>,
}

impl<'a> RawDocument<'a> {
    /// Reads what surrounds the statements: `Version` and `Id`.
    ///
    /// # Errors
    /// If the value is not an object, has an unknown element or version, or has no statement.
    pub fn read(value: &'a Value, accepted: AcceptedVersions) -> Result<Self, InvalidDocument> {
        let mut errors = DocumentErrors::default();
        let document = Self::read_partly(value, accepted, &mut errors);
        errors.unless_any(Some(document))
    }

    /// Reads as much as is valid, and reports the rest.
    pub(crate) fn read_partly(
        value: &'a Value,
        accepted: AcceptedVersions,
        errors: &mut DocumentErrors,
    ) -> Self {
        let Some(document) = object("", value, errors) else {
            return Self::default();
        };
        refuse_unknown("", document, &["Version", "Id", "Statement"], errors);
        Self {
            has_variables: read_version(document, accepted, errors) == Some(CURRENT_VERSION),
            id: optional_text("", document, "Id", errors),
            statements: read_list(document, errors),
        }
    }

    /// The `Id` of the document. It does not change what the document allows.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether `${...}` is a policy variable. Before version 2012-10-17 it was plain text.
    #[must_use]
    pub fn has_variables(&self) -> bool {
        self.has_variables
    }

    /// The statements, in the order in which they were written.
    #[must_use]
    pub fn statements(&self) -> &[RawStatement<'a>] {
        &self.statements
    }

    /// Reads every statement.
    ///
    /// # Errors
    /// If a statement is invalid, or if two statements have the same `Sid`.
    pub fn read_statements(&self) -> Result<Vec<Statement>, InvalidDocument> {
        let mut errors = DocumentErrors::default();
        let statements = self.statements.iter();
        let statements = statements.map(|raw| raw.read_partly(&mut errors).complete());
        let statements = statements.collect::<Vec<_>>();
        self.refuse_repeated_sids(&mut errors);
        errors.unless_any(statements.into_iter().collect())
    }

    /// Reports each `Sid` that an earlier statement has too.
    pub(crate) fn refuse_repeated_sids(&self, errors: &mut DocumentErrors) {
        let mut seen = BTreeSet::new();
        for raw in &self.statements {
            if let Some(sid) = raw.sid()
                && !seen.insert(sid)
            {
                let name = sid.to_owned();
                errors.add(
                    child(raw.pointer(), "Sid"),
                    DocumentProblem::Repeated { name },
                );
            }
        }
    }
}

fn read_version(
    document: &JsonObject,
    accepted: AcceptedVersions,
    errors: &mut DocumentErrors,
) -> Option<&'static str> {
    const PREVIOUS_VERSION: &str = "2008-10-17";
    match (document.get("Version"), accepted) {
        (Some(Value::String(version)), _) if version == CURRENT_VERSION => {
            return Some(CURRENT_VERSION);
        }
        (Some(Value::String(version)), AcceptedVersions::Every) if version == PREVIOUS_VERSION => {
            return Some(PREVIOUS_VERSION);
        }
        (None, AcceptedVersions::Every) => return Some(PREVIOUS_VERSION),
        (None, AcceptedVersions::Current) => errors.missing("", "`Version`"),
        (Some(Value::String(other)), _) => {
            errors.invalid_value("/Version", other, "the version `2012-10-17`");
        }
        (Some(_), _) => errors.wrong_type("/Version", "a text"),
    }
    None
}

/// The statements of a document. IAM accepts a single one without a list around it.
fn read_list<'a>(document: &'a JsonObject, errors: &mut DocumentErrors) -> Vec<RawStatement<'a>> {
    match document.get("Statement") {
        None => errors.missing("", "`Statement`"),
        Some(one @ Value::Object(_)) => {
            return vec![RawStatement::new("/Statement".to_owned(), one)];
        }
        Some(Value::Array(several)) if !several.is_empty() => {
            let statements = several.iter().enumerate();
            return statements
                .map(|(index, value)| RawStatement::new(format!("/Statement/{index}"), value))
                .collect();
        }
        Some(_) => errors.wrong_type("/Statement", "a statement or a list of at least one"),
    }
    Vec::new()
}
