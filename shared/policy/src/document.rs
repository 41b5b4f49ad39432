use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::{
    AcceptedVersions, InvalidDocument, RawDocument, Statement, document_error::DocumentErrors,
    element_reader::child, parse_json, raw_document::CURRENT_VERSION,
    raw_statement::PartialStatement,
};

/// A policy document in the closed language: version 2012-10-17, with known elements only.
///
/// Two documents are equal if they mean the same. These differences do not count:
/// - the order of statements, actions and values, and the case of actions and condition keys;
/// - a single text or a list of one text;
/// - `arn:aws:iam::123456789012:root` or `123456789012`; `"*"` or `{"AWS": "*"}`.
#[derive(Debug, Clone)]
pub struct Document {
    id: Option<String>,
    statements: Vec<Statement>,
}

impl Document {
    /// The version of the policy language that rolepair writes.
    pub const VERSION: &'static str = CURRENT_VERSION;

    /// How many characters all inline policies of a role can have together.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    pub const INLINE_POLICIES_QUOTA: usize = 10_240;

    /// How many characters a trust policy can have, unless the quota of the account was raised.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    pub const TRUST_POLICY_QUOTA: usize = 2_048;

    /// A document with these statements.
    #[must_use]
    pub fn new(statements: Vec<Statement>) -> Self {
        Self {
            id: None,
            statements,
        }
    }

    /// Reads a document from its JSON text.
    ///
    /// # Errors
    /// If the text is not JSON, has a duplicate key, or has anything the language does not have.
    pub fn parse(text: &str) -> Result<Self, InvalidDocument> {
        Self::from_value(&parse_json(text)?)
    }

    /// Reads a document from a JSON value.
    ///
    /// A JSON value no longer shows a duplicate key. For a text, use [`Document::parse`].
    ///
    /// # Errors
    /// If the value has anything the language does not have.
    pub fn from_value(value: &Value) -> Result<Self, InvalidDocument> {
        let mut errors = DocumentErrors::default();
        let (raw, statements) = Self::read_partly(value, &mut errors);
        let statements = statements.into_iter().map(PartialStatement::complete);
        let document = statements.collect::<Option<_>>().map(|statements| Self {
            id: raw.id().map(str::to_owned),
            statements,
        });
        errors.unless_any(document)
    }

    /// Reads as much of a document as is valid, and reports the rest.
    pub(crate) fn read_partly<'a>(
        value: &'a Value,
        errors: &mut DocumentErrors,
    ) -> (RawDocument<'a>, Vec<PartialStatement>) {
        let raw = RawDocument::read_partly(value, AcceptedVersions::Current, errors);
        let statements = raw.statements().iter();
        let statements = statements.map(|raw| {
            let statement = raw.read_partly(errors);
            check_sid(raw.pointer(), &statement, errors);
            statement
        });
        let statements = statements.collect();
        raw.refuse_repeated_sids(errors);
        (raw, statements)
    }

    /// The statements, in the order in which they were written.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The document as JSON. The elements have the order of IAM's documentation; lists are sorted.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let statements: Value = self.statements.iter().map(Statement::to_value).collect();
        let mut document = serde_json::Map::new();
        document.insert("Version".to_owned(), Value::from(Self::VERSION));
        if let Some(id) = &self.id {
            document.insert("Id".to_owned(), Value::from(id.as_str()));
        }
        document.insert("Statement".to_owned(), statements);
        Value::Object(document)
    }

    /// The document as compact JSON. The same document always gives the same text.
    ///
    /// Characters beyond Latin-1 are escaped, because IAM does not accept them.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        for c in self.to_value().to_string().chars() {
            if c <= '\u{ff}' {
                text.push(c);
            } else {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
        text
    }

    /// The size that counts for AWS's quotas: characters, without white space between tokens.
    #[must_use]
    pub fn size(&self) -> usize {
        self.canonical().chars().count()
    }

    pub(crate) fn map_statements(&self, change: impl FnMut(&Statement) -> Statement) -> Self {
        Self {
            id: self.id.clone(),
            statements: self.statements.iter().map(change).collect(),
        }
    }

    /// The statements in a form and order that compare equal if they mean the same.
    ///
    /// A repeated statement is kept. It adds nothing, but rolepair never writes one.
    fn normalized(&self) -> Vec<Statement> {
        let statements = self.statements.iter().map(Statement::normalized);
        let mut statements: Vec<Statement> = statements.collect();
        statements.sort();
        statements
    }
}

/// IAM accepts letters and digits only; other services accept more.
fn check_sid(at: &str, statement: &PartialStatement, errors: &mut DocumentErrors) {
    match &statement.sid {
        Some(sid) if !sid.chars().all(|c| c.is_ascii_alphanumeric()) => {
            errors.invalid_value(&child(at, "Sid"), sid, "a `Sid` (letters and digits)");
        }
        _ => {}
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.normalized() == other.normalized()
    }
}

impl Eq for Document {}

/// The text of [`Document::canonical`].
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.canonical())
    }
}

/// The JSON of [`Document::to_value`].
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}
