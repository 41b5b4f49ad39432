//! IAM policy documents: what rolepair writes, and what it proves.
//!
//! Everything rolepair emits lies in a small, closed policy language, and what AWS returns is
//! parsed the same way. The parser fails closed: an element, an operator or a form it does not
//! know is an error that says where, never something stepped over. So "exactly this principal and
//! nobody else" is read off a document ([`prove`]) instead of sampled.
//!
//! This crate must never do I/O, read a clock, or let a value of somebody else's (an account's
//! name, a tag) decide anything but the literal text it stands for.

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
