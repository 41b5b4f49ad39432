//! IAM policy documents: what rolepair writes, and what it proves.
//!
//! rolepair writes policies in a small, closed language, and parses what AWS returns as the same
//! language. The parser fails closed: an unknown element, operator or form is an error with its
//! place, and is never skipped. So [`prove`] can read from a document that exactly these principals
//! are trusted. It does not have to test samples.
//!
//! This crate must never do I/O or read a clock. A value that an account's owner chose (a name, a
//! tag) must never be more than literal text in a policy.

mod condition_key;
mod condition_operator;
mod document;
mod document_error;
mod element_reader;
mod element_writer;
mod invalid_document;
mod permissions_error;
mod permissions_template;
mod placeholder;
mod placeholder_place;
mod placeholder_reader;
mod principals;
mod proof;
mod raw_document;
mod raw_statement;
mod required_trust;
mod role_pair;
mod shown;
mod statement;
mod strict_json;
mod task_policy_reading;
mod template_values;
mod trust_reading;
mod trust_scope;

#[cfg(test)]
mod tests;

pub use condition_key::ConditionKey;
pub use condition_operator::{Comparison, ConditionOperator, Quantifier};
pub use document::Document;
pub use document_error::{DocumentError, DocumentProblem};
pub use invalid_document::InvalidDocument;
pub use permissions_error::{PermissionsError, PermissionsErrorCode};
pub use permissions_template::PermissionsTemplate;
pub use principals::{Principals, account_of_root};
pub use proof::{PairDocuments, Proven, prove};
pub use raw_document::{AcceptedVersions, RawDocument};
pub use raw_statement::RawStatement;
pub use role_pair::RolePair;
pub use statement::{Conditions, Effect, Element, Statement};
pub use strict_json::parse_json;
pub use template_values::{TemplateValues, TemplateWants};
pub use trust_scope::TrustScope;
