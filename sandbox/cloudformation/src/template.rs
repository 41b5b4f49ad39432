use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    bindings::Bindings,
    condition::TemplateConditions,
    deletion_policy::DeletionPolicy,
    members::{object, only, text},
    parameter::Parameter,
    template_error::TemplateError,
    yaml,
};

const SECTIONS: [&str; 7] = [
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Conditions",
    "Resources",
    "Outputs",
];

const OF_A_RESOURCE: [&str; 7] = [
    "Type",
    "Properties",
    "Condition",
    "DependsOn",
    "Metadata",
    "DeletionPolicy",
    "UpdateReplacePolicy",
];

const OF_AN_OUTPUT: [&str; 3] = ["Description", "Condition", "Value"];

/// A CloudFormation template.
#[derive(Debug, Clone)]
pub struct Template {
    /// What it is for.
    pub description: Option<String>,
    /// Its parameters, in its order.
    pub parameters: Vec<Parameter>,
    /// Its resources, conditional ones included, in its order.
    pub resources: Vec<Resource>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) conditions: TemplateConditions,
}

/// A resource of a template, conditional or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its name in the template.
    pub logical_id: String,
    /// Its type.
    pub kind: String,
    pub(crate) condition: Option<String>,
    pub(crate) depends_on: Vec<String>,
    pub(crate) deletion_policy: DeletionPolicy,
    /// As they are written.
    pub(crate) properties: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) value: Value,
}

impl Template {
    /// Reads a template in YAML or JSON.
    ///
    /// # Errors
    /// The first thing in it that is wrong or not known.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        let template = yaml::to_json(source)?;
        let template = object(&template, "template")?;
        only(template, "template", &SECTIONS)?;
        let section = |name: &str| match template.get(name) {
            Some(section) => object(section, name).cloned(),
            None => Ok(Map::new()),
        };
        let (parameters, resources) = (section("Parameters")?, section("Resources")?);
        let outputs = section("Outputs")?;
        Ok(Self {
            description: template.get("Description").map(text),
            parameters: parameters
                .iter()
                .map(Parameter::read)
                .collect::<Result<_, _>>()?,
            resources: resources.iter().map(resource).collect::<Result<_, _>>()?,
            outputs: outputs.iter().map(output).collect::<Result<_, _>>()?,
            conditions: TemplateConditions::new(section("Conditions")?),
        })
    }

    /// The resources there are in a stack.
    ///
    /// # Errors
    /// If a condition cannot be evaluated.
    pub fn resources_in(&self, bindings: &Bindings) -> Result<Vec<&Resource>, TemplateError> {
        let mut there = Vec::new();
        for resource in &self.resources {
            if self.holds(resource.condition.as_deref(), bindings)? {
                there.push(resource);
            }
        }
        Ok(there)
    }

    /// The values of its parameters, given or default, as texts; and the names of those that have
    /// neither.
    #[must_use]
    pub fn texts(
        &self,
        given: &BTreeMap<String, String>,
    ) -> (BTreeMap<String, String>, Vec<String>) {
        let (mut texts, mut missing) = (BTreeMap::new(), Vec::new());
        for parameter in &self.parameters {
            let name = &parameter.name;
            match given.get(name).or(parameter.default.as_ref()) {
                Some(text) => drop(texts.insert(name.clone(), text.clone())),
                None => missing.push(name.clone()),
            }
        }
        (texts, missing)
    }

    pub(crate) fn holds(
        &self,
        condition: Option<&str>,
        bindings: &Bindings,
    ) -> Result<bool, TemplateError> {
        condition.map_or(Ok(true), |condition| {
            self.conditions.holds(condition, bindings)
        })
    }
}

fn resource((logical_id, value): (&String, &Value)) -> Result<Resource, TemplateError> {
    let at = format!("Resources.{logical_id}");
    let members = object(value, &at)?;
    only(members, &at, &OF_A_RESOURCE)?;
    let kind = members.get("Type").and_then(Value::as_str);
    let kind = kind.ok_or_else(|| TemplateError::shape(format!("{at}.Type"), "a text"))?;
    let depends_on = match members.get("DependsOn") {
        None => Vec::new(),
        Some(Value::Array(several)) => several.iter().map(text).collect(),
        Some(one) => vec![text(one)],
    };
    let deletion_policy = match members.get("DeletionPolicy") {
        None => DeletionPolicy::default(),
        Some(policy) => DeletionPolicy::named(&text(policy)).ok_or_else(|| {
            let at = format!("{at}.DeletionPolicy");
            TemplateError::shape(at, "Delete, Retain or RetainExceptOnCreate")
        })?,
    };
    Ok(Resource {
        logical_id: logical_id.clone(),
        kind: kind.to_owned(),
        condition: condition(members, &at)?,
        depends_on,
        deletion_policy,
        properties: members
            .get("Properties")
            .cloned()
            .unwrap_or_else(|| Value::Object(Map::new())),
    })
}

fn output((name, value): (&String, &Value)) -> Result<Output, TemplateError> {
    let at = format!("Outputs.{name}");
    let members = object(value, &at)?;
    only(members, &at, &OF_AN_OUTPUT)?;
    Ok(Output {
        name: name.clone(),
        description: members.get("Description").map(text),
        condition: condition(members, &at)?,
        value: members.get("Value").cloned().unwrap_or(Value::Null),
    })
}

fn condition(members: &Map<String, Value>, at: &str) -> Result<Option<String>, TemplateError> {
    match members.get("Condition") {
        None => Ok(None),
        Some(Value::String(condition)) => Ok(Some(condition.clone())),
        Some(_) => Err(TemplateError::shape(format!("{at}.Condition"), "a text")),
    }
}
