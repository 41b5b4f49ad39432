use serde_json::Value;

use super::{
    event_sources::{RULE, pattern, targets},
    state::StackKey,
};
use crate::world::World;

/// Whether a rule of a stack forwards an event to a bus of another stack. Unless rolepair is
/// installed from the start, no event reaches it in any other way.
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
        .filter(|resource| resource.kind == RULE)
        .filter(|rule| targets(rule).any(is_bus))
        // A wrong pattern did not become a rule.
        .filter_map(|rule| pattern(rule).ok().flatten())
        .any(|pattern| pattern.matches(event))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        activity::Activity,
        aws_service::AwsService,
        call::Call,
        options::Options,
        seeded_world::seeded_world,
        services::{cloudformation::stacks::create_stack, sts},
        trail::Trail,
    };

    const BUS: &str = "Resources:\n  Bus: {Type: AWS::Events::EventBus, Properties: {Name: b}}\n";
    const FORWARDS: &str = "Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.ecs]}
      Targets: [{Id: hub, Arn: \"arn:aws:events:eu-west-1:222222222222:event-bus/b\"}]
";

    fn stack(world: &mut World, account: &str, template: &str) {
        let operator = sts::operator_credentials(world, &account.parse().unwrap());
        let caller = world.sts.key(&operator.access_key_id).unwrap();
        let caller = caller.caller.clone();
        let call = Call::of_service(world, AwsService::CloudFormation, "CreateStack", caller);
        let input = json!({ "StackName": "s", "TemplateBody": template });
        let call = call.with_input(input.as_object().unwrap().clone());
        create_stack(&call, world).unwrap();
    }

    #[test]
    fn an_event_reaches_the_hub_only_with_a_rule_where_it_arose_and_an_existing_bus() {
        let options = Options {
            installed: false,
            ..Options::default()
        };
        let mut world = seeded_world(options, Trail::new(Activity::default()).0);
        let event = |account: &str, region: &str, source: &str| json!({ "account": account, "region": region, "source": source });
        let task = event("999999999999", "eu-west-1", "aws.ecs");
        stack(&mut world, "999999999999", FORWARDS);
        assert!(!is_forwarded(&world, &task), "there is no bus");
        stack(&mut world, "222222222222", BUS);
        assert!(is_forwarded(&world, &task));
        for other in [
            event("111111111111", "eu-west-1", "aws.ecs"),
            event("999999999999", "us-east-1", "aws.ecs"),
            event("999999999999", "eu-west-1", "aws.s3"),
        ] {
            assert!(!is_forwarded(&world, &other), "{other}");
        }
    }
}
