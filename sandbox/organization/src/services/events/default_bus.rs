//! The events on an account's default bus, and the rules that forward them to the hub.

use rolepair_model::{AccountId, Region, RoleArn};
use serde_json::Value;

use super::{hub_bus, rule::HubRule, undelivered::Undelivered};
use crate::{bus::rolepair_rule, hub_roles, world::World};

/// Lets rolepair's own rule in the account and Region forward an event of AWS to the hub. True if
/// it arrives.
///
/// An account that rolepair's StackSet has not reached has no such rule. In the management account
/// the rules are for events about accounts only; in the other accounts the rule is for task
/// definitions only.
pub(crate) fn take_to_the_hub(
    world: &mut World,
    account: &AccountId,
    region: &Region,
    event: &Value,
) -> bool {
    let Some(name) = rolepair_rule(event) else {
        return false;
    };
    let is_of_tasks = event.get("source").and_then(Value::as_str) == Some("aws.ecs");
    let is_management = *account == world.options.management.id;
    if is_of_tasks == is_management {
        return false;
    }
    let Some(role) = hub_roles::forwarding_role(world, account, region) else {
        return false;
    };
    let rule = HubRule {
        arn: rule_arn(world, account, region, &name),
        name,
        role: Some(role),
        ..HubRule::default()
    };
    hand_over(world, account, &rule, event)
}

/// Lets the rules that people put there forward an event of their own to the hub. Returns how many
/// times it arrives.
pub(super) fn take(
    world: &mut World,
    account: &AccountId,
    region: &Region,
    event: &Value,
) -> usize {
    let place = (account.clone(), region.clone());
    let rules = world.events.rules.get(&place).into_iter();
    let leads_there = |rule: &&HubRule| rule.has_the_hub_as_target && rule.matches(event);
    let leading: Vec<HubRule> = rules
        .flat_map(|rules| rules.values())
        .filter(leads_there)
        .cloned()
        .collect();
    leading
        .iter()
        .filter(|rule| hand_over(world, account, rule, event))
        .count()
}

pub(super) fn rule_arn(world: &World, account: &AccountId, region: &Region, name: &str) -> String {
    format!(
        "arn:{}:events:{region}:{account}:rule/{name}",
        world.partition
    )
}

fn hand_over(world: &mut World, account: &AccountId, rule: &HubRule, event: &Value) -> bool {
    let result = match &rule.role {
        Some(role) => hand_over_with(world, account, rule, role, event),
        None => Err("the target has no role".to_owned()),
    };
    let Err(reason) = result else { return true };
    tracing::warn!(%account, rule = rule.name, reason, "an event did not reach the hub");
    world.events.undelivered.push(Undelivered {
        account: account.clone(),
        rule: rule.name.clone(),
        event: event.clone(),
        reason,
    });
    false
}

fn hand_over_with(
    world: &mut World,
    account: &AccountId,
    rule: &HubRule,
    role: &RoleArn,
    event: &Value,
) -> Result<(), String> {
    hub_bus::hand_over(world, account, &rule.arn, role, event).map_err(|error| error.message)
}
