//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>

use serde_json::{Value, json};

use super::{default_bus, hub_bus, rules::invalid};
use crate::{
    authorize::Ask, call::Call, clock, identifiers, operation::Reply, service_error::ServiceError,
    world::World,
};

/// No entry arrives unless all of them may.
pub(super) fn put_events(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let entries = call.input.list("Entries")?.iter();
    let admitted = entries.map(|entry| admitted(call, world, entry));
    let admitted: Vec<AdmittedEntry> = admitted.collect::<Result<_, _>>()?;
    let entries = admitted.into_iter();
    let entries: Vec<Value> = entries.map(|entry| entry.arrive(call, world)).collect();
    let is_failed = |entry: &&Value| entry.get("ErrorCode").is_some();
    let failed = entries.iter().filter(is_failed).count();
    Ok(json!({ "FailedEntryCount": failed, "Entries": entries }).into())
}

/// What happens to an entry.
enum AdmittedEntry {
    Refused,
    ToTheHub(Value),
    ToTheDefaultBus(Value),
}

fn admitted(call: &Call, world: &World, entry: &Value) -> Result<AdmittedEntry, ServiceError> {
    let text = |member: &str| entry.get(member).and_then(Value::as_str);
    let source = text("Source").ok_or_else(|| invalid("Parameter Source is not valid."))?;
    // Only AWS may use AWS's sources.
    if source.starts_with("aws.") {
        return Ok(AdmittedEntry::Refused);
    }
    let event = event(call, source, entry)?;
    let hub = hub_bus::arn(world);
    match text("EventBusName") {
        Some(bus) if bus == hub => {
            hub_bus::authorize(call, world, source, false)?;
            Ok(AdmittedEntry::ToTheHub(event))
        }
        None | Some("default") => {
            let own = call.arn(world, "event-bus/default");
            let ask = Ask::new("events:PutEvents", own).with("events:source", source);
            call.authorize(world, &ask)?;
            Ok(AdmittedEntry::ToTheDefaultBus(event))
        }
        Some(_) => Err(invalid("there is no such event bus here")),
    }
}

impl AdmittedEntry {
    fn arrive(self, call: &Call, world: &mut World) -> Value {
        let (account, region) = (call.account(), &call.region);
        let (event, arrivals) = match self {
            Self::Refused => {
                return json!({
                    "ErrorCode": "NotAuthorizedForSourceException",
                    "ErrorMessage": "Not authorized for the source.",
                });
            }
            Self::ToTheHub(event) => (event, 1),
            Self::ToTheDefaultBus(event) => {
                let arrivals = default_bus::take(world, account, region, &event);
                (event, arrivals)
            }
        };
        for _ in 0..arrivals {
            world.trail.arrive(account, region, event.clone());
        }
        json!({ "EventId": event.get("id") })
    }
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
