use std::time::Duration;

use serde::Serialize;

/// What an execution took, its children included: what Step Functions counts and bills.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Measured {
    /// Steps carried out, retries included.
    pub transitions: u64,
    /// Retries among them.
    pub retries: u64,
    /// The longest history of all executions, in events. At 25,000 an execution ends.
    pub longest_history: u64,
    /// Calls of functions.
    pub invocations: u64,
    /// How long functions ran, all calls together.
    pub function_time: Duration,
    /// How long retries waited, all together. Skipped waits count as well.
    pub waited: Duration,
}
