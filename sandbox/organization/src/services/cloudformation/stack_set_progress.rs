//! The progress of a StackSet: its instances and its operations.

use serde_json::{Value, json};

use super::{named_stack_set::named_stack_set, organizations_access};
use crate::{call::Call, clock, operation::Reply, service_error::ServiceError, world::World};

pub(super) fn list_stack_instances(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    organizations_access::admit(call, world)?;
    let set = named_stack_set(call, world)?;
    let instances = set.instances.iter();
    let summaries: Vec<Value> = instances
        .map(|((account, region), instance)| {
            let (status, detailed) = match instance.failure {
                None => ("CURRENT", "SUCCEEDED"),
                Some(_) => ("OUTDATED", "FAILED"),
            };
            json!({
                "StackSetId": set.id,
                "Account": account,
                "Region": region,
                "StackId": instance.stack_id,
                "Status": status,
                "StatusReason": instance.failure,
                "StackInstanceStatus": { "DetailedStatus": detailed },
                "OrganizationalUnitId": instance.unit,
            })
        })
        .collect();
    Ok(json!({ "Summaries": summaries }).into())
}

pub(super) fn describe_stack_set_operation(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    organizations_access::admit(call, world)?;
    let set = named_stack_set(call, world)?;
    let id = call.input.text("OperationId")?;
    let operation = set.operations.get(id).ok_or_else(|| {
        let message = format!("Operation {id} not found");
        ServiceError::new(404, "OperationNotFoundException", message)
    })?;
    let status = match operation.has_succeeded {
        true => "SUCCEEDED",
        false => "FAILED",
    };
    Ok(json!({ "StackSetOperation": {
        "OperationId": id,
        "StackSetId": set.id,
        "Action": operation.action,
        "Status": status,
        "CreationTimestamp": clock::iso(operation.at),
        "EndTimestamp": clock::iso(operation.at),
        "StatusDetails": { "FailedStackInstancesCount": operation.failed },
    }})
    .into())
}
