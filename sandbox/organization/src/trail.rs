use rolepair_model::{AccountId, Region};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use tokio::sync::mpsc;

use crate::{
    activity::{Activity, Busy},
    call::Call,
    clock, identifiers,
    operation::{Kind, Operation, Reply},
    service_error::ServiceError,
    services,
};

/// A CloudTrail record in its EventBridge envelope, on its way to the bus of the account and
/// Region it happened in.
#[derive(Debug)]
pub struct TrailEvent {
    /// The account whose bus it arrives on.
    pub account: AccountId,
    /// The Region whose bus it arrives on.
    pub region: Region,
    /// The event as EventBridge gives it to a target.
    pub envelope: Value,
    /// Whether it is on the hub's bus already, not on the account's own.
    pub is_at_the_hub: bool,
    /// Held until the event has been dealt with.
    pub busy: Busy,
}

/// Where records go: kept for tests to read, and sent on to the bus.
#[derive(Debug)]
pub(crate) struct Trail {
    sender: mpsc::UnboundedSender<TrailEvent>,
    activity: Activity,
    kept: Vec<Value>,
}

/// What happened, without the envelope.
struct Record {
    /// The service that tells it, as its events name it: `ecs`.
    service: &'static str,
    account: AccountId,
    region: Region,
    at: OffsetDateTime,
    detail_type: &'static str,
    detail: Value,
}

impl Trail {
    pub(crate) fn new(activity: Activity) -> (Self, mpsc::UnboundedReceiver<TrailEvent>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let trail = Self {
            sender,
            activity,
            kept: Vec::new(),
        };
        (trail, receiver)
    }

    pub(crate) fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Every envelope so far, oldest first.
    pub(crate) fn kept(&self) -> &[Value] {
        &self.kept
    }

    /// Records a call, as CloudTrail does: calls on data never, reads only where wanted.
    pub(crate) fn record_call(
        &mut self,
        call: &Call,
        operation: &Operation,
        result: &Result<Reply, ServiceError>,
        with_reads: bool,
    ) {
        let wanted = match operation.kind {
            Kind::Write => true,
            Kind::Read => with_reads,
            Kind::DataRead | Kind::DataWrite => false,
        };
        if wanted {
            self.emit(api_call(call, operation, result));
        }
    }

    /// Records what a service did by itself, such as `CreateAccountResult`.
    pub(crate) fn record_service_event(
        &mut self,
        service: &'static str,
        name: &str,
        account: &AccountId,
        region: &Region,
        at: OffsetDateTime,
        details: Value,
    ) {
        let source = format!("{service}.amazonaws.com");
        let detail = json!({
            "eventVersion": "1.11",
            "userIdentity": { "accountId": account, "invokedBy": source },
            "eventTime": clock::iso(at),
            "eventSource": source,
            "eventName": name,
            "awsRegion": region,
            "sourceIPAddress": source,
            "userAgent": source,
            "requestParameters": null,
            "responseElements": null,
            "eventID": identifiers::uuid(),
            "readOnly": false,
            "eventType": "AwsServiceEvent",
            "managementEvent": true,
            "recipientAccountId": account,
            "serviceEventDetails": details,
            "eventCategory": "Management",
        });
        self.emit(Record {
            service,
            account: account.clone(),
            region: region.clone(),
            at,
            detail_type: "AWS Service Event via CloudTrail",
            detail,
        });
    }

    fn emit(&mut self, record: Record) {
        let envelope = json!({
            "version": "0",
            "id": identifiers::uuid(),
            "detail-type": record.detail_type,
            "source": format!("aws.{}", record.service),
            "account": record.account,
            "time": clock::iso(record.at),
            "region": record.region,
            "resources": [],
            "detail": record.detail,
        });
        tracing::info!(target: "rolepair_sandbox::trail", "{envelope}");
        self.kept.push(envelope.clone());
        // Nobody listens once the sandbox is stopping; the record is kept all the same.
        let _ = self.sender.send(TrailEvent {
            account: record.account,
            region: record.region,
            envelope,
            is_at_the_hub: false,
            busy: self.activity.begin(),
        });
    }

    /// An event that somebody put, and that came to the hub's bus.
    pub(crate) fn arrive(&mut self, account: &AccountId, region: &Region, envelope: Value) {
        let _ = self.sender.send(TrailEvent {
            account: account.clone(),
            region: region.clone(),
            envelope,
            is_at_the_hub: true,
            busy: self.activity.begin(),
        });
    }
}

fn api_call(call: &Call, operation: &Operation, result: &Result<Reply, ServiceError>) -> Record {
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
    set("requestParameters", services::trail_parameters(call));
    set(
        "responseElements",
        services::trail_response(call, operation, result),
    );
    set("requestID", json!(call.request_id));
    set("eventID", json!(identifiers::uuid()));
    set("readOnly", json!(!operation.kind.is_mutating()));
    set("eventType", json!("AwsApiCall"));
    set("managementEvent", json!(true));
    set("recipientAccountId", json!(call.account()));
    set("eventCategory", json!("Management"));
    Record {
        service: call.service.name(),
        account: call.account().clone(),
        region,
        at: call.at,
        detail_type: "AWS API Call via CloudTrail",
        detail: Value::Object(detail),
    }
}
