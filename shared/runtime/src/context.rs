use std::time::{Duration, SystemTime};

/// The call that a function serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The id of the call, which every log line about it has.
    pub request_id: String,
    /// When the caller stops waiting.
    pub deadline: SystemTime,
}

impl Context {
    /// The time that is left; zero once the deadline has passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline
            .duration_since(SystemTime::now())
            .unwrap_or_default()
    }
}

impl From<&lambda_runtime::Context> for Context {
    fn from(context: &lambda_runtime::Context) -> Self {
        Self {
            request_id: context.request_id.clone(),
            deadline: context.deadline(),
        }
    }
}
