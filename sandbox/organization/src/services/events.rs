//! Amazon EventBridge, as far as events to the hub need it: the default bus of every account and
//! Region with its rules, and the bus of the hub. An event reaches the hub's bus through a rule of
//! a member account, with that rule's role, and only if the bus's policy allows it. rolepair's own
//! rules are no exception.

mod default_bus;
mod hub_bus;
mod put_events;
mod rule;
mod rules;
mod state;
mod undelivered;

use crate::operation::Operation;

pub(crate) use default_bus::take_to_the_hub;
pub(crate) use state::State;
pub use undelivered::Undelivered;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::data_write("PutEvents", put_events::put_events),
    Operation::write("PutRule", rules::put_rule),
    Operation::write("PutTargets", rules::put_targets),
];

#[cfg(test)]
mod tests;
