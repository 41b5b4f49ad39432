use std::collections::BTreeMap;

use rolepair_cloudformation::Template;
use serde_json::Value;

use super::{invalid, stack_record::Plan};
use crate::{call::Call, service_error::ServiceError};

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const LARGEST_BODY: usize = 51_200;

/// What a stack is asked to be made of; parameters with `UsePreviousValue` are as in `before`.
pub(super) fn plan(call: &Call, before: Option<&Plan>) -> Result<Plan, ServiceError> {
    for unknown in ["TemplateURL", "RoleARN", "NotificationARNs"] {
        if call.input.value(unknown).is_some() {
            return Err(invalid(format!("`{unknown}` is not known here")));
        }
    }
    let source = call.input.text("TemplateBody")?;
    if source.len() > LARGEST_BODY {
        let constraint = "Member must have length less than or equal to 51200";
        return Err(invalid(format!(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: {constraint}"
        )));
    }
    let template = Template::parse(source)
        .map_err(|error| invalid(format!("Template format error: {error}")))?;
    let texts = texts(call, &template, before)?;
    for parameter in &template.parameters {
        let text = texts.get(&parameter.name).map_or("", String::as_str);
        parameter
            .value(text)
            .map_err(|error| invalid(error.to_string()))?;
    }
    let plan = Plan {
        template,
        texts,
        capabilities: call.input.texts("Capabilities")?,
    };
    check_capabilities(&plan)?;
    Ok(plan)
}

fn texts(
    call: &Call,
    template: &Template,
    before: Option<&Plan>,
) -> Result<BTreeMap<String, String>, ServiceError> {
    let mut given = BTreeMap::new();
    for item in call.input.list("Parameters")? {
        let member = |name: &str| item.get(name).and_then(Value::as_str);
        let key = member("ParameterKey").ok_or_else(|| invalid("a parameter has no key"))?;
        let previous = || before?.texts.get(key).map(String::as_str);
        let value = match member("UsePreviousValue") {
            Some("true") => previous().ok_or_else(|| {
                invalid(format!(
                    "Invalid input for parameter key {key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template"
                ))
            })?,
            _ => member("ParameterValue").unwrap_or_default(),
        };
        given.insert(key.to_owned(), value.to_owned());
    }
    let is_declared = |name: &&String| {
        let mut declared = template.parameters.iter();
        declared.any(|parameter| parameter.name == **name)
    };
    let undeclared: Vec<&str> = given
        .keys()
        .filter(|name| !is_declared(name))
        .map(String::as_str)
        .collect();
    if !undeclared.is_empty() {
        return Err(invalid(format!(
            "Parameters: [{}] do not exist in the template",
            undeclared.join(", ")
        )));
    }
    let (texts, missing) = template.texts(&given);
    if !missing.is_empty() {
        return Err(invalid(format!(
            "Parameters: [{}] must have values",
            missing.join(", ")
        )));
    }
    Ok(texts)
}

/// Whoever makes roles and policies has to say that they know. All of ours have names.
fn check_capabilities(plan: &Plan) -> Result<(), ServiceError> {
    let mut resources = plan.template.resources.iter();
    let makes_roles = resources.any(|resource| resource.kind.starts_with("AWS::IAM::"));
    let is_told = plan
        .capabilities
        .iter()
        .any(|capability| capability == "CAPABILITY_NAMED_IAM");
    if makes_roles && !is_told {
        return Err(ServiceError::new(
            400,
            "InsufficientCapabilitiesException",
            "Requires capabilities : [CAPABILITY_NAMED_IAM]",
        ));
    }
    Ok(())
}
