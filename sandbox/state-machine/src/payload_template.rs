use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};

use super::{expression::Expression, path::PathRoots, state_error::StateError};

/// A payload template: JSON in which a name that ends in `.$` has an expression for its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PayloadTemplate {
    Literal(Value),
    Expression(Expression),
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
}

impl PayloadTemplate {
    fn read(value: Value) -> Result<Self, String> {
        Ok(match value {
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| member(name, value));
                Self::Object(members.collect::<Result<_, _>>()?)
            }
            Value::Array(items) => Self::Array(
                items
                    .into_iter()
                    .map(Self::read)
                    .collect::<Result<_, _>>()?,
            ),
            value => Self::Literal(value),
        })
    }

    /// Refuses a template that is not an object, or has names other than these.
    pub(super) fn has_only(self, names: &[&str]) -> Result<Self, String> {
        let Self::Object(members) = &self else {
            return Err("the parameters are not an object".to_owned());
        };
        let unknown = |(name, _): &&(String, Self)| !names.contains(&name.as_str());
        match members.iter().find(unknown) {
            Some((name, _)) => Err(format!("the parameter `{name}` is not known here")),
            None => Ok(self),
        }
    }

    /// The payload.
    pub(super) fn fill(&self, roots: PathRoots<'_>) -> Result<Value, StateError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Expression(expression) => expression.evaluate(roots),
            Self::Object(members) => members
                .iter()
                .map(|(name, value)| Ok((name.clone(), value.fill(roots)?)))
                .collect::<Result<Map<_, _>, _>>()
                .map(Value::Object),
            Self::Array(items) => items.iter().map(|item| item.fill(roots)).collect(),
        }
    }
}

fn member(name: String, value: Value) -> Result<(String, PayloadTemplate), String> {
    let Some(plain) = name.strip_suffix(".$") else {
        return Ok((name, PayloadTemplate::read(value)?));
    };
    let Value::String(text) = value else {
        return Err(format!(
            "the value of `{name}` is neither a path nor a function"
        ));
    };
    let expression =
        Expression::try_from(text).map_err(|message| format!("`{name}`: {message}"))?;
    Ok((plain.to_owned(), PayloadTemplate::Expression(expression)))
}

impl<'de> Deserialize<'de> for PayloadTemplate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fill(template: Value) -> Result<Value, StateError> {
        let roots = PathRoots {
            input: &json!({"a": {"b": 1}}),
            context: &json!({}),
        };
        PayloadTemplate::read(template).unwrap().fill(roots)
    }

    #[test]
    fn names_that_end_in_a_dollar_are_filled_in_at_any_depth() {
        let template = json!({
            "x": [{"y.$": "$.a.b"}, "$.a.b"], "all.$": "$.a",
            "text.$": "States.Format('{}!', $.a.b)", "null": null
        });
        let filled = json!({
            "x": [{"y": 1}, "$.a.b"], "all": {"b": 1}, "text": "1!", "null": null
        });
        assert_eq!(fill(template), Ok(filled));
    }

    #[test]
    fn a_path_that_leads_nowhere_fails_and_is_named() {
        let error = fill(json!({"x.$": "$.a.c"})).unwrap_err();
        assert_eq!(error.error, "States.ParameterPathFailure");
        assert!(error.cause.contains("$.a.c"));
    }

    #[test]
    fn an_invalid_expression_is_refused_with_the_name_of_its_field() {
        for template in [json!({"a": [{"x.$": 1}]}), json!({"x.$": "States.UUID()"})] {
            assert!(PayloadTemplate::read(template).unwrap_err().contains("x.$"));
        }
    }
}
