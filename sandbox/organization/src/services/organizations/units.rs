use serde_json::{Value, json};

use super::{authorization, output, paging, state::Unit};
use crate::{call::Call, identifiers, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn create_organizational_unit(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let (parent, name) = (call.input.text("ParentId")?, call.input.text("Name")?);
    let tags = call.input.tags("Tags")?;
    let ask = authorization::ask_on(call, world, parent).with_request_tags(&tags);
    authorization::authorize_management(call, world, &ask)?;
    let organization = &mut world.organizations;
    if !organization.is_parent(parent) {
        return Err(authorization::not_found("Parent"));
    }
    if organization
        .units
        .values()
        .any(|unit| unit.parent == parent && unit.name == name)
    {
        let message = "An OU with the same name already exists.";
        return Err(ServiceError::new(
            400,
            "DuplicateOrganizationalUnitException",
            message,
        ));
    }
    let root = organization.root.trim_start_matches("r-");
    let unit = Unit {
        id: format!("ou-{root}-{}", identifiers::lower(8)),
        name: name.to_owned(),
        parent: parent.to_owned(),
        tags,
    };
    let output = output::unit(organization, &world.partition, &unit);
    organization.attach_full_access(&unit.id);
    organization.units.insert(unit.id.clone(), unit);
    Ok(json!({ "OrganizationalUnit": output }).into())
}

pub(crate) fn describe_organizational_unit(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let id = call.input.text("OrganizationalUnitId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, id))?;
    let organization = &world.organizations;
    let unit = organization
        .units
        .get(id)
        .ok_or_else(|| authorization::not_found("OrganizationalUnit"))?;
    Ok(json!({ "OrganizationalUnit": output::unit(organization, &world.partition, unit) }).into())
}

pub(crate) fn list_organizational_units_for_parent(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let parent = call.input.text("ParentId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, parent))?;
    let organization = &world.organizations;
    if !organization.is_parent(parent) {
        return Err(authorization::not_found("Parent"));
    }
    let units: Vec<(String, Value)> = organization
        .units
        .values()
        .filter(|unit| unit.parent == parent)
        .map(|unit| {
            (
                unit.id.clone(),
                output::unit(organization, &world.partition, unit),
            )
        })
        .collect();
    Ok(paging::page(call, world, "OrganizationalUnits", units)?.into())
}
