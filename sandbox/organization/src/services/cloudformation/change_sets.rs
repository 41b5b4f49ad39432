use serde_json::{Value, json};

use super::{
    error::invalid,
    maker::Maker,
    making,
    named_stack::{authorize_on_stack, found as found_stack, no_stack},
    output,
    requested_plan::requested_plan,
    stack_record::{ChangeSet, StackRecord},
    stacks::check_name,
    state::StackKey,
    updating,
};
use crate::{call::Call, identifiers, operation::Reply, service_error::ServiceError, world::World};

/// The words the AWS CLI looks for.
const NO_CHANGES: &str = "The submitted information didn't contain changes. Submit different information to create a change set.";

pub(super) fn create_change_set(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = call.input.text("StackName")?.to_owned();
    authorize_on_stack(call, world, &name)?;
    let maker = Maker::of(call);
    let is_new = call.input.optional_text("ChangeSetType")? == Some("CREATE");
    let (key, existing) = match found_stack(call, world, &name) {
        Some((key, record)) => (key, Some(record)),
        None => (maker.key(&name), None),
    };
    let is_there = existing
        .as_ref()
        .is_some_and(|stack| stack.status != "REVIEW_IN_PROGRESS");
    match (is_new, is_there) {
        (true, true) => {
            return Err(invalid(format!(
                "Stack [{name}] already exists and cannot be created again with the changeSet [{}].",
                call.input.text("ChangeSetName")?
            )));
        }
        (false, false) => return Err(no_stack(&name)),
        (true, false) if existing.is_none() => check_name(&name)?,
        _ => {}
    }
    let mut record = existing.unwrap_or_else(|| making::new_record(world, &maker, &name));
    refuse_unchangeable(&record)?;
    let plan = requested_plan(call, world, record.plan.as_ref())?;
    let evaluated = making::evaluate(world, &maker, &record, &plan)?;
    let changes = updating::changes(&record.resources, &evaluated.resources);
    let name = call.input.text("ChangeSetName")?.to_owned();
    let id = call.arn(world, &format!("changeSet/{name}/{}", identifiers::uuid()));
    let set = ChangeSet {
        id: id.clone(),
        name: name.clone(),
        plan,
        changes,
        is_executed: false,
    };
    record.change_sets.insert(name, set);
    let stack = record.id.clone();
    world.cloudformation.stacks.insert(key, record);
    Ok(json!({ "Id": id, "StackId": stack }).into())
}

/// A stack that was only partly made, or only partly deleted, can only be deleted.
fn refuse_unchangeable(record: &StackRecord) -> Result<(), ServiceError> {
    match record.status {
        status @ ("ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "DELETE_FAILED") => {
            Err(invalid(format!(
                "Stack:{} is in {status} state and can not be updated.",
                record.id
            )))
        }
        _ => Ok(()),
    }
}

pub(super) fn describe_change_set(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let (key, set) = found(call, world)?;
    authorize_on_stack(call, world, &key.name)?;
    let record = world.cloudformation.stacks.get(&key);
    let stack = record.map(|record| record.id.clone()).unwrap_or_default();
    let (status, reason) = match set.changes.is_empty() {
        true => ("FAILED", Some(NO_CHANGES)),
        false => ("CREATE_COMPLETE", None),
    };
    let execution = match (set.is_executed, set.changes.is_empty()) {
        (true, _) => "EXECUTE_COMPLETE",
        (false, true) => "UNAVAILABLE",
        (false, false) => "AVAILABLE",
    };
    let changes: Vec<Value> = set
        .changes
        .iter()
        .map(|(logical_id, kind, action)| {
            json!({ "Type": "Resource", "ResourceChange": {
                "Action": action, "LogicalResourceId": logical_id, "ResourceType": kind,
            }})
        })
        .collect();
    Ok(json!({
        "ChangeSetName": set.name,
        "ChangeSetId": set.id,
        "StackId": stack,
        "StackName": key.name,
        "Status": status,
        "StatusReason": reason,
        "ExecutionStatus": execution,
        "Parameters": output::parameters(&set.plan),
        "Capabilities": set.plan.capabilities,
        "Changes": changes,
    })
    .into())
}

/// The stack reports the result. The call itself succeeds, as on AWS.
pub(super) fn execute_change_set(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let (key, set) = found(call, world)?;
    authorize_on_stack(call, world, &key.name)?;
    if let Some(record) = world.cloudformation.stacks.get(&key) {
        refuse_unchangeable(record)?;
    }
    if set.is_executed || set.changes.is_empty() {
        return Err(ServiceError::new(
            400,
            "InvalidChangeSetStatus",
            format!("ChangeSet [{}] cannot be executed", set.id),
        ));
    }
    let Some(mut record) = world.cloudformation.stacks.get(&key).cloned() else {
        return Err(no_stack(&key.name));
    };
    if let Some(set) = record.change_sets.get_mut(&set.name) {
        set.is_executed = true;
    }
    let maker = Maker::of(call);
    carry_out(world, &maker, &mut record, set);
    world.cloudformation.stacks.insert(key, record);
    Ok(json!({}).into())
}

fn carry_out(world: &mut World, maker: &Maker, record: &mut StackRecord, set: ChangeSet) {
    if record.status == "REVIEW_IN_PROGRESS" {
        making::make(world, maker, record, set.plan);
    } else {
        updating::update(world, maker, record, set.plan);
    }
}

/// A change set is named by its own name and its stack's, or by its ARN alone.
fn found(call: &Call, world: &World) -> Result<(StackKey, ChangeSet), ServiceError> {
    let name = call.input.text("ChangeSetName")?;
    let stack = call.input.optional_text("StackName")?;
    let is_there = |key: &StackKey| key.account == *call.account() && key.region == call.region;
    let stacks = world.cloudformation.stacks.iter();
    let mut sets = stacks
        .filter(|(key, record)| {
            let is_named = |stack: &str| key.name == stack || record.id == stack;
            is_there(key) && stack.is_none_or(is_named)
        })
        .flat_map(|(key, record)| record.change_sets.values().map(move |set| (key, set)));
    let set = sets.find(|(_, set)| set.id == name || (set.name == name && stack.is_some()));
    set.map(|(key, set)| (key.clone(), set.clone()))
        .ok_or_else(|| {
            let message = format!("ChangeSet [{name}] does not exist");
            ServiceError::new(404, "ChangeSetNotFound", message)
        })
}
