//! IAM policy documents: what rolepair writes, what it proves, and how IAM decides.
//!
//! Everything rolepair emits lies in a small, closed policy language, and what AWS returns is
//! parsed the same way. The parser fails closed: an element, an operator or a form it does not
//! know is an error that says where, never something stepped over. So "exactly this principal and
//! nobody else" is read off a document ([`prove`]) instead of sampled.
//!
//! Beside it stands an evaluator of the whole IAM language ([`evaluate`]), with which the embedded
//! organization authorises every call. What it does not know, it denies.
//!
//! This crate must never do I/O, read a clock, or let a value of somebody else's (an account's
//! name, a tag) decide anything but the literal text it stands for.

mod condition_key;
mod condition_operator;
mod condition_test;
mod context;
mod decision;
mod document;
mod document_reader;
mod element_reader;
mod evaluated_policy;
mod evaluation;
mod invalid_document;
mod pattern;
mod permissions_template;
mod placeholder;
mod placeholder_place;
mod policies;
mod principal;
mod principal_match;
mod principals;
mod proof;
mod request;
mod required_trust;
mod role_pair;
mod shown;
mod statement;
mod strict_json;
mod task_policy_reading;
mod template_error;
mod template_values;
mod trust_reading;
mod trust_scope;
mod truth;

#[cfg(test)]
mod tests;

pub use condition_key::ConditionKey;
pub use condition_operator::{ConditionOperator, Quantifier, Test};
pub use context::Context;
pub use decision::{Decision, PolicyKind};
pub use document::Document;
pub use evaluated_policy::EvaluatedPolicy;
pub use evaluation::evaluate;
pub use invalid_document::{DocumentProblem, InvalidDocument};
pub use permissions_template::PermissionsTemplate;
pub use policies::Policies;
pub use principal::{Principal, PrincipalKind};
pub use principals::Principals;
pub use proof::{PairDocuments, Proven, prove};
pub use request::Request;
pub use role_pair::RolePair;
pub use statement::{Conditions, Effect, Element, Statement};
pub use strict_json::parse_json;
pub use template_error::{TemplateError, TemplateErrorCode};
pub use template_values::{TemplateValues, TemplateWants};
pub use trust_scope::TrustScope;
