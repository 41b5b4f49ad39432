use serde_json::{Value, json};

use super::{authorization, paging};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn list_roots(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    authorization::authorize_reader(call, world, &authorization::ask(call))?;
    let organization = &world.organizations;
    let root = json!({
        "Id": organization.root,
        "Arn": organization.arn(&world.partition, &organization.root),
        "Name": "Root",
        "PolicyTypes": [{ "Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED" }],
    });
    Ok(paging::page(
        call,
        world,
        "Roots",
        vec![(organization.root.clone(), root)],
    )?
    .into())
}

pub(crate) fn list_parents(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let child = call.input.text("ChildId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, child))?;
    let organization = &world.organizations;
    let unit = organization.units.get(child).map(|unit| &unit.parent);
    let parent = unit
        .or_else(|| organization.member(child).map(|member| &member.parent))
        .ok_or_else(|| authorization::not_found("Child"))?;
    let kind = if *parent == organization.root {
        "ROOT"
    } else {
        "ORGANIZATIONAL_UNIT"
    };
    let output = json!({ "Id": parent, "Type": kind });
    Ok(paging::page(call, world, "Parents", vec![(parent.clone(), output)])?.into())
}

pub(crate) fn list_children(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let parent = call.input.text("ParentId")?;
    let kind = call.input.text("ChildType")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, parent))?;
    let organization = &world.organizations;
    if !organization.is_parent(parent) {
        return Err(authorization::not_found("Parent"));
    }
    let ids: Vec<String> = match kind {
        "ACCOUNT" => {
            let members = organization
                .members
                .values()
                .filter(|member| member.parent == parent);
            members.map(|member| member.id.to_string()).collect()
        }
        _ => {
            let units = organization
                .units
                .values()
                .filter(|unit| unit.parent == parent);
            units.map(|unit| unit.id.clone()).collect()
        }
    };
    let children: Vec<(String, Value)> = ids
        .into_iter()
        .map(|id| (id.clone(), json!({ "Id": id, "Type": kind })))
        .collect();
    Ok(paging::page(call, world, "Children", children)?.into())
}
