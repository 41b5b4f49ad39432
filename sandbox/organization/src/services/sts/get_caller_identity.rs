use serde_json::json;

use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// Needs no permission: everybody may ask who they are.
pub(crate) fn get_caller_identity(call: &Call, _world: &mut World) -> Result<Reply, ServiceError> {
    Ok(json!({
        "Arn": call.caller.arn(),
        "UserId": call.caller.user_id(),
        "Account": call.account(),
    })
    .into())
}
