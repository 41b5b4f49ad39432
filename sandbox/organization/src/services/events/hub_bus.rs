//! The hub's bus: who may put what on it.

use rolepair_model::{AccountId, RoleArn};
use serde_json::Value;

use super::rule::RULES;
use crate::{
    authorize::Ask, aws_service::AwsService, call::Call, hub_roles, service_error::ServiceError,
    services::sts, world::World,
};

/// Its ARN.
pub(super) fn arn(world: &World) -> String {
    let options = &world.options;
    format!(
        "arn:{}:events:{}:{}:event-bus/rolepair",
        world.partition, options.region, options.hub.id
    )
}

/// Refuses an event from `source` unless the caller may put it there.
pub(super) fn authorize(
    call: &Call,
    world: &World,
    source: &str,
    is_by_rule: bool,
) -> Result<(), ServiceError> {
    let hub = &world.options.hub.id;
    let ask = Ask::new("events:PutEvents", arn(world))
        .in_account(hub)
        .with_resource_policy(Some(hub_roles::policy(world, "event-bus", hub)))
        .with("events:eventBusInvocation", is_by_rule.to_string())
        .with("events:source", source);
    call.authorize(world, &ask)
}

/// Puts an event on the bus as the rule `rule_arn` of `account` does, with its role.
///
/// # Errors
/// If the role does not trust the rule, or may not put the event on the bus.
pub(super) fn hand_over(
    world: &mut World,
    account: &AccountId,
    rule_arn: &str,
    role: &RoleArn,
    event: &Value,
) -> Result<(), ServiceError> {
    let context = [
        ("aws:SourceArn", rule_arn),
        ("aws:SourceAccount", account.as_str()),
    ];
    let session = sts::assume_as_service(world, RULES, role, "events", &context, Some(900))?;
    let key = world.sts.take(&session.access_key_id);
    let caller = key.ok_or_else(|| ServiceError::no_session(AwsService::Events))?;
    let call = Call::of_service(world, AwsService::Events, "PutEvents", caller.caller);
    let source = event.get("source").and_then(Value::as_str);
    authorize(&call, world, source.unwrap_or_default(), true)
}
