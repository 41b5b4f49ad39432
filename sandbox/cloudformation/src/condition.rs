use serde_json::{Map, Value};

use crate::{bindings::Bindings, template_error::TemplateError};

/// The conditions of a template. Their functions are CloudFormation's; an unknown one is an error,
/// never a guess
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html>).
#[derive(Debug, Clone)]
pub(crate) struct TemplateConditions(Map<String, Value>);

/// What evaluating conditions takes: the values, and which conditions are being evaluated.
struct Look<'a> {
    bindings: &'a Bindings,
    open: Vec<String>,
}

impl TemplateConditions {
    pub(crate) fn new(conditions: Map<String, Value>) -> Self {
        Self(conditions)
    }

    /// Whether a condition holds with these values.
    pub(crate) fn holds(
        &self,
        condition: &str,
        bindings: &Bindings,
    ) -> Result<bool, TemplateError> {
        let open = Vec::new();
        self.named(condition, &mut Look { bindings, open })
    }

    fn named(&self, name: &str, look: &mut Look<'_>) -> Result<bool, TemplateError> {
        if look.open.iter().any(|open| open == name) {
            return Err(TemplateError::Circle {
                name: name.to_owned(),
            });
        }
        let unknown = || TemplateError::UnknownCondition {
            name: name.to_owned(),
        };
        let expression = self.0.get(name).ok_or_else(unknown)?;
        look.open.push(name.to_owned());
        let holds = self.expression(expression, look)?;
        look.open.pop();
        Ok(holds)
    }

    fn expression(&self, value: &Value, look: &mut Look<'_>) -> Result<bool, TemplateError> {
        let (function, argument) = function(value)?;
        let list = || {
            let list = argument.as_array();
            list.ok_or_else(|| TemplateError::shape(function, "a function of a list"))
        };
        match (function, argument) {
            ("Condition", Value::String(name)) => self.named(name, look),
            ("Fn::Equals", _) => match list()?.as_slice() {
                [one, other] => Ok(text(one, look)? == text(other, look)?),
                _ => Err(TemplateError::shape(function, "a function of two values")),
            },
            ("Fn::Not", _) => match list()?.as_slice() {
                [one] => Ok(!self.expression(one, look)?),
                _ => Err(TemplateError::shape(
                    function,
                    "a function of one condition",
                )),
            },
            ("Fn::And", _) => self.count(list()?, look).map(|(all, held)| held == all),
            ("Fn::Or", _) => self.count(list()?, look).map(|(_, held)| held > 0),
            _ => Err(TemplateError::UnknownFunction {
                name: function.to_owned(),
            }),
        }
    }

    /// How many conditions there are, and how many hold.
    fn count(&self, list: &[Value], look: &mut Look<'_>) -> Result<(usize, usize), TemplateError> {
        let mut held = 0;
        for condition in list {
            held += usize::from(self.expression(condition, look)?);
        }
        Ok((list.len(), held))
    }
}

fn function(value: &Value) -> Result<(&str, &Value), TemplateError> {
    let mut members = value.as_object().into_iter().flatten();
    match (members.next(), members.next()) {
        (Some((name, argument)), None) => Ok((name, argument)),
        _ => Err(TemplateError::shape("Conditions", "functions only")),
    }
}

fn text(value: &Value, look: &Look<'_>) -> Result<String, TemplateError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Object(_) => match function(value)? {
            ("Ref", Value::String(name)) => {
                let value = look.bindings.text(name).map(str::to_owned);
                value.ok_or_else(|| TemplateError::UnknownReference { name: name.clone() })
            }
            (function, _) => Err(TemplateError::UnknownFunction {
                name: function.to_owned(),
            }),
        },
        other => Ok(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::{parameter_value::ParameterValue, stack::Stack};

    fn holds(name: &str) -> Result<bool, String> {
        let conditions = json!({
            "Yes": {"Fn::Equals": [{"Ref": "A"}, "x"]},
            "No": {"Fn::Not": [{"Condition": "Yes"}]},
            "Both": {"Fn::And": [{"Condition": "Yes"}, {"Condition": "No"}]},
            "Either": {"Fn::Or": [{"Condition": "No"}, {"Condition": "Yes"}]},
            "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
            "Unknown": {"Fn::Equals": [{"Fn::FindInMap": ["a", "b", "c"]}, ""]},
            "Missing": {"Fn::Equals": [{"Ref": "B"}, ""]},
            "Lost": {"Condition": "Gone"},
        });
        let values = BTreeMap::from([("A".to_owned(), ParameterValue::Text("x".to_owned()))]);
        let stack = Stack {
            name: "s".to_owned(),
            unique: "U".to_owned(),
            account: "111111111111".to_owned(),
            region: "eu-west-1".to_owned(),
            partition: "aws".to_owned(),
        };
        TemplateConditions::new(conditions.as_object().unwrap().clone())
            .holds(name, &Bindings { values, stack })
            .map_err(|error| error.to_string())
    }

    #[test]
    fn conditions_evaluate_as_in_cloudformation() {
        for (name, expected) in [
            ("Yes", true),
            ("No", false),
            ("Both", false),
            ("Either", true),
        ] {
            assert_eq!(holds(name), Ok(expected), "{name}");
        }
    }

    #[test]
    fn an_unknown_function_is_an_error_and_never_a_guess() {
        for (name, expected) in [
            ("Circle", "`Circle` depends on itself"),
            (
                "Unknown",
                "the function `Fn::FindInMap` is not supported here",
            ),
            (
                "Missing",
                "`B` is not a parameter, a resource that is made, or a pseudo parameter",
            ),
            ("Lost", "the condition `Gone` is not in the template"),
        ] {
            assert_eq!(holds(name), Err(expected.to_owned()));
        }
    }
}
