use std::sync::Arc;

use rolepair_policy::{
    AcceptedVersions, Document, Effect, InvalidDocument, RawDocument, RawStatement, Statement,
    parse_json,
};

/// A policy as the evaluator takes it: any version of the IAM language, and texts it cannot read.
///
/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct EvaluatedPolicy(Arc<Content>);

#[derive(Debug)]
struct Content {
    statements: Vec<Statement>,
    has_variables: bool,
    denies_everything: bool,
}

impl EvaluatedPolicy {
    /// Reads any policy IAM would take: version 2008-10-17 and no version too.
    ///
    /// # Errors
    /// Where IAM would say `MalformedPolicyDocument`.
    pub fn parse(text: &str) -> Result<Self, InvalidDocument> {
        let value = parse_json(text)?;
        let raw = RawDocument::read(&value, AcceptedVersions::Every)?;
        Ok(Self::new(raw.read_statements()?, raw.has_variables()))
    }

    /// Reads a policy whatever it is. An Allow that cannot be read grants nothing; a Deny whose
    /// conditions cannot be read denies unconditionally; anything else that cannot be read denies
    /// everything.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let denies_everything = || {
            Self(Arc::new(Content {
                statements: Vec::new(),
                has_variables: false,
                denies_everything: true,
            }))
        };
        let Ok(value) = parse_json(text) else {
            return denies_everything();
        };
        let Ok(raw) = RawDocument::read(&value, AcceptedVersions::Every) else {
            return denies_everything();
        };
        let read = raw.statements().iter().map(read_closed);
        match read.collect::<Result<Vec<_>, _>>() {
            Ok(read) => Self::new(read.into_iter().flatten().collect(), raw.has_variables()),
            Err(_) => denies_everything(),
        }
    }

    fn new(statements: Vec<Statement>, has_variables: bool) -> Self {
        Self(Arc::new(Content {
            statements,
            has_variables,
            denies_everything: false,
        }))
    }

    /// The statements that could be read.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.0.statements
    }

    /// Whether `${...}` is a variable in it; before version 2012-10-17 it was plain text.
    pub(crate) fn has_variables(&self) -> bool {
        self.0.has_variables
    }

    /// Whether nothing can be told of it but that it may deny.
    pub(crate) fn denies_everything(&self) -> bool {
        self.0.denies_everything
    }
}

/// `None` for an Allow that cannot be read; an error where it may be a Deny of anything.
fn read_closed(raw: &RawStatement<'_>) -> Result<Option<Statement>, InvalidDocument> {
    if let Ok(statement) = raw.read() {
        return Ok(Some(statement));
    }
    match raw.read_effect()? {
        Effect::Allow => Ok(None),
        Effect::Deny => raw.read_without_condition().map(Some),
    }
}

impl From<&Document> for EvaluatedPolicy {
    fn from(document: &Document) -> Self {
        Self::new(document.statements().to_vec(), true)
    }
}
