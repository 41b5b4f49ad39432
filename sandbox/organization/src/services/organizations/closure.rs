use serde_json::json;

use super::authorization;
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// Closes an account: it is suspended, and stays a member for the time AWS keeps it.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html>
pub(crate) fn close_account(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("AccountId")?;
    authorization::authorize_management(call, world, &authorization::ask_on(call, world, id))?;
    let account = world
        .organizations
        .member(id)
        .map(|member| member.id.clone())
        .ok_or_else(|| authorization::not_found("Account"))?;
    if account == world.organizations.management {
        let message = "You can't close the management account of an organization.";
        return Err(authorization::not_permitted(call).with("Reason", message));
    }
    let members = &mut world.organizations.members;
    match members.get_mut(&account) {
        Some(member) if !member.is_suspended => {
            member.is_suspended = true;
            Ok(json!({}).into())
        }
        _ => Err(ServiceError::new(
            400,
            "AccountAlreadyClosedException",
            "The account is closed already.",
        )),
    }
}
