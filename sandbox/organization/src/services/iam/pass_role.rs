use rolepair_model::RoleArn;

use crate::{authorize::Ask, call::Call, service_error::ServiceError, world::World};

/// Refuses to pass a role to `service` unless it exists, is in the caller's own account, and the
/// caller may pass it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html>
pub(crate) fn may_be_passed(
    call: &Call,
    world: &World,
    role: &RoleArn,
    service: &str,
) -> Result<(), ServiceError> {
    if role.account != *call.account() {
        return Err(call.access_denied("Cross-account pass role is not allowed."));
    }
    let pass = Ask::new("iam:PassRole", role.to_string()).with("iam:PassedToService", service);
    call.authorize(world, &pass)?;
    let state = world.iam.get(&role.account);
    let there = state.and_then(|state| state.role(role.name.as_str()).ok());
    if there.is_some_and(|there| there.arn == *role) {
        return Ok(());
    }
    let message = format!("Role {role} is not there");
    Err(ServiceError::invalid_input(call.service, message))
}
