use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How faithfully events are brought to the functions: at the best once and in order, which neither
/// CloudTrail nor EventBridge nor SQS promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventDelivery {
    /// Whether every event is delivered twice.
    pub twice: bool,
    /// How many events are held back and then delivered the last first; 0 for none. What is held
    /// when everything else is at rest is delivered too.
    pub reverse: usize,
    /// How many of the next events are lost.
    pub lose_next: u32,
    /// How long it takes until an event that failed is delivered again, in milliseconds.
    pub redelivery_delay_ms: u64,
}

impl Default for EventDelivery {
    fn default() -> Self {
        Self {
            twice: false,
            reverse: 0,
            lose_next: 0,
            redelivery_delay_ms: 100,
        }
    }
}

impl EventDelivery {
    pub(super) fn redelivery_delay(&self) -> Duration {
        Duration::from_millis(self.redelivery_delay_ms)
    }

    pub(super) fn copies(&self) -> usize {
        if self.twice { 2 } else { 1 }
    }
}
