//! The roles that resources of a stack pass to a service. Each must be in the stack's own account,
//! and the maker of the stack must be allowed to pass it.

use rolepair_cloudformation::EvaluatedResource;
use rolepair_model::RoleArn;
use serde_json::Value;

use super::{error::invalid, maker::Maker};
use crate::{service_error::ServiceError, world::World};

/// Refuses a resource whose roles may not be passed.
pub(super) fn check(
    world: &World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    let (roles, service) = handed(resource);
    for role in roles {
        let wrong = || invalid(format!("`{role}` is not the ARN of a role"));
        let arn: Option<RoleArn> = role.as_str().and_then(|role| role.parse().ok());
        maker.may_pass(world, &arn.ok_or_else(wrong)?, service)?;
    }
    Ok(())
}

/// The roles, and the service they are passed to.
fn handed(resource: &EvaluatedResource) -> (Vec<&Value>, &'static str) {
    let own = |name: &str| resource.properties.get(name);
    match resource.kind.as_str() {
        "AWS::Lambda::Function" => (own("Role").into_iter().collect(), "lambda.amazonaws.com"),
        "AWS::StepFunctions::StateMachine" => {
            (own("RoleArn").into_iter().collect(), "states.amazonaws.com")
        }
        "AWS::Scheduler::Schedule" => {
            let role = own("Target").and_then(|target| target.get("RoleArn"));
            (role.into_iter().collect(), "scheduler.amazonaws.com")
        }
        "AWS::Events::Rule" => {
            let targets = own("Targets").and_then(Value::as_array);
            let roles = targets.into_iter().flatten();
            let roles = roles.filter_map(|target| target.get("RoleArn"));
            (roles.collect(), "events.amazonaws.com")
        }
        _ => (Vec::new(), ""),
    }
}
