//! The roles a task definition names: they must exist, and the caller must be allowed to pass them.

use rolepair_model::RoleArn;
use serde_json::{Map, Value};

use super::reference::client;
use crate::{call::Call, service_error::ServiceError, services::iam, world::World};

/// The service that assumes the roles of tasks.
pub(crate) const TASKS: &str = "ecs-tasks.amazonaws.com";

/// Refuses roles that are not in the caller's account, and roles the caller may not pass.
pub(super) fn authorize(
    call: &Call,
    world: &World,
    members: &Map<String, Value>,
) -> Result<(), ServiceError> {
    for member in ["taskRoleArn", "executionRoleArn"] {
        let Some(given) = members
            .get(member)
            .and_then(Value::as_str)
            .filter(|given| !given.is_empty())
        else {
            continue;
        };
        let arn = arn(call, world, given).ok_or_else(|| client("Role is not valid"))?;
        iam::may_be_passed(call, world, &arn, TASKS)?;
    }
    Ok(())
}

/// The ARN of an existing role, given by its ARN or by its name alone.
fn arn(call: &Call, world: &World, given: &str) -> Option<RoleArn> {
    let name = match given.parse::<RoleArn>() {
        Ok(arn) => arn.name.to_string(),
        Err(_) => given.to_owned(),
    };
    let role = world.iam.get(call.account())?.role(&name).ok()?;
    let is_it = !given.starts_with("arn:") || role.arn.to_string() == given;
    is_it.then(|| role.arn.clone())
}
