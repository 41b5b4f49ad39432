use std::sync::Arc;

use serde_json::Value;

use crate::{
    Document, Effect, InvalidDocument, Statement,
    document_reader::{
        Envelope, Versions, read_effect, read_envelope, read_statement, unique_sids,
    },
    element_reader::object,
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
        let envelope = read_envelope(&value, Versions::Every)?;
        let placed = envelope.statements.iter();
        let statements = placed
            .map(|(pointer, value)| read_statement(pointer, value))
            .collect::<Result<Vec<_>, _>>()?;
        unique_sids(&statements)?;
        Ok(Self::new(statements, envelope.has_variables))
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
        let Ok(envelope) = read_envelope(&value, Versions::Every) else {
            return denies_everything();
        };
        let Envelope {
            statements,
            has_variables,
            ..
        } = envelope;
        let read = statements.iter().map(|(_, value)| read_closed(value));
        match read.collect::<Result<Vec<_>, _>>() {
            Ok(read) => Self::new(read.into_iter().flatten().collect(), has_variables),
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
fn read_closed(value: &Value) -> Result<Option<Statement>, InvalidDocument> {
    let error = match read_statement("", value) {
        Ok(statement) => return Ok(Some(statement)),
        Err(error) => error,
    };
    let mut unconditional = object("", value)?.clone();
    match read_effect("", &unconditional)? {
        Effect::Allow => Ok(None),
        Effect::Deny => {
            if unconditional.remove("Condition").is_none() {
                return Err(error);
            }
            read_statement("", &Value::Object(unconditional)).map(Some)
        }
    }
}

impl From<&Document> for EvaluatedPolicy {
    fn from(document: &Document) -> Self {
        Self::new(document.statements().to_vec(), true)
    }
}
