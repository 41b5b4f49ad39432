use rolepair_model::{AccountId, Region};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::sync::mpsc;

use crate::{
    activity::{Activity, Busy},
    clock, identifiers,
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
    /// Held until the event has been processed.
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
pub(crate) struct TrailRecord {
    /// The service that reports it, by its name in events: `ecs`.
    pub(crate) service: &'static str,
    pub(crate) account: AccountId,
    pub(crate) region: Region,
    pub(crate) at: OffsetDateTime,
    pub(crate) detail_type: &'static str,
    pub(crate) detail: Value,
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
        self.emit(TrailRecord {
            service,
            account: account.clone(),
            region: region.clone(),
            at,
            detail_type: "AWS Service Event via CloudTrail",
            detail,
        });
    }

    /// Keeps a record and sends it on.
    pub(crate) fn emit(&mut self, record: TrailRecord) {
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
        // Nobody listens once the sandbox is stopping. The record is kept nevertheless.
        let _ = self.sender.send(TrailEvent {
            account: record.account,
            region: record.region,
            envelope,
            is_at_the_hub: false,
            busy: self.activity.begin(),
        });
    }

    /// Sends on an event that somebody put and that reached the hub's bus.
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
