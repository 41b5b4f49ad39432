use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    DocumentProblem, InvalidDocument, RawStatement, Statement,
    element_reader::{Object, Read, missing, object, optional_text, refuse_unknown},
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
/// must go on after an invalid statement.
#[derive(Debug, Clone)]
pub struct RawDocument<'a> {
    id: Option<String>,
    has_variables: bool,
    statements: Vec<RawStatement<'a>>,
}

impl<'a> RawDocument<'a> {
    /// Reads everything around the statements: `Version` and `Id`.
    ///
    /// # Errors
    /// If the value is not an object, has an unknown element or version, or has no statement.
    pub fn read(value: &'a Value, accepted: AcceptedVersions) -> Result<Self, InvalidDocument> {
        let document = object("", value)?;
        refuse_unknown("", document, &["Version", "Id", "Statement"])?;
        Ok(Self {
            has_variables: read_version(document, accepted)? == CURRENT_VERSION,
            id: optional_text("", document, "Id")?,
            statements: read_list(document)?,
        })
    }

    /// The `Id` of the document. It has no effect on what the document allows.
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
        let statements = self.statements.iter().map(RawStatement::read);
        let statements = statements.collect::<Read<Vec<_>>>()?;
        let mut seen = BTreeSet::new();
        for sid in statements.iter().filter_map(|s| s.sid.as_ref()) {
            if !seen.insert(sid) {
                let problem = DocumentProblem::Repeated { name: sid.clone() };
                return Err(InvalidDocument::new("/Statement", problem));
            }
        }
        Ok(statements)
    }
}

fn read_version(document: &Object, accepted: AcceptedVersions) -> Read<&'static str> {
    const PREVIOUS_VERSION: &str = "2008-10-17";
    let version = optional_text("", document, "Version")?;
    match (version.as_deref(), accepted) {
        (Some(CURRENT_VERSION), _) => Ok(CURRENT_VERSION),
        (Some(PREVIOUS_VERSION) | None, AcceptedVersions::Every) => Ok(PREVIOUS_VERSION),
        (None, AcceptedVersions::Current) => Err(missing("", "`Version`")),
        (Some(other), _) => {
            let expected = "the version `2012-10-17`";
            Err(InvalidDocument::invalid_value("/Version", other, expected))
        }
    }
}

/// The statements of a document. IAM accepts a single one without a list around it.
fn read_list(document: &Object) -> Read<Vec<RawStatement<'_>>> {
    match document.get("Statement") {
        None => Err(missing("", "`Statement`")),
        Some(one @ Value::Object(_)) => Ok(vec![RawStatement::new("/Statement".to_owned(), one)]),
        Some(Value::Array(several)) if !several.is_empty() => {
            let statements = several.iter().enumerate();
            Ok(statements
                .map(|(index, value)| RawStatement::new(format!("/Statement/{index}"), value))
                .collect())
        }
        Some(_) => Err(InvalidDocument::wrong_type(
            "/Statement",
            "a statement or a list of at least one",
        )),
    }
}
