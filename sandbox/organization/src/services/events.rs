//! Amazon EventBridge, as far as it takes to hand events to the hub: the default bus of every account
//! and Region with its rules, and the bus of the hub. What comes to the hub's bus comes by a rule of a
//! member account, with the role that rule has, and as the bus's policy allows; that rolepair's own
//! rules bring it is no exception.

mod default_bus;
mod hub_bus;
mod put_events;
mod rules;
mod undelivered;

use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};

use self::rules::Rule;
use crate::operation::Operation;

pub(crate) use default_bus::take_to_the_hub;
pub use undelivered::Undelivered;

/// The service that assumes the roles of rules.
const RULES: &str = "events.amazonaws.com";

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::data_write("PutEvents", put_events::put_events),
    Operation::write("PutRule", rules::put_rule),
    Operation::write("PutTargets", rules::put_targets),
];

/// The rules people put on the default buses, and what could not be delivered.
#[derive(Debug, Default)]
pub(crate) struct State {
    rules: BTreeMap<(AccountId, Region), BTreeMap<String, Rule>>,
    pub(crate) undelivered: Vec<Undelivered>,
}

#[cfg(test)]
mod tests;
