use serde_json::json;

use super::authorization;
use crate::{call::Call, operation::Reply, service_error::ServiceError, timers::Due, world::World};

pub(crate) fn move_account(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let account = call.input.text("AccountId")?;
    let source = call.input.text("SourceParentId")?;
    let destination = call.input.text("DestinationParentId")?;
    authorization::authorize_management(call, world, &authorization::ask_on(call, world, account))?;
    let organization = &mut world.organizations;
    if !organization.is_parent(destination) {
        return Err(authorization::not_found("DestinationParent"));
    }
    let member = account
        .parse()
        .ok()
        .and_then(|id| organization.members.get_mut(&id));
    let member = member.ok_or_else(|| authorization::not_found("Account"))?;
    if member.parent != source {
        return Err(authorization::not_found("SourceParent"));
    }
    if source == destination {
        let message = "That account is already present in the specified destination.";
        return Err(ServiceError::new(400, "DuplicateAccountException", message));
    }
    member.parent = destination.to_owned();
    let account = member.id.clone();
    if world.cloudformation.has_sets() {
        let delay = world.dials.hub_role;
        world.schedule(delay, &["AssumeRole"], Due::HubRoles { account });
    }
    Ok(json!({}).into())
}
