use rolepair_cloudformation::DeletionPolicy;
use serde_json::{Value, json};

use super::{
    error::invalid,
    maker::Maker,
    making,
    named_stack::{authorize_on_stack, existing, found, here, named},
    output,
    requested_plan::requested_plan,
};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// Refuses an invalid name of a stack.
pub(super) fn check_name(name: &str) -> Result<(), ServiceError> {
    let is_known = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_known) {
        return Ok(());
    }
    let constraint = "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*";
    Err(invalid(format!(
        "1 validation error detected: Value '{name}' at 'stackName' failed to satisfy constraint: {constraint}"
    )))
}

pub(super) fn create_stack(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = call.input.text("StackName")?.to_owned();
    authorize_on_stack(call, world, &name)?;
    check_name(&name)?;
    let maker = Maker::of(call);
    let key = maker.key(&name);
    if world.cloudformation.stacks.contains_key(&key) {
        let message = format!("Stack [{name}] already exists");
        return Err(ServiceError::new(400, "AlreadyExistsException", message));
    }
    let mut record = making::new_record(world, &maker, &name);
    let plan = requested_plan(call, world, None)?;
    making::evaluate(world, &maker, &record, &plan)?;
    making::make(world, &maker, &mut record, plan);
    let id = record.id.clone();
    world.cloudformation.stacks.insert(key, record);
    Ok(json!({ "StackId": id }).into())
}

pub(super) fn delete_stack(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = call.input.text("StackName")?.to_owned();
    authorize_on_stack(call, world, &name)?;
    let Some((key, mut record)) = found(call, world, &name) else {
        return Ok(json!({}).into());
    };
    let runs = |kind: &str| kind == "AWS::Lambda::Function";
    if record.resources.iter().any(|one| runs(&one.kind)) {
        let message = format!("`{name}` has functions, which cannot be deleted here");
        return Err(invalid(message));
    }
    let stays = DeletionPolicy::outlives_its_stack;
    match making::take_back(world, &Maker::of(call), &mut record, stays) {
        None => drop(world.cloudformation.stacks.remove(&key)),
        Some(left) => {
            record.status = "DELETE_FAILED";
            record.reason = Some(left);
            world.cloudformation.stacks.insert(key, record);
        }
    }
    Ok(json!({}).into())
}

pub(super) fn describe_stacks(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = call.input.optional_text("StackName")?;
    authorize_on_stack(call, world, name.unwrap_or("*"))?;
    let stacks: Vec<Value> = match name {
        Some(name) => vec![output::stack(&existing(call, world, name)?)],
        None => here(call, world)
            .map(|(_, record)| output::stack(record))
            .collect(),
    };
    Ok(json!({ "Stacks": stacks }).into())
}

pub(super) fn describe_stack_events(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let record = named(call, world)?;
    Ok(json!({ "StackEvents": output::events(&record) }).into())
}

pub(super) fn describe_stack_resources(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let record = named(call, world)?;
    Ok(json!({ "StackResources": output::resources(&record) }).into())
}

/// Only what the AWS CLI reads: the parameters of a stack.
pub(super) fn get_template_summary(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let record = named(call, world)?;
    let plan = record.plan.as_ref();
    let parameters = plan.into_iter().flat_map(|plan| &plan.template.parameters);
    let parameters: Vec<Value> = parameters
        .map(|parameter| {
            json!({
                "ParameterKey": parameter.name,
                "ParameterType": parameter.kind.name(),
                "DefaultValue": parameter.default,
                "Description": parameter.description,
            })
        })
        .collect();
    Ok(json!({ "Parameters": parameters }).into())
}
