use serde_json::{Value, json};

use super::stack_record::{Plan, StackRecord};
use crate::clock;

pub(super) fn parameters(plan: &Plan) -> Vec<Value> {
    let texts = plan.texts.iter();
    texts
        .map(|(name, text)| json!({ "ParameterKey": name, "ParameterValue": text }))
        .collect()
}

pub(super) fn stack(record: &StackRecord) -> Value {
    let plan = record.plan.as_ref();
    let outputs: Vec<Value> = record
        .outputs
        .iter()
        .map(|output| {
            json!({
                "OutputKey": output.name,
                "OutputValue": output.value,
                "Description": output.description,
            })
        })
        .collect();
    json!({
        "StackId": record.id,
        "StackName": record.name,
        "Description": plan.and_then(|plan| plan.template.description.clone()),
        "Parameters": plan.map(parameters),
        "CreationTime": clock::iso(record.created),
        "StackStatus": record.status,
        "StackStatusReason": record.reason,
        "Capabilities": plan.map(|plan| plan.capabilities.clone()),
        "Outputs": outputs,
    })
}

pub(super) fn resources(record: &StackRecord) -> Vec<Value> {
    record
        .resources
        .iter()
        .map(|resource| {
            let mut events = record.events.iter().rev();
            let last = events.find(|event| event.logical_id == resource.logical_id);
            json!({
                "StackId": record.id,
                "StackName": record.name,
                "LogicalResourceId": resource.logical_id,
                "PhysicalResourceId": resource.physical.id,
                "ResourceType": resource.kind,
                "ResourceStatus": last.map(|event| event.status),
                "ResourceStatusReason": last.and_then(|event| event.reason.clone()),
                "Timestamp": clock::iso(last.map_or(record.created, |event| event.at)),
            })
        })
        .collect()
}

/// The newest first.
pub(super) fn events(record: &StackRecord) -> Vec<Value> {
    let events = record.events.iter().rev();
    events
        .map(|event| {
            json!({
                "StackId": record.id,
                "StackName": record.name,
                "EventId": event.id,
                "LogicalResourceId": event.logical_id,
                "PhysicalResourceId": event.physical_id,
                "ResourceType": event.kind,
                "ResourceStatus": event.status,
                "ResourceStatusReason": event.reason,
                "Timestamp": clock::iso(event.at),
            })
        })
        .collect()
}
