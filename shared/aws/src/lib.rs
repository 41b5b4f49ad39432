//! Implements the ports of `rolepair-reconcile` with the AWS SDK. No other crate that runs in AWS uses
//! the SDK.
//!
//! This crate decides nothing. It makes the calls that its caller asks for, reads every page of a
//! list, and sorts errors, in one place, into those worth another try and those that need a person.
//! Clients are built when they are first needed. Task definitions pass through as JSON, because the
//! SDK's structs drop every field that is newer than they are.

mod aws;
mod error;
mod http_client;
mod organization;
mod raw_json;
mod roles;
mod session;
mod session_cache;
mod task_definitions;

#[cfg(test)]
mod scripted_http;

pub use aws::Aws;
pub use error::AwsError;
pub use roles::AccountRoles;
pub use session::AccountSession;
pub use task_definitions::RegionTaskDefinitions;
