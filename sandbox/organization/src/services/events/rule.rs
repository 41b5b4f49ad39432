use rolepair_model::RoleArn;
use serde_json::Value;

use crate::bus::EventPattern;

/// The service that assumes the roles of rules.
pub(super) const RULES: &str = "events.amazonaws.com";

/// A rule of a default bus that may lead to the hub. Targets elsewhere do not matter here.
#[derive(Debug, Clone, Default)]
pub(super) struct HubRule {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) pattern: Option<EventPattern>,
    pub(super) has_the_hub_as_target: bool,
    /// The role that puts events on the hub's bus.
    pub(super) role: Option<RoleArn>,
}

impl HubRule {
    pub(super) fn matches(&self, event: &Value) -> bool {
        self.pattern
            .as_ref()
            .is_some_and(|pattern| pattern.matches(event))
    }
}
