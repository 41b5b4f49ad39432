//! PutRule and PutTargets, on default buses.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html>
//! <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html>

use std::collections::BTreeMap;

use rolepair_model::RoleArn;
use serde_json::{Value, json};

use super::{
    default_bus, hub_bus,
    rule::{HubRule, RULES},
};
use crate::{
    authorize::Ask, aws_service::AwsService, bus::EventPattern, call::Call, operation::Reply,
    service_error::ServiceError, services::iam, world::World,
};

pub(super) fn put_rule(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    refuse_other_bus(call)?;
    let name = call.input.text("Name")?.to_owned();
    let arn = default_bus::rule_arn(world, call.account(), &call.region, &name);
    call.authorize(world, &Ask::new("events:PutRule", &arn))?;
    let pattern = EventPattern::parse(call.input.text("EventPattern")?);
    let pattern = pattern.map_err(|error| {
        ServiceError::new(400, "InvalidEventPatternException", error.to_string())
    })?;
    let rule = rules(call, world).entry(name.clone()).or_default();
    (rule.name, rule.arn, rule.pattern) = (name, arn.clone(), Some(pattern));
    Ok(json!({ "RuleArn": arn }).into())
}

pub(super) fn put_targets(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    refuse_other_bus(call)?;
    let name = call.input.text("Rule")?.to_owned();
    let arn = default_bus::rule_arn(world, call.account(), &call.region, &name);
    call.authorize(world, &Ask::new("events:PutTargets", &arn))?;
    let hub = hub_bus::arn(world);
    let text = |target: &Value, member| {
        target
            .get(member)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let targets = call.input.list("Targets")?;
    if targets.is_empty() {
        return Err(invalid("at least one target is required"));
    }
    let mut role = None;
    for target in targets {
        if text(target, "Arn").as_deref() != Some(hub.as_str()) {
            let message = "the embedded organization knows no target but the hub's bus";
            return Err(invalid(message));
        }
        if let Some(arn) = text(target, "RoleArn") {
            let parsed = arn.parse::<RoleArn>();
            let parsed = parsed.map_err(|_| invalid("RoleArn is not the ARN of a role"))?;
            iam::may_be_passed(call, world, &parsed, RULES)?;
            role = Some(parsed);
        }
    }
    let Some(rule) = rules(call, world).get_mut(&name) else {
        let message = format!("Rule {name} does not exist on EventBus default.");
        return Err(ServiceError::new(400, "ResourceNotFoundException", message));
    };
    (rule.has_the_hub_as_target, rule.role) = (true, role);
    Ok(json!({ "FailedEntryCount": 0, "FailedEntries": [] }).into())
}

fn rules<'a>(call: &Call, world: &'a mut World) -> &'a mut BTreeMap<String, HubRule> {
    let place = (call.account().clone(), call.region.clone());
    world.events.rules.entry(place).or_default()
}

fn refuse_other_bus(call: &Call) -> Result<(), ServiceError> {
    match call.input.optional_text("EventBusName")? {
        None | Some("default") => Ok(()),
        Some(_) => Err(invalid(
            "the embedded organization knows rules of default buses only",
        )),
    }
}

pub(super) fn invalid(message: &str) -> ServiceError {
    ServiceError::invalid_input(AwsService::Events, message)
}
