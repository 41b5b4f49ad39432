use std::sync::Arc;

use rolepair_policy::{
    AcceptedVersions, Document, Effect, InvalidDocument, RawDocument, RawStatement, Statement,
    parse_json,
};

/// A policy for the evaluator, in any version of the IAM language.
///
/// It also represents an unreadable text, which denies. It is cheap to clone.
#[derive(Debug, Clone)]
pub struct EvaluatedPolicy(Arc<Content>);

#[derive(Debug)]
struct Content {
    statements: Vec<Statement>,
    has_variables: bool,
    denies_everything: bool,
}

impl EvaluatedPolicy {
    /// Reads any policy that IAM accepts, including version 2008-10-17 and no version.
    ///
    /// # Errors
    /// If IAM would answer `MalformedPolicyDocument`.
    pub fn parse(text: &str) -> Result<Self, InvalidDocument> {
        let value = parse_json(text)?;
        let raw = RawDocument::read(&value, AcceptedVersions::Every)?;
        Ok(Self::new(raw.read_statements()?, raw.has_variables()))
    }

    /// Reads any text as a policy.
    ///
    /// An unreadable Allow grants nothing. A Deny with unreadable conditions denies
    /// unconditionally. Anything else that is unreadable denies everything.
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

    /// The readable statements.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.0.statements
    }

    /// Whether `${...}` is a policy variable. Before version 2012-10-17 it was plain text.
    pub(crate) fn has_variables(&self) -> bool {
        self.0.has_variables
    }

    /// Whether the policy is unreadable in a way that could hide any Deny.
    pub(crate) fn denies_everything(&self) -> bool {
        self.0.denies_everything
    }
}

/// `None` for an unreadable Allow. An error for what could be a Deny of anything.
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
