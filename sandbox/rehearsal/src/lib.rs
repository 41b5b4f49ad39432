//! Rehearses a backfill of many accounts on an embedded organization. It makes the accounts, causes
//! trouble in some of them, each of another kind, ends it again, and reads the list in which the
//! state machine names the accounts that failed.
//!
//! Everything is done as people of the organization would do it, over the wire with their
//! credentials. Only what has no API call (quotas, throttles, reopening an account) is done on the
//! organization directly. It never does the work of rolepair, and is never linked into a Lambda
//! function.

mod account_failure;
mod accounts;
mod configuration;
mod people;
mod person;
mod rehearsal_error;
mod task_definition;
mod trouble;
mod troubles;

pub use account_failure::{AccountFailure, failures, left_behind, summary};
pub use accounts::populate;
pub use configuration::{configuration, options};
pub use person::Person;
pub use rehearsal_error::RehearsalError;
pub use trouble::Trouble;
pub use troubles::Troubles;
