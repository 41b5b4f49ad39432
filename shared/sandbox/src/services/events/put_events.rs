//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>

use serde_json::{Value, json};

use super::{default_bus, hub_bus, rules::invalid};
use crate::{
    authorize::Ask, call::Call, clock, identifiers, operation::Reply, service_error::ServiceError,
    world::World,
};

pub(super) fn put_events(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let mut entries = Vec::new();
    for entry in call.input.list("Entries")? {
        entries.push(put(call, world, entry)?);
    }
    let is_failed = |entry: &&Value| entry.get("ErrorCode").is_some();
    let failed = entries.iter().filter(is_failed).count();
    Ok(json!({ "FailedEntryCount": failed, "Entries": entries }).into())
}

fn put(call: &Call, world: &mut World, entry: &Value) -> Result<Value, ServiceError> {
    let text = |member: &str| entry.get(member).and_then(Value::as_str);
    let source = text("Source").ok_or_else(|| invalid("Parameter Source is not valid."))?;
    // Nobody but AWS speaks for AWS.
    if source.starts_with("aws.") {
        return Ok(json!({
            "ErrorCode": "NotAuthorizedForSourceException",
            "ErrorMessage": "Not authorized for the source.",
        }));
    }
    let event = event(call, source, entry)?;
    let hub = hub_bus::arn(world);
    let arrivals = match text("EventBusName") {
        Some(bus) if bus == hub => {
            hub_bus::authorize(call, world, source, false)?;
            1
        }
        None | Some("default") => {
            let own = call.arn(world, "event-bus/default");
            let ask = Ask::new("events:PutEvents", own).with("events:source", source);
            call.authorize(world, &ask)?;
            default_bus::take(world, &call.account().clone(), &call.region, &event)
        }
        Some(_) => return Err(invalid("there is no such event bus here")),
    };
    for _ in 0..arrivals {
        world
            .trail
            .arrive(call.account(), &call.region, event.clone());
    }
    Ok(json!({ "EventId": event.get("id") }))
}

fn event(call: &Call, source: &str, entry: &Value) -> Result<Value, ServiceError> {
    let detail = entry.get("Detail").and_then(Value::as_str).unwrap_or("{}");
    let detail: Value =
        serde_json::from_str(detail).map_err(|_| invalid("Detail is malformed."))?;
    Ok(json!({
        "version": "0",
        "id": identifiers::uuid(),
        "detail-type": entry.get("DetailType"),
        "source": source,
        "account": call.account(),
        "time": clock::iso(call.at),
        "region": call.region,
        "resources": entry.get("Resources").cloned().unwrap_or_else(|| json!([])),
        "detail": detail,
    }))
}
