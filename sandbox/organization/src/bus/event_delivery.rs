use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How reliably events reach the functions. At best they arrive once and in order, which neither
/// CloudTrail nor EventBridge nor SQS promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct EventDelivery {
    /// Whether every event is delivered twice.
    pub twice: bool,
    /// How many events are held back and then delivered in reverse; 0 turns this off. Events that
    /// are still held when nothing else is in flight are delivered too.
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
