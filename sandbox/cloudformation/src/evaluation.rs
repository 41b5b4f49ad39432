//! Evaluates the functions of a template. A resource is evaluated when something first refers to
//! it, so that each comes after those it needs.

use serde_json::{Map, Value};

use crate::{
    bindings::Bindings,
    evaluated::{Evaluated, EvaluatedOutput, EvaluatedResource},
    members::text,
    physical::{self, Physical},
    template::{Resource, Template},
    template_error::TemplateError,
};

/// A property with this value counts as missing.
const NO_VALUE: &str = "AWS::NoValue";

impl Template {
    /// Evaluates everything for a stack.
    ///
    /// # Errors
    /// The first thing that cannot be evaluated.
    pub fn evaluate(&self, bindings: &Bindings) -> Result<Evaluated, TemplateError> {
        of(self, bindings)
    }
}

fn of(template: &Template, bindings: &Bindings) -> Result<Evaluated, TemplateError> {
    let mut evaluation = Evaluation {
        template,
        bindings,
        there: template.resources_in(bindings)?,
        done: Vec::new(),
        open: Vec::new(),
    };
    for resource in evaluation.there.clone() {
        evaluation.resource(resource)?;
    }
    let outputs = evaluation.outputs()?;
    Ok(Evaluated {
        resources: evaluation.done,
        outputs,
    })
}

struct Evaluation<'a> {
    template: &'a Template,
    bindings: &'a Bindings,
    there: Vec<&'a Resource>,
    done: Vec<EvaluatedResource>,
    open: Vec<&'a str>,
}

impl<'a> Evaluation<'a> {
    fn outputs(&mut self) -> Result<Vec<EvaluatedOutput>, TemplateError> {
        let mut outputs = Vec::new();
        for output in &self.template.outputs {
            if !self
                .template
                .holds(output.condition.as_deref(), self.bindings)?
            {
                continue;
            }
            let at = || TemplateError::shape(format!("Outputs.{}", output.name), "a text");
            let value = self.value(&output.value)?.ok_or_else(at)?;
            outputs.push(EvaluatedOutput {
                name: output.name.clone(),
                value: text(&value),
                description: output.description.clone(),
            });
        }
        Ok(outputs)
    }

    /// A resource and, before it, those it refers to.
    fn resource(&mut self, resource: &'a Resource) -> Result<&Physical, TemplateError> {
        let logical_id = resource.logical_id.as_str();
        let is_it = |done: &EvaluatedResource| done.logical_id == logical_id;
        if let Some(at) = self.done.iter().position(is_it) {
            return self.made(at, logical_id);
        }
        if self.open.contains(&logical_id) {
            return Err(TemplateError::Circle {
                name: logical_id.to_owned(),
            });
        }
        self.open.push(logical_id);
        for needed in &resource.depends_on {
            // Nothing waits for a resource that is not made.
            if let Some(needed) = self.there.iter().find(|there| there.logical_id == *needed) {
                self.resource(needed)?;
            }
        }
        let properties = match self.value(&resource.properties)? {
            Some(Value::Object(properties)) => properties,
            _ => {
                let at = format!("Resources.{logical_id}.Properties");
                return Err(TemplateError::shape(at, "a mapping"));
            }
        };
        let physical = physical::of(
            &resource.kind,
            logical_id,
            &properties,
            &self.bindings.stack,
        )?;
        self.open.pop();
        self.done.push(EvaluatedResource {
            logical_id: logical_id.to_owned(),
            kind: resource.kind.clone(),
            properties,
            physical,
            deletion_policy: resource.deletion_policy,
        });
        self.made(self.done.len() - 1, logical_id)
    }

    fn made(&self, at: usize, logical_id: &str) -> Result<&Physical, TemplateError> {
        let made = self.done.get(at).map(|done| &done.physical);
        made.ok_or_else(|| TemplateError::UnknownReference {
            name: logical_id.to_owned(),
        })
    }

    fn named(&mut self, logical_id: &str) -> Result<&Physical, TemplateError> {
        let is_it = |resource: &&&Resource| resource.logical_id == logical_id;
        let resource = self.there.iter().find(is_it).copied();
        let resource = resource.ok_or_else(|| TemplateError::UnknownReference {
            name: logical_id.to_owned(),
        })?;
        self.resource(resource)
    }

    /// Evaluates a value; `None` if it is `AWS::NoValue`, which counts as missing.
    fn value(&mut self, value: &Value) -> Result<Option<Value>, TemplateError> {
        match value {
            Value::Array(items) => {
                let mut list = Vec::new();
                for item in items {
                    list.extend(self.value(item)?);
                }
                Ok(Some(list.into()))
            }
            Value::Object(members) => match function(members) {
                Some((function, argument)) => self.function(function, argument),
                None => self.members(members),
            },
            plain => Ok(Some(plain.clone())),
        }
    }

    fn members(&mut self, members: &Map<String, Value>) -> Result<Option<Value>, TemplateError> {
        let mut object = Map::new();
        for (name, member) in members {
            if let Some(member) = self.value(member)? {
                object.insert(name.clone(), member);
            }
        }
        Ok(Some(object.into()))
    }

    fn function(
        &mut self,
        function: &str,
        argument: &Value,
    ) -> Result<Option<Value>, TemplateError> {
        let wrong = |expected| TemplateError::shape(function, expected);
        match (function, argument) {
            ("Ref", Value::String(name)) => self.reference(name),
            ("Fn::GetAtt", Value::String(path)) => {
                let (logical_id, attribute) = path
                    .split_once('.')
                    .ok_or_else(|| wrong("a function of a resource and an attribute"))?;
                self.attribute(logical_id, attribute).map(Some)
            }
            ("Fn::GetAtt", Value::Array(path)) => match path.as_slice() {
                [Value::String(logical_id), Value::String(attribute)] => {
                    self.attribute(logical_id, attribute).map(Some)
                }
                _ => Err(wrong("a function of a resource and an attribute")),
            },
            ("Fn::If", Value::Array(list)) => match list.as_slice() {
                [Value::String(condition), yes, no] => {
                    let holds = self.template.holds(Some(condition), self.bindings)?;
                    self.value(if holds { yes } else { no })
                }
                _ => Err(wrong("a function of a condition and two values")),
            },
            ("Fn::Sub", Value::String(text)) => self.sub(text, &Map::new()).map(Some),
            ("Fn::Sub", Value::Array(list)) => match list.as_slice() {
                [Value::String(text), Value::Object(given)] => {
                    let given = self.members(given)?;
                    let given = given.as_ref().and_then(Value::as_object);
                    self.sub(text, given.unwrap_or(&Map::new())).map(Some)
                }
                _ => Err(wrong("a function of a text and values")),
            },
            // Nothing here reads it in its encoded form.
            ("Fn::Base64", argument) => self.value(argument),
            _ => Err(TemplateError::UnknownFunction {
                name: function.to_owned(),
            }),
        }
    }

    fn reference(&mut self, name: &str) -> Result<Option<Value>, TemplateError> {
        if name == NO_VALUE {
            return Ok(None);
        }
        if let Some(value) = self.bindings.values.get(name) {
            return Ok(Some(value.to_json()));
        }
        if let Some(text) = self.bindings.stack.pseudo(name) {
            return Ok(Some(text.into()));
        }
        Ok(Some(self.named(name)?.id.clone().into()))
    }

    fn attribute(&mut self, logical_id: &str, attribute: &str) -> Result<Value, TemplateError> {
        let physical = self.named(logical_id)?;
        let value = physical.attributes.get(attribute).cloned();
        value
            .map(Value::from)
            .ok_or_else(|| TemplateError::UnknownAttribute {
                logical_id: logical_id.to_owned(),
                attribute: attribute.to_owned(),
            })
    }

    /// `${Name}`, `${Resource.Attribute}`, and `${!Literal}` which stays `${Literal}`.
    fn sub(&mut self, text: &str, given: &Map<String, Value>) -> Result<Value, TemplateError> {
        let mut pieces = text.split("${");
        let mut whole = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (name, rest) = piece
                .split_once('}')
                .ok_or_else(|| TemplateError::shape("Fn::Sub", "a text whose `${` all end"))?;
            match name.strip_prefix('!') {
                Some(literal) => whole.push_str(&format!("${{{literal}}}")),
                None => whole.push_str(&self.in_text(name, given)?),
            }
            whole.push_str(rest);
        }
        Ok(whole.into())
    }

    fn in_text(&mut self, name: &str, given: &Map<String, Value>) -> Result<String, TemplateError> {
        let value = match (given.get(name), name.split_once('.')) {
            (Some(value), _) => Some(value.clone()),
            (None, Some((logical_id, attribute))) => Some(self.attribute(logical_id, attribute)?),
            (None, None) => self.reference(name)?,
        };
        match value {
            Some(value @ (Value::String(_) | Value::Number(_) | Value::Bool(_))) => {
                Ok(text(&value))
            }
            _ => Err(TemplateError::shape(format!("${{{name}}}"), "a text")),
        }
    }
}

/// A mapping with one member is a function if the member has the name of one.
fn function(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut members = members.iter();
    match (members.next(), members.next()) {
        (Some((name, argument)), None) if name == "Ref" || name.starts_with("Fn::") => {
            Some((name, argument))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
