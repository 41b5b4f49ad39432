use serde_json::{Value, json};

use super::{authorization, output, paging};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn register_delegated_administrator(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let (id, service) = (
        call.input.text("AccountId")?,
        call.input.text("ServicePrincipal")?,
    );
    let ask =
        authorization::ask_on(call, world, id).with("organizations:ServicePrincipal", service);
    authorization::authorize_management(call, world, &ask)?;
    let member = world
        .organizations
        .member(id)
        .ok_or_else(|| authorization::not_found("Account"))?;
    let account = member.id.clone();
    if account == world.organizations.management {
        let message = "You can't register the management account of the organization.";
        return Err(
            ServiceError::new(400, "ConstraintViolationException", message).with(
                "Reason",
                "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
            ),
        );
    }
    if !world.organizations.services.contains(service) {
        let message = "You attempted to register a delegated administrator before you enabled service access.";
        return Err(
            ServiceError::new(400, "ConstraintViolationException", message)
                .with("Reason", "SERVICE_ACCESS_NOT_ENABLED"),
        );
    }
    if world.organizations.delegate(&account, service) {
        return Ok(json!({}).into());
    }
    let message =
        "The provided account is already a delegated administrator for your organization.";
    Err(ServiceError::new(
        400,
        "AccountAlreadyRegisteredException",
        message,
    ))
}

pub(crate) fn list_delegated_administrators(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    authorization::authorize_reader(call, world, &authorization::ask(call))?;
    let wanted = call.input.optional_text("ServicePrincipal")?;
    let organization = &world.organizations;
    let delegated = organization.delegated.iter();
    let administrators: Vec<(String, Value)> = delegated
        .filter(|(_, services)| wanted.is_none_or(|service| services.contains(service)))
        .filter_map(|(account, _)| organization.members.get(account))
        .map(|member| (member.id.to_string(), output::account(world, member)))
        .collect();
    Ok(paging::page(call, world, "DelegatedAdministrators", administrators)?.into())
}
