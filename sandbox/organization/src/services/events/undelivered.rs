use rolepair_model::AccountId;
use serde_json::Value;

/// An event that a rule of a member account could not put on the hub's bus.
#[derive(Debug, Clone, PartialEq)]
pub struct Undelivered {
    /// The account whose rule it was.
    pub account: AccountId,
    /// The rule.
    pub rule: String,
    /// The event as it would have arrived.
    pub event: Value,
    /// Why not.
    pub reason: String,
}
