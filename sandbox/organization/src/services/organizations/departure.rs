use rolepair_model::AccountId;
use serde_json::json;

use super::{account_creation::record, authorization};
use crate::{call::Call, clock, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn remove_account_from_organization(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let id = call.input.text("AccountId")?;
    authorization::authorize_management(call, world, &authorization::ask_on(call, world, id))?;
    let member = world
        .organizations
        .member(id)
        .ok_or_else(|| authorization::not_found("Account"))?;
    let account = member.id.clone();
    depart(world, &account, "REMOVED")
}

pub(crate) fn leave_organization(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    authorization::authorize_member(call, world, &authorization::ask(call))?;
    depart(world, &call.account().clone(), "LEFT")
}

/// The account's tags are gone; what is in the account stays.
fn depart(world: &mut World, account: &AccountId, method: &str) -> Result<Reply, ServiceError> {
    let organization = &mut world.organizations;
    if *account == organization.management {
        let message = "You can't remove a management account from an organization.";
        return Err(ServiceError::new(
            400,
            "MasterCannotLeaveOrganizationException",
            message,
        ));
    }
    organization.members.remove(account);
    organization.delegated.remove(account);
    for policy in organization.policies.values_mut() {
        policy.targets.remove(account.as_str());
    }
    let details = json!({
        "accountId": account,
        "departureMethod": method,
        "departureTime": clock::iso(world.now()),
    });
    record(world, "AccountDepartedOrganization", details);
    Ok(json!({}).into())
}
