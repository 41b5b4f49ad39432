use std::sync::Arc;

use crate::{Document, InvalidDocument, Statement};

/// A policy as the evaluator takes it: any version of the IAM language, and texts it cannot read.
///
/// Cheap to clone.
#[derive(Debug, Clone)]
pub struct EvaluatedPolicy(Arc<Content>);

#[derive(Debug, Default)]
struct Content {
    statements: Vec<Statement>,
    has_variables: bool,
    unreadable: Option<InvalidDocument>,
}

impl EvaluatedPolicy {
    /// Reads any policy IAM would take: version 2008-10-17 and no version too.
    ///
    /// # Errors
    /// Where IAM would say `MalformedPolicyDocument`.
    pub fn parse(text: &str) -> Result<Self, InvalidDocument> {
        Document::parse(text).map(|document| Self::from(&document))
    }

    /// Reads a policy whatever it is. An Allow that cannot be read grants nothing; a Deny whose
    /// conditions cannot be read denies unconditionally; anything else that cannot be read denies
    /// everything.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match Self::parse(text) {
            Ok(policy) => policy,
            Err(error) => Self(Arc::new(Content {
                unreadable: Some(error),
                ..Content::default()
            })),
        }
    }
}

impl From<&Document> for EvaluatedPolicy {
    fn from(document: &Document) -> Self {
        Self(Arc::new(Content {
            statements: document.statements().to_vec(),
            has_variables: true,
            unreadable: None,
        }))
    }
}
