//! The state machine of `infra/state-machine`, and what stands in for the template that deploys it:
//! its role and its bucket, in the hub account.

use super::{invalid_definition::InvalidDefinition, state_machine::StateMachine};
use crate::{
    hub_roles,
    service_error::ServiceError,
    services::iam::{self, RoleSeed},
    world::World,
};
use rolepair_model::RoleArn;

const DEFINITION: &str = include_str!("../../../../infra/state-machine/backfill.asl.json");

const NAME: &str = "rolepair-backfill";

/// The role state machines run with.
const ROLE: &str = "rolepair-hub-backfill-state-machine";

/// The function the state machine calls, by its full name.
const FUNCTION: &str = "rolepair-backfill";

/// The bucket it keeps its lists and results in.
pub(crate) fn bucket(world: &World) -> String {
    format!("rolepair-results-{}", world.options.hub.id)
}

/// The state machine as it would be deployed.
pub(crate) fn state_machine(world: &World) -> Result<StateMachine, InvalidDefinition> {
    let (partition, bucket) = (world.partition.as_str(), bucket(world));
    let function = function_arn(world);
    let substitutions = [
        ("Partition", partition),
        ("BackfillFunction", &function),
        ("ResultsBucket", &bucket),
    ];
    StateMachine::new(NAME, DEFINITION, substitutions)
}

/// Its role, as the hub's template has it.
pub(crate) fn role(world: &World) -> Option<RoleSeed> {
    let policies = [("rolepair", "state-machine")];
    let name = ROLE.parse().ok()?;
    Some(hub_roles::hub_role(
        world,
        name,
        "state-machine-trust",
        &policies,
    ))
}

/// The ARN of a state machine of the hub.
pub(super) fn machine_arn(world: &World, name: &str) -> String {
    let options = &world.options;
    format!(
        "arn:{}:states:{}:{}:stateMachine:{name}",
        world.partition, options.region, options.hub.id
    )
}

pub(super) fn role_arn(world: &World) -> Result<RoleArn, ServiceError> {
    let arn = format!(
        "arn:{}:iam::{}:role/{ROLE}",
        world.partition, world.options.hub.id
    );
    let missing = |_| iam::no_such_entity(format!("`{arn}` is no role"));
    arn.parse().map_err(missing)
}

fn function_arn(world: &World) -> String {
    let options = &world.options;
    format!(
        "arn:{}:lambda:{}:{}:function:{FUNCTION}",
        world.partition, options.region, options.hub.id
    )
}
