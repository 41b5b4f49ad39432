use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    error::invalid, named_stack_set::named_stack_set, organizations_access, output,
    requested_plan::requested_plan, stack_set::StackSet, stack_set_instances,
};
use crate::{
    call::Call, identifiers, input::Input, operation::Reply, service_error::ServiceError,
    world::World,
};

pub(super) fn create_stack_set(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = call.input.text("StackSetName")?.to_owned();
    if call.input.optional_text("PermissionModel")? != Some("SERVICE_MANAGED") {
        return Err(invalid(
            "only StackSets with the permission model SERVICE_MANAGED are known here",
        ));
    }
    organizations_access::admit(call, world)?;
    if world.cloudformation.sets.contains_key(&name) {
        let message = format!("StackSet {name} already exists");
        return Err(ServiceError::new(
            409,
            "NameAlreadyExistsException",
            message,
        ));
    }
    let set = StackSet {
        id: format!("{name}:{}", identifiers::uuid()),
        name: name.clone(),
        description: call.input.optional_text("Description")?.map(str::to_owned),
        plan: requested_plan(call, world, None)?,
        is_automatic: is_automatic(&call.input),
        targets: Vec::new(),
        instances: Default::default(),
        operations: Default::default(),
    };
    let id = set.id.clone();
    world.cloudformation.sets.insert(name, set);
    Ok(json!({ "StackSetId": id }).into())
}

/// Changes the template and its parameters, and updates every stack of the set.
pub(super) fn update_stack_set(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    organizations_access::admit(call, world)?;
    let mut set = named_stack_set(call, world)?.clone();
    set.plan = requested_plan(call, world, Some(&set.plan))?;
    if call.input.value("AutoDeployment").is_some() {
        set.is_automatic = is_automatic(&call.input);
    }
    let operation = stack_set_instances::roll_out_again(call, world, &mut set);
    world.cloudformation.sets.insert(set.name.clone(), set);
    Ok(json!({ "OperationId": operation }).into())
}

pub(super) fn describe_stack_set(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    organizations_access::admit(call, world)?;
    let set = named_stack_set(call, world)?;
    let units: BTreeSet<&String> = set
        .targets
        .iter()
        .flat_map(|target| &target.units)
        .collect();
    Ok(json!({ "StackSet": {
        "StackSetName": set.name,
        "StackSetId": set.id,
        "Description": set.description,
        "Status": "ACTIVE",
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": { "Enabled": set.is_automatic },
        "Capabilities": set.plan.capabilities,
        "Parameters": output::parameters(&set.plan),
        "OrganizationalUnitIds": units,
    }})
    .into())
}

pub(super) fn list_stack_sets(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    organizations_access::admit(call, world)?;
    let summary = |set: &StackSet| {
        json!({
            "StackSetName": set.name,
            "StackSetId": set.id,
            "Status": "ACTIVE",
            "PermissionModel": "SERVICE_MANAGED",
        })
    };
    let sets = world.cloudformation.sets.values();
    let summaries: Vec<Value> = sets.map(summary).collect();
    Ok(json!({ "Summaries": summaries }).into())
}

fn is_automatic(input: &Input) -> bool {
    let enabled = input.value("AutoDeployment");
    let enabled = enabled.and_then(|deployment| deployment.get("Enabled"));
    enabled.and_then(Value::as_str) == Some("true")
}
