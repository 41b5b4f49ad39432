//! The ports of `rolepair-reconcile` over the AWS SDK: the only crate that uses one.
//!
//! It decides nothing. It makes the calls it is told to make, pages through what comes in pages,
//! and sorts errors once into those worth another try and those for a person. Nothing is built
//! before it is first needed, and task definitions pass through as JSON: the SDK's structs would
//! drop every field that is younger than they are.

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
