//! The state machine of `infra/state-machine`, and what stands in for the template that deploys it:
//! its role and its bucket, in the hub account.

use rolepair_model::RoleArn;
use serde_json::json;

use super::{invalid_definition::InvalidDefinition, state_machine::StateMachine};
use crate::{
    options::HubRole,
    service_error::ServiceError,
    services::iam::{self, RoleSeed},
    world::World,
};

const DEFINITION: &str = include_str!("../../../../infra/state-machine/backfill.asl.json");

const NAME: &str = "rolepair-backfill";

/// The role state machines run with.
const ROLE: &str = "rolepair-backfill";

/// The function the state machine calls.
const FUNCTION: &str = "backfill";

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

/// Its role: what `infra/README.md` lists, as far as it is asked for here.
pub(crate) fn role(world: &World) -> Option<RoleSeed> {
    let hub = &world.options.hub.id;
    let role = HubRole::at_root(ROLE.parse().ok()?);
    let principal = json!({ "Service": "states.amazonaws.com" });
    let mut seed = RoleSeed::new(hub, &role, principal, None);
    let (partition, region) = (&world.partition, &world.options.region);
    let states = |kind| format!("arn:{partition}:states:{region}:{hub}:{kind}:{NAME}");
    let bucket = format!("arn:{partition}:s3:::{}", bucket(world));
    let allow = |action: &[&str], resource: String| json!({ "Effect": "Allow", "Action": action, "Resource": resource });
    seed.inline = Some(json!({ "Version": "2012-10-17", "Statement": [
        allow(&["lambda:InvokeFunction"], function_arn(world)),
        allow(&["states:StartExecution"], states("stateMachine")),
        allow(&["states:DescribeMapRun"], format!("{}/*", states("mapRun"))),
        allow(&["s3:ListBucket"], bucket.clone()),
        allow(&["s3:GetObject", "s3:PutObject"], format!("{bucket}/runs/*")),
    ]}));
    Some(seed)
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
