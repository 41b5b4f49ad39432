//! Which services may work in the accounts of the organization.

use serde_json::{Value, json};

use super::{authorization, paging};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn enable_aws_service_access(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let service = call.input.text("ServicePrincipal")?;
    let ask = authorization::ask(call).with("organizations:ServicePrincipal", service);
    authorization::authorize_management(call, world, &ask)?;
    world.organizations.services.insert(service.to_owned());
    Ok(json!({}).into())
}

pub(crate) fn list_aws_service_access_for_organization(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    authorization::authorize_reader(call, world, &authorization::ask(call))?;
    let services = world.organizations.services.iter();
    let services: Vec<(String, Value)> = services
        .map(|service| (service.clone(), json!({ "ServicePrincipal": service })))
        .collect();
    Ok(paging::page(call, world, "EnabledServicePrincipals", services)?.into())
}
