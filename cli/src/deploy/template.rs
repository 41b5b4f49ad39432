use std::collections::BTreeMap;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::deploy::{condition::Conditions, yaml};

/// A CloudFormation template, as far as planning its deployment needs it.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) resources: Vec<Resource>,
    conditions: Conditions,
}

/// What a template asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) default: Option<String>,
    /// The values it takes; empty for any.
    pub(crate) allowed: Vec<String>,
}

/// A resource that a template makes, always or on a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resource {
    pub(crate) logical_id: String,
    pub(crate) kind: String,
    condition: Option<String>,
}

/// Why a template cannot be read.
#[derive(Debug, Error)]
pub(crate) enum TemplateError {
    #[error(transparent)]
    Yaml(#[from] saphyr::ScanError),
    #[error("`{at}` is not {expected}")]
    Shape { at: String, expected: &'static str },
    #[error("the condition `{0}` is not in the template")]
    UnknownCondition(String),
    #[error("`{0}` is neither a parameter nor known of every stack")]
    UnknownReference(String),
    #[error("the conditions use `{0}`, which is not looked into")]
    UnknownFunction(String),
    #[error("the condition `{0}` depends on itself")]
    Circle(String),
}

impl TemplateError {
    pub(crate) fn shape(at: impl Into<String>, expected: &'static str) -> Self {
        let at = at.into();
        Self::Shape { at, expected }
    }
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let template = yaml::to_json(text)?;
        let template = object(&template, "template")?;
        let section = |name: &str| match template.get(name) {
            Some(section) => object(section, name).cloned(),
            None => Ok(Map::new()),
        };
        let parameters = section("Parameters")?;
        let resources = section("Resources")?;
        Ok(Self {
            parameters: parameters.iter().map(parameter).collect::<Result<_, _>>()?,
            resources: resources.iter().map(resource).collect::<Result<_, _>>()?,
            conditions: Conditions::new(section("Conditions")?),
        })
    }

    /// The resources there are with these values for parameters and pseudo parameters.
    pub(crate) fn resources_with(
        &self,
        values: &BTreeMap<String, String>,
    ) -> Result<Vec<&Resource>, TemplateError> {
        let mut there = Vec::new();
        for resource in &self.resources {
            let holds = match &resource.condition {
                Some(condition) => self.conditions.holds(condition, values)?,
                None => true,
            };
            if holds {
                there.push(resource);
            }
        }
        Ok(there)
    }
}

fn parameter((name, value): (&String, &Value)) -> Result<Parameter, TemplateError> {
    let value = object(value, name)?;
    let allowed = value.get("AllowedValues").and_then(Value::as_array);
    Ok(Parameter {
        name: name.clone(),
        default: value.get("Default").map(text),
        allowed: allowed.into_iter().flatten().map(text).collect(),
    })
}

fn resource((logical_id, value): (&String, &Value)) -> Result<Resource, TemplateError> {
    let at = |member| format!("Resources.{logical_id}.{member}");
    let value = object(value, logical_id)?;
    let condition = match value.get("Condition") {
        None => None,
        Some(Value::String(condition)) => Some(condition.clone()),
        Some(_) => return Err(TemplateError::shape(at("Condition"), "a text")),
    };
    let kind = value.get("Type").and_then(Value::as_str);
    let kind = kind.ok_or_else(|| TemplateError::shape(at("Type"), "a text"))?;
    Ok(Resource {
        logical_id: logical_id.clone(),
        kind: kind.to_owned(),
        condition,
    })
}

fn object<'a>(value: &'a Value, at: &str) -> Result<&'a Map<String, Value>, TemplateError> {
    value
        .as_object()
        .ok_or_else(|| TemplateError::shape(at, "a mapping"))
}

/// A parameter's value is a text, however the template writes it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
