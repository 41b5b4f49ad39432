use std::collections::BTreeMap;

use rolepair_cloudformation::Template;
use serde_json::Value;

use super::{error::invalid, maker::Maker, stack_record::Plan};
use crate::{authorize::Ask, call::Call, service_error::ServiceError, world::World};

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
const LARGEST_BODY: usize = 51_200;
const LARGEST_OBJECT: usize = 1_000_000;

/// Reads the plan of a stack from a call. Parameters with `UsePreviousValue` are as in `before`.
pub(super) fn requested_plan(
    call: &Call,
    world: &World,
    before: Option<&Plan>,
) -> Result<Plan, ServiceError> {
    for unknown in ["RoleARN", "NotificationARNs"] {
        if call.input.value(unknown).is_some() {
            return Err(invalid(format!("`{unknown}` is not known here")));
        }
    }
    let source = match call.input.optional_text("TemplateURL")? {
        Some(url) => in_s3(call, world, url)?,
        None => sent(call)?,
    };
    let template = Template::parse(&source)
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

fn sent(call: &Call) -> Result<String, ServiceError> {
    let source = call.input.text("TemplateBody")?;
    if source.len() > LARGEST_BODY {
        let constraint = "Member must have length less than or equal to 51200";
        return Err(invalid(format!(
            "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: {constraint}"
        )));
    }
    Ok(source.to_owned())
}

/// The object that a URL in path style names, if the caller may read it.
fn in_s3(call: &Call, world: &World, url: &str) -> Result<String, ServiceError> {
    if call.input.value("TemplateBody").is_some() {
        return Err(invalid(
            "You cannot specify both template body and template url",
        ));
    }
    let place = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'));
    let (bucket, key) = place
        .and_then(|(_, path)| path.split_once('/'))
        .filter(|(_, key)| !key.contains(['?', '%']))
        .ok_or_else(|| invalid(format!("`{url}` is not a supported URL of an object")))?;
    let arn = format!("arn:{}:s3:::{bucket}/{key}", world.partition);
    Maker::of(call).may(world, &Ask::new("s3:GetObject", arn))?;
    let source = world
        .s3
        .object(bucket, key)
        .ok_or_else(|| invalid(format!("S3 error: {bucket}/{key} does not exist")))?;
    if source.len() > LARGEST_OBJECT {
        return Err(invalid("Template may not exceed 1000000 bytes in size."));
    }
    String::from_utf8(source.to_vec()).map_err(|_| invalid("Template format error: no text"))
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

/// Making roles and policies requires an acknowledgement. All of ours have names.
fn check_capabilities(plan: &Plan) -> Result<(), ServiceError> {
    let mut resources = plan.template.resources.iter();
    let makes_roles = resources.any(|resource| resource.kind.starts_with("AWS::IAM::"));
    let acknowledged = plan
        .capabilities
        .iter()
        .any(|capability| capability == "CAPABILITY_NAMED_IAM");
    if makes_roles && !acknowledged {
        return Err(ServiceError::new(
            400,
            "InsufficientCapabilitiesException",
            "Requires capabilities : [CAPABILITY_NAMED_IAM]",
        ));
    }
    Ok(())
}
