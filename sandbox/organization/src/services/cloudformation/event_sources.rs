//! How events reach the functions of a stack: rules on its own buses, queues, and the mappings with
//! which Lambda polls the queues.

use rolepair_cloudformation::EvaluatedResource;
use serde_json::Value;

use super::error::invalid;
use crate::{
    bus::{EventPattern, InvalidEventPattern},
    service_error::ServiceError,
};

pub(super) const FUNCTION: &str = "AWS::Lambda::Function";
const SOURCE: &str = "AWS::Lambda::EventSourceMapping";
const QUEUE: &str = "AWS::SQS::Queue";
const BUS: &str = "AWS::Events::EventBus";
pub(super) const RULE: &str = "AWS::Events::Rule";

/// A queue whose messages a function of the stack gets.
pub(super) struct EventSource<'a> {
    pub(super) mapping: &'a EvaluatedResource,
    pub(super) queue: &'a EvaluatedResource,
}

impl EventSource<'_> {
    /// The queue's ARN.
    pub(super) fn arn(&self) -> &str {
        arn(self.queue).unwrap_or_default()
    }

    /// The event patterns of the stack's rules for the queue.
    ///
    /// # Errors
    /// If a rule is on a bus that is not the stack's: no event would ever arrive.
    pub(super) fn patterns(
        &self,
        resources: &[EvaluatedResource],
    ) -> Result<Vec<EventPattern>, ServiceError> {
        let rules = resources.iter().filter(|one| one.kind == RULE);
        let rules = rules.filter(|rule| targets(rule).any(|target| target == self.arn()));
        let mut patterns = Vec::new();
        for rule in rules {
            let bus = text(rule, "EventBusName");
            if bus.is_none_or(|bus| of_kind(resources, BUS, bus).is_none()) {
                return Err(invalid(format!(
                    "the rule `{}` is not on a bus of its stack; functions here get events of no other bus",
                    rule.logical_id
                )));
            }
            patterns.extend(pattern(rule)?);
        }
        Ok(patterns)
    }
}

/// The sources of a function.
///
/// # Errors
/// If a mapping of the stack names a function or queue that is not in the stack.
pub(super) fn of<'a>(
    resources: &'a [EvaluatedResource],
    function: &EvaluatedResource,
) -> Result<Vec<EventSource<'a>>, ServiceError> {
    let mut sources = Vec::new();
    for mapping in resources.iter().filter(|one| one.kind == SOURCE) {
        let named = |property: &str, kind: &str| {
            let named = text(mapping, property).unwrap_or_default();
            let missing = || {
                let name = &mapping.logical_id;
                invalid(format!("the {property} of `{name}` is not in its stack"))
            };
            of_kind(resources, kind, named).ok_or_else(missing)
        };
        let queue = named("EventSourceArn", QUEUE)?;
        if named("FunctionName", FUNCTION)?.logical_id == function.logical_id {
            sources.push(EventSource { mapping, queue });
        }
    }
    Ok(sources)
}

/// The ARNs of a rule's targets.
pub(super) fn targets(rule: &EvaluatedResource) -> impl Iterator<Item = &str> {
    let targets = rule.properties.get("Targets").and_then(Value::as_array);
    let targets = targets.into_iter().flatten();
    targets.filter_map(|target| target.get("Arn").and_then(Value::as_str))
}

/// The pattern of a rule; `None` if it has no pattern.
///
/// # Errors
/// If the pattern is wrong.
pub(super) fn pattern(rule: &EvaluatedResource) -> Result<Option<EventPattern>, ServiceError> {
    let Some(pattern) = rule.properties.get("EventPattern") else {
        return Ok(None);
    };
    let wrong = |error: InvalidEventPattern| {
        invalid(format!("Event pattern is not valid. Reason: {error}"))
    };
    EventPattern::parse(&pattern.to_string())
        .map(Some)
        .map_err(wrong)
}

/// The resource of this type with this name or ARN.
fn of_kind<'a>(
    resources: &'a [EvaluatedResource],
    kind: &str,
    named: &str,
) -> Option<&'a EvaluatedResource> {
    let is_it = |one: &&EvaluatedResource| {
        one.kind == kind && (one.physical.id == named || arn(one) == Some(named))
    };
    resources.iter().find(is_it)
}

fn arn(resource: &EvaluatedResource) -> Option<&str> {
    resource.physical.attributes.get("Arn").map(String::as_str)
}

fn text<'a>(resource: &'a EvaluatedResource, property: &str) -> Option<&'a str> {
    resource.properties.get(property).and_then(Value::as_str)
}
