use bytes::Bytes;
use futures::future::BoxFuture;
use serde_json::Value;
use thiserror::Error;

use crate::map_run::MapRun;

/// What executions need of the account they run in. Every call is made, and authorised, with the
/// role of the state machine.
pub trait Services: Send + Sync {
    /// The time, as `2026-11-03T09:14:02Z`.
    fn now(&self) -> String;

    /// Whether a retry comes at once. How long it would have waited is counted all the same.
    fn skips_retry_waits(&self) -> bool;

    /// The ARN of something of Step Functions in the account: `stateMachine:NAME`.
    fn arn(&self, resource: &str) -> String;

    /// Checks that the role allows an action on a resource.
    ///
    /// # Errors
    /// If it does not.
    fn authorize(&self, action: &str, resource: &str) -> Result<(), CallError>;

    /// Runs a function, given by its ARN. The role was checked before.
    fn invoke<'s>(
        &'s self,
        function: &'s str,
        payload: Value,
    ) -> BoxFuture<'s, Result<Value, CallError>>;

    /// Writes an object.
    ///
    /// # Errors
    /// What S3 answers instead.
    fn put_object(
        &self,
        bucket: &str,
        key: &str,
        content_type: &str,
        body: String,
    ) -> Result<(), CallError>;

    /// Reads an object.
    ///
    /// # Errors
    /// What S3 answers instead.
    fn get_object(&self, bucket: &str, key: &str) -> Result<Bytes, CallError>;

    /// The keys of all objects below a prefix.
    ///
    /// # Errors
    /// What S3 answers instead.
    fn list_objects(&self, bucket: &str, prefix: &str) -> Result<Vec<String>, CallError>;

    /// Reports a map run each time one of its items begins or ends.
    fn report(&self, map_run: &MapRun);
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{code}: {message}")]
pub struct CallError {
    /// The service's code, or the type of the function's error.
    pub code: String,
    /// The sentence for people.
    pub message: String,
}
