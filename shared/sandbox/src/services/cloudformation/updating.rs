//! A stack that is there and is to be another: what is new is made, what differs is changed where that
//! is known here, what is gone is deleted.

use rolepair_cloudformation::EvaluatedResource;

use super::{
    functions, iam_resources, invalid, making,
    making::Maker,
    stack_record::{Plan, StackRecord},
};
use crate::{service_error::ServiceError, world::World};

fn named<'a>(
    resources: &'a [EvaluatedResource],
    logical_id: &str,
) -> Option<&'a EvaluatedResource> {
    resources.iter().find(|one| one.logical_id == logical_id)
}

/// The resource, its type, and what is to happen to it.
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

/// Changes a stack. One that fails stays as far as it came, and says so.
pub(super) fn update(world: &mut World, maker: &Maker, record: &mut StackRecord, plan: Plan) {
    match try_to(world, maker, record, &plan) {
        Ok(()) => {
            record.plan = Some(plan);
            record.status = "UPDATE_COMPLETE";
            record.reason = None;
            functions::run(world, maker, &record.resources);
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
) -> Result<(), ServiceError> {
    let evaluated = making::evaluate(world, maker, record, plan)?;
    let before = record.resources.clone();
    for resource in &evaluated.resources {
        let (status, done) = match named(&before, &resource.logical_id) {
            Some(same) if same == resource => continue,
            Some(other) if other.physical.id == resource.physical.id => {
                ("UPDATE_COMPLETE", change(world, maker, other, resource))
            }
            Some(_) => (
                "UPDATE_FAILED",
                Err(invalid(format!(
                    "`{}` would have to be replaced, which is not known here",
                    resource.logical_id
                ))),
            ),
            None => ("CREATE_COMPLETE", making::make_one(world, maker, resource)),
        };
        let reason = done.as_ref().err().map(|error| error.message.clone());
        let status = if reason.is_some() {
            "UPDATE_FAILED"
        } else {
            status
        };
        making::tell(world, record, resource, status, reason);
        done?;
    }
    for gone in before.iter().rev() {
        if named(&evaluated.resources, &gone.logical_id).is_none() && !gone.is_retained {
            iam_resources::delete(world, maker, gone)?;
            making::tell(world, record, gone, "DELETE_COMPLETE", None);
        }
    }
    record.resources = evaluated.resources;
    record.outputs = evaluated.outputs;
    Ok(())
}

fn change(
    world: &mut World,
    maker: &Maker,
    before: &EvaluatedResource,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    if iam_resources::are_made(&resource.kind) {
        iam_resources::change(world, maker, before, resource)
    } else {
        making::make_one(world, maker, resource)
    }
}
