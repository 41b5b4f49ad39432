use rolepair_state_machine::{InvalidDefinition, StateMachine};

use crate::{hub_names, world::World};

const DEFINITION: &str = include_str!("../../../infra/state-machine/backfill.asl.json");

const NAME: &str = "rolepair-backfill";

/// The function the state machine calls, by its full name.
const FUNCTION: &str = "rolepair-backfill";

/// The state machine of `infra/state-machine` as it would be deployed in the hub account.
pub(crate) fn backfill_state_machine(world: &World) -> Result<StateMachine, InvalidDefinition> {
    let (partition, bucket) = (world.partition.as_str(), hub_names::results_bucket(world));
    let function = function_arn(world);
    let substitutions = [
        ("Partition", partition),
        ("BackfillFunction", &function),
        ("ResultsBucket", &bucket),
    ];
    StateMachine::new(NAME, DEFINITION, substitutions)
}

fn function_arn(world: &World) -> String {
    let options = &world.options;
    format!(
        "arn:{}:lambda:{}:{}:function:{FUNCTION}",
        world.partition, options.region, options.hub.id
    )
}
