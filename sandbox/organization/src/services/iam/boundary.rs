use serde_json::json;

use super::{account_state, managed_policies, named_role};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// `iam:PermissionsBoundary` is the requested boundary, not the one the role has.
pub(crate) fn put_role_permissions_boundary(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let arn = call.input.text("PermissionsBoundary")?.to_owned();
    let role = named_role::authorize_on_role(call, world, |ask, _| {
        ask.with("iam:PermissionsBoundary", &arn)
    })?;
    managed_policies::must_exist(account_state::state(call, world)?, &arn)?;
    let name = role.arn.name.as_str().to_owned();
    named_role::change_grants(call, world, &name, |grants| grants.boundary = Some(arn))?;
    Ok(json!({}).into())
}

pub(crate) fn delete_role_permissions_boundary(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let role = named_role::authorized_role(call, world)?;
    let name = role.arn.name.as_str().to_owned();
    named_role::change_grants(call, world, &name, |grants| grants.boundary = None)?;
    Ok(json!({}).into())
}
