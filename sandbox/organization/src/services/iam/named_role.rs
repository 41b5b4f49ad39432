//! The role that the `RoleName` of a call names.

use super::{
    account_state::{state, state_mut},
    grants::Grants,
    limits,
    role::Role,
};
use crate::{authorize::Ask, call::Call, service_error::ServiceError, world::World};

/// Authorises a call on the role of its `RoleName`; returns the role.
/// For a missing role the policies are asked about its name without a path, as IAM does. A caller
/// that may only read below a path is refused, and does not learn that the role is missing.
pub(super) fn authorize_on_role<'a>(
    call: &Call,
    world: &'a World,
    refine: impl FnOnce(Ask, &Role) -> Ask,
) -> Result<&'a Role, ServiceError> {
    let name = role_name(call)?;
    let action = format!("iam:{}", call.operation);
    match state(call, world)?.role(name) {
        Ok(role) => {
            let mut ask = Ask::new(action, role.arn.to_string()).with_resource_tags(&role.tags);
            if let Some(boundary) = &role.grants.boundary {
                ask = ask.with("iam:PermissionsBoundary", boundary);
            }
            call.authorize(world, &refine(ask, role))?;
            Ok(role)
        }
        Err(not_there) => {
            let arn = format!(
                "arn:{}:iam::{}:role/{name}",
                world.partition,
                call.account()
            );
            call.authorize(world, &Ask::new(action, arn))?;
            Err(not_there)
        }
    }
}

/// The same, for operations without further condition keys.
pub(super) fn authorized_role<'a>(call: &Call, world: &'a World) -> Result<&'a Role, ServiceError> {
    authorize_on_role(call, world, |ask, _| ask)
}

pub(super) fn role_name(call: &Call) -> Result<&str, ServiceError> {
    let name = call.input.text("RoleName")?;
    let valid = name.parse::<rolepair_model::RoleName>().is_ok();
    let constraint = "Member must satisfy regular expression pattern: [\\w+=,.@-]{1,64}";
    valid
        .then_some(name)
        .ok_or_else(|| limits::invalid("roleName", name, constraint))
}

/// Changes the documents of an authorised role, with the propagation of the dials.
pub(super) fn change_grants(
    call: &Call,
    world: &mut World,
    name: &str,
    change: impl FnOnce(&mut Grants),
) -> Result<(), ServiceError> {
    let (propagation, now) = (world.dials.iam_propagation, world.now());
    state_mut(call, world)?
        .role_mut(name)?
        .change(propagation, now, change);
    Ok(())
}
