//! Updates a stack: makes new resources, changes those that differ as far as that is supported
//! here, and deletes those that are gone.

use rolepair_cloudformation::EvaluatedResource;
use tempfile::TempDir;

use super::{
    error::invalid,
    functions, iam_properties, iam_resources,
    maker::Maker,
    making,
    stack_record::{Plan, StackRecord},
};
use crate::{bus::DeployedFunction, service_error::ServiceError, world::World};

fn named<'a>(
    resources: &'a [EvaluatedResource],
    logical_id: &str,
) -> Option<&'a EvaluatedResource> {
    resources.iter().find(|one| one.logical_id == logical_id)
}

/// The changes: the resource, its type, and the kind of change.
pub(super) fn changes(
    before: &[EvaluatedResource],
    after: &[EvaluatedResource],
) -> Vec<(String, String, &'static str)> {
    let mut changes = Vec::new();
    let mut add = |resource: &EvaluatedResource, action| {
        changes.push((resource.logical_id.clone(), resource.kind.clone(), action));
    };
    for resource in after {
        match named(before, &resource.logical_id) {
            None => add(resource, "Add"),
            Some(same) if same == resource => {}
            Some(_) => add(resource, "Modify"),
        }
    }
    for gone in before {
        if named(after, &gone.logical_id).is_none() {
            add(gone, "Remove");
        }
    }
    changes
}

/// Updates a stack. If it fails, the stack stays as far as it came, and its status says so.
pub(super) fn update(world: &mut World, maker: &Maker, record: &mut StackRecord, plan: Plan) {
    match try_to(world, maker, record, &plan) {
        Ok(functions) => {
            record.plan = Some(plan);
            record.status = "UPDATE_COMPLETE";
            record.reason = None;
            functions::run(world, functions);
        }
        Err(error) => {
            record.status = "UPDATE_ROLLBACK_FAILED";
            record.reason = Some(error.message);
        }
    }
}

fn try_to(
    world: &mut World,
    maker: &Maker,
    record: &mut StackRecord,
    plan: &Plan,
) -> Result<Vec<(DeployedFunction, TempDir)>, ServiceError> {
    let evaluated = making::evaluate(world, maker, record, plan)?;
    for resource in &evaluated.resources {
        let Some(at) = place(&record.resources, resource) else {
            add(world, maker, record, resource)?;
            continue;
        };
        let Some(before) = record.resources.get_mut(at) else {
            continue;
        };
        if before != resource {
            let changed = change(world, maker, before, resource);
            if changed.is_ok() {
                before.clone_from(resource);
            }
            recorded(world, record, resource, "UPDATE", changed)?;
        }
    }
    for gone in record.resources.clone().iter().rev() {
        if named(&evaluated.resources, &gone.logical_id).is_some() {
            continue;
        }
        if !gone.deletion_policy.outlives_its_stack() {
            let deleted = iam_resources::delete(world, maker, gone);
            recorded(world, record, gone, "DELETE", deleted)?;
        }
        let stays = |one: &EvaluatedResource| one.logical_id != gone.logical_id;
        record.resources.retain(stays);
    }
    // The same resources, in the order in which they need each other.
    record.resources = evaluated.resources;
    record.outputs = evaluated.outputs;
    functions::ready(world, maker, &record.resources)
}

fn place(resources: &[EvaluatedResource], resource: &EvaluatedResource) -> Option<usize> {
    let is_it = |one: &EvaluatedResource| one.logical_id == resource.logical_id;
    resources.iter().position(is_it)
}

/// Makes a resource the stack did not have. One that is only half made is deleted again; if that
/// fails, it stays in the stack.
fn add(
    world: &mut World,
    maker: &Maker,
    record: &mut StackRecord,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    let made = making::make_one(world, maker, resource);
    let is_begun = made.as_ref().err().is_some_and(|error| error.is_begun);
    let is_made = made.is_ok();
    let made = recorded(
        world,
        record,
        resource,
        "CREATE",
        made.map_err(|not| not.error),
    );
    let is_left = is_begun && {
        let deleted = iam_resources::delete(world, maker, resource);
        recorded(world, record, resource, "DELETE", deleted).is_err()
    };
    if is_made || is_left {
        record.resources.push(resource.clone());
    }
    made
}

/// Records the event of a change, and passes its result on.
fn recorded(
    world: &World,
    record: &mut StackRecord,
    resource: &EvaluatedResource,
    what: &str,
    result: Result<(), ServiceError>,
) -> Result<(), ServiceError> {
    let status = match (what, &result) {
        ("CREATE", Ok(())) => "CREATE_COMPLETE",
        ("CREATE", Err(_)) => "CREATE_FAILED",
        ("DELETE", Ok(())) => "DELETE_COMPLETE",
        ("DELETE", Err(_)) => "DELETE_FAILED",
        (_, Ok(())) => "UPDATE_COMPLETE",
        (_, Err(_)) => "UPDATE_FAILED",
    };
    let reason = result.as_ref().err().map(|error| error.message.clone());
    making::record_event(world, record, resource, status, reason);
    result
}

fn change(
    world: &mut World,
    maker: &Maker,
    before: &EvaluatedResource,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    if before.physical.id != resource.physical.id {
        return Err(invalid(format!(
            "`{}` would have to be replaced, which is not supported here",
            resource.logical_id
        )));
    }
    if iam_properties::are_made(&resource.kind) {
        iam_resources::change(world, maker, before, resource)
    } else {
        making::make_one(world, maker, resource).map_err(|not| not.error)
    }
}
