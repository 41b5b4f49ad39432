//! Decides a call as IAM does: the whole policy language, evaluated ([`evaluate`]).
//!
//! The embedded organization asks this crate about every call. What the evaluator does not know,
//! it denies: an Allow needs certainty, a Deny does not.
//!
//! No Lambda links this crate. It must never do I/O or read a clock: what a decision depends on is
//! in the [`AccessRequest`] and the [`Policies`].

mod access_request;
mod condition_test;
mod decision;
mod evaluated_policy;
mod evaluation;
mod glob;
mod policies;
mod principal;
mod principal_match;
mod request_context;
mod truth;

#[cfg(test)]
mod tests;

pub use access_request::AccessRequest;
pub use decision::{Decision, PolicyKind};
pub use evaluated_policy::EvaluatedPolicy;
pub use evaluation::evaluate;
pub use policies::Policies;
pub use principal::{Principal, PrincipalKind};
pub use request_context::RequestContext;
