//! The names of rolepair's things in the hub account, as its templates have them.

use crate::world::World;

/// The role the hub's state machine runs with.
pub(crate) const STATE_MACHINE_ROLE: &str = "rolepair-hub-backfill-state-machine";

/// The bucket the state machine keeps its lists and results in.
pub(crate) fn results_bucket(world: &World) -> String {
    format!("rolepair-results-{}", world.options.hub.id)
}

/// The ARN of the role the function `name` runs with.
pub(crate) fn function_role(world: &World, name: &str) -> String {
    let (partition, hub) = (&world.partition, &world.options.hub.id);
    format!("arn:{partition}:iam::{hub}:role/rolepair-hub-{name}")
}

/// The ARN of the role the state machine runs with.
pub(crate) fn state_machine_role(world: &World) -> String {
    let (partition, hub) = (&world.partition, &world.options.hub.id);
    format!("arn:{partition}:iam::{hub}:role/{STATE_MACHINE_ROLE}")
}

/// The ARN of a state machine of the hub.
pub(crate) fn state_machine_arn(world: &World, name: &str) -> String {
    states_arn(world, &format!("stateMachine:{name}"))
}

/// The ARN of something of Step Functions in the hub account.
pub(crate) fn states_arn(world: &World, resource: &str) -> String {
    let (partition, options) = (&world.partition, &world.options);
    let (region, hub) = (&options.region, &options.hub.id);
    format!("arn:{partition}:states:{region}:{hub}:{resource}")
}
