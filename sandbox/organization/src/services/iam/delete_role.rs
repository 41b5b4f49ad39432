use serde_json::json;

use super::{account_state, named_role};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn delete_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let role = named_role::authorized_role(call, world)?;
    let conflict = |what: &str| {
        let message = format!("Cannot delete entity, must {what} first.");
        Err(ServiceError::new(409, "DeleteConflict", message))
    };
    if !role.grants.inline.is_empty() {
        return conflict("delete policies");
    }
    if !role.grants.attached.is_empty() {
        return conflict("detach all policies");
    }
    let name = role.arn.name.as_str().to_owned();
    account_state::state_mut(call, world)?.remove_role(&name);
    Ok(json!({}).into())
}
