//! Makes the resources of a stack, one after the other. If one cannot be made, those before it are
//! rolled back, and so is the part of it that exists.

use rolepair_cloudformation::{DeletionPolicy, Evaluated, EvaluatedResource};
use tempfile::TempDir;

use super::{
    error::invalid,
    functions, iam_properties, iam_resources,
    maker::Maker,
    not_made::NotMade,
    passed_roles, recorded,
    stack_record::{Plan, StackEvent, StackRecord},
};
use crate::{
    authorize::Ask, bus::DeployedFunction, identifiers, service_error::ServiceError, world::World,
};

/// The record of a stack that does not exist yet.
pub(super) fn new_record(world: &World, maker: &Maker, name: &str) -> StackRecord {
    let uuid = identifiers::uuid();
    let (partition, region, account) = (&world.partition, &maker.region, maker.account());
    StackRecord {
        id: format!("arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid}"),
        name: name.to_owned(),
        unique: uuid.replace('-', "").to_ascii_uppercase(),
        status: "REVIEW_IN_PROGRESS",
        reason: None,
        created: world.now(),
        plan: None,
        resources: Vec::new(),
        outputs: Vec::new(),
        change_sets: Default::default(),
        events: Vec::new(),
    }
}

/// Evaluates a plan for a stack.
pub(super) fn evaluate(
    world: &World,
    maker: &Maker,
    record: &StackRecord,
    plan: &Plan,
) -> Result<Evaluated, ServiceError> {
    let stack = rolepair_cloudformation::Stack {
        name: record.name.clone(),
        unique: record.unique.clone(),
        account: maker.account().to_string(),
        region: maker.region.to_string(),
        partition: world.partition.to_string(),
    };
    let evaluated = plan.template.evaluate(&plan.bindings(stack));
    let evaluated =
        evaluated.map_err(|error| invalid(format!("Template format error: {error}")))?;
    for resource in &evaluated.resources {
        iam_properties::check(resource)?;
        functions::check(resource)?;
    }
    Ok(evaluated)
}

/// Makes a stack; the record has the result.
pub(super) fn make(world: &mut World, maker: &Maker, record: &mut StackRecord, plan: Plan) {
    let evaluated = match evaluate(world, maker, record, &plan) {
        Ok(evaluated) => evaluated,
        Err(error) => {
            record.status = "ROLLBACK_COMPLETE";
            record.reason = Some(error.message);
            return;
        }
    };
    record.plan = Some(plan);
    let functions = match make_all(world, maker, record, &evaluated.resources) {
        Ok(functions) => functions,
        Err(error) => {
            let is_left = take_back(world, maker, record, DeletionPolicy::outlives_a_rollback);
            record.status = match is_left {
                None => "ROLLBACK_COMPLETE",
                Some(_) => "ROLLBACK_FAILED",
            };
            record.reason = Some(match is_left {
                None => error.message,
                Some(left) => format!("{} {left}", error.message),
            });
            return;
        }
    };
    record.outputs = evaluated.outputs;
    record.status = "CREATE_COMPLETE";
    functions::run(world, functions);
}

fn make_all(
    world: &mut World,
    maker: &Maker,
    record: &mut StackRecord,
    resources: &[EvaluatedResource],
) -> Result<Vec<(DeployedFunction, TempDir)>, ServiceError> {
    for resource in resources {
        match make_one(world, maker, resource) {
            Ok(()) => {
                record_event(world, record, resource, "CREATE_COMPLETE", None);
                record.resources.push(resource.clone());
            }
            Err(NotMade { error, is_begun }) => {
                let reason = Some(error.message.clone());
                record_event(world, record, resource, "CREATE_FAILED", reason);
                if is_begun {
                    record.resources.push(resource.clone());
                }
                return Err(error);
            }
        }
    }
    functions::ready(world, maker, &record.resources)
}

/// Deletes the resources of a stack, the last first, except those that stay. Returns which ones
/// could not be deleted; they remain in the stack.
pub(super) fn take_back(
    world: &mut World,
    maker: &Maker,
    record: &mut StackRecord,
    stays: fn(DeletionPolicy) -> bool,
) -> Option<String> {
    let mut left = Vec::new();
    for resource in std::mem::take(&mut record.resources).into_iter().rev() {
        if stays(resource.deletion_policy) {
            record_event(world, record, &resource, "DELETE_SKIPPED", None);
            continue;
        }
        match iam_resources::delete(world, maker, &resource) {
            Ok(()) => record_event(world, record, &resource, "DELETE_COMPLETE", None),
            Err(error) => {
                let reason = Some(error.message);
                record_event(world, record, &resource, "DELETE_FAILED", reason);
                left.push(resource);
            }
        }
    }
    left.reverse();
    record.resources = left;
    let names = record.resources.iter();
    let names: Vec<&str> = names.map(|one| one.logical_id.as_str()).collect();
    let names = (!names.is_empty()).then(|| names.join(", "))?;
    Some(format!(
        "The following resource(s) failed to delete: [{names}]."
    ))
}

pub(super) fn make_one(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), NotMade> {
    if iam_properties::are_made(&resource.kind) {
        return iam_resources::make(world, maker, resource);
    }
    let action = recorded::action(&resource.kind).ok_or_else(|| {
        invalid(format!(
            "resources of the type `{}` are not known here",
            resource.kind
        ))
    })?;
    let arn = resource.physical.attributes.get("Arn");
    maker.may(world, &Ask::new(action, arn.map_or("*", String::as_str)))?;
    passed_roles::check(world, maker, resource)?;
    Ok(functions::make(world, maker, resource)?)
}

/// Adds to the events of a stack.
pub(super) fn record_event(
    world: &World,
    record: &mut StackRecord,
    resource: &EvaluatedResource,
    status: &'static str,
    reason: Option<String>,
) {
    record.events.push(StackEvent {
        id: identifiers::uuid(),
        at: world.now(),
        logical_id: resource.logical_id.clone(),
        physical_id: resource.physical.id.clone(),
        kind: resource.kind.clone(),
        status,
        reason,
    });
}
