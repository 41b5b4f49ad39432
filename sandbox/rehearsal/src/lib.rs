//! A backfill of many accounts, to be rehearsed on an embedded organization: it makes the accounts,
//! brings trouble over some of them, each of another kind, takes it away again, and reads the list in
//! which the state machine named those that failed.
//!
//! Everything is done as people of the organization would do it, over the wire with their
//! credentials; only what no person has a call for (quotas, throttles, the reopening of an account)
//! is done at the organization itself. It never does the work of rolepair, and is never linked into
//! a Lambda function.

mod accounts;
mod configuration;
mod failure;
mod people;
mod person;
mod rehearsal_error;
mod task_definition;
mod trouble;
mod troubles;

pub use accounts::populate;
pub use configuration::{configuration, options};
pub use failure::{Failure, failures, left_behind, summary};
pub use person::Person;
pub use rehearsal_error::RehearsalError;
pub use trouble::Trouble;
pub use troubles::Troubles;
