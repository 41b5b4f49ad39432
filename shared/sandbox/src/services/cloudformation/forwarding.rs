use serde_json::Value;

use super::{
    functions::{pattern, targets},
    state::StackKey,
};
use crate::world::World;

/// Whether a rule of a stack hands an event on to a bus that another stack has made. Where rolepair
/// was not installed from the start, no event reaches it in any other way.
pub(crate) fn is_forwarded(world: &World, event: &Value) -> bool {
    if world.options.installed {
        return true;
    }
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let arose_in = |key: &StackKey| {
        key.account.as_str() == text("account") && key.region.as_str() == text("region")
    };
    let stacks = || world.cloudformation.stacks.iter();
    let resources = stacks()
        .filter(|(key, _)| arose_in(key))
        .flat_map(|(_, stack)| &stack.resources);
    let is_bus = |target: &str| {
        let mut made = stacks().flat_map(|(_, stack)| &stack.resources);
        made.any(|resource| {
            let arn = resource.physical.attributes.get("Arn");
            resource.kind == "AWS::Events::EventBus" && arn.is_some_and(|arn| arn == target)
        })
    };
    resources
        .filter(|resource| resource.kind == "AWS::Events::Rule")
        .filter(|rule| targets(rule).any(is_bus))
        .filter_map(pattern)
        .any(|pattern| pattern.matches(event))
}
