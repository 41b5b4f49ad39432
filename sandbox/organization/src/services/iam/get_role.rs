use serde_json::json;

use super::{named_role, role_output};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn get_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let role = named_role::authorized_role(call, world)?;
    Ok(json!({ "Role": role_output::full(world, role) }).into())
}
