//! The CloudTrail record of a call.

use rolepair_model::Region;
use serde_json::{Map, Value, json};

use crate::{
    aws_service::AwsService,
    call::Call,
    clock, identifiers,
    operation::{Operation, OperationKind, Reply},
    service_error::ServiceError,
    services::{ecs, organizations, sts},
    trail::TrailRecord,
    trail_shape,
    world::World,
};

/// Records a call, as CloudTrail does: never one on data, and a read only if the dials ask for it.
pub(crate) fn record(
    world: &mut World,
    call: &Call,
    operation: &Operation,
    result: &Result<Reply, ServiceError>,
) {
    let is_recorded = match operation.kind {
        OperationKind::Write => true,
        OperationKind::Read => world.dials.trail_reads,
        OperationKind::DataRead | OperationKind::DataWrite => false,
    };
    if is_recorded {
        world.trail.emit(api_call(call, operation, result));
    }
}

fn api_call(
    call: &Call,
    operation: &Operation,
    result: &Result<Reply, ServiceError>,
) -> TrailRecord {
    let home = call
        .service
        .home_region()
        .and_then(|region| region.parse().ok());
    let region: Region = home.unwrap_or_else(|| call.region.clone());
    let mut detail = Map::new();
    let mut set = |name: &str, value: Value| detail.insert(name.to_owned(), value);
    set("eventVersion", json!("1.11"));
    set("userIdentity", call.caller.user_identity());
    set("eventTime", json!(clock::iso(call.at)));
    set("eventSource", json!(call.service.event_source()));
    set("eventName", json!(operation.name));
    set("awsRegion", json!(region));
    set("sourceIPAddress", json!("127.0.0.1"));
    set("userAgent", json!(call.request.header("user-agent")));
    if let Err(error) = result {
        set("errorCode", json!(error.trail_code()));
        set("errorMessage", json!(error.message));
    }
    set("requestParameters", request_parameters(call));
    set(
        "responseElements",
        response_elements(call, operation, result),
    );
    set("requestID", json!(call.request_id));
    set("eventID", json!(identifiers::uuid()));
    set("readOnly", json!(!operation.kind.is_mutating()));
    set("eventType", json!("AwsApiCall"));
    set("managementEvent", json!(true));
    set("recipientAccountId", json!(call.account()));
    set("eventCategory", json!("Management"));
    TrailRecord {
        service: call.service.name(),
        account: call.account().clone(),
        region,
        at: call.at,
        detail_type: "AWS API Call via CloudTrail",
        detail: Value::Object(detail),
    }
}

fn request_parameters(call: &Call) -> Value {
    let mut parameters = Value::Object(call.input.members().clone());
    redact(call, &mut parameters);
    trail_shape::parameters(parameters)
}

/// Null for reads and failures.
fn response_elements(
    call: &Call,
    operation: &Operation,
    result: &Result<Reply, ServiceError>,
) -> Value {
    match result {
        Ok(Reply::Output(output)) if operation.kind.is_mutating() => {
            let mut output = output.clone();
            redact(call, &mut output);
            trail_shape::parameters(output)
        }
        _ => Value::Null,
    }
}

/// Hides what CloudTrail hides.
fn redact(call: &Call, parameters: &mut Value) {
    match call.service {
        AwsService::Organizations => organizations::redact(parameters),
        AwsService::Ecs => ecs::redact(parameters),
        AwsService::Sts => sts::redact(parameters),
        // CloudTrail leaves templates out.
        AwsService::CloudFormation => {
            if let Value::Object(members) = parameters {
                members.remove("TemplateBody");
            }
        }
        AwsService::Iam | AwsService::DynamoDb | AwsService::S3 | AwsService::Events => {}
    }
}
