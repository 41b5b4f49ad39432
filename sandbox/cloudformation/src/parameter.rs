use serde_json::{Map, Value};
use thiserror::Error;

use crate::{
    allowed_pattern::AllowedPattern,
    members::{object, only, text},
    parameter_value::{ParameterKind, ParameterValue},
    template_error::TemplateError,
};

const KNOWN: [&str; 7] = [
    "Type",
    "Default",
    "Description",
    "AllowedPattern",
    "AllowedValues",
    "MinValue",
    "MaxValue",
];

/// A parameter of a template.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ParameterKind,
    /// Its default, as text.
    pub default: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    allowed: Vec<String>,
    pattern: Option<AllowedPattern>,
    least: Option<f64>,
    most: Option<f64>,
}

/// A value that a parameter does not accept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{value}` is not a value for the parameter `{name}`, which takes {takes}")]
pub struct InvalidValue {
    /// The parameter.
    pub name: String,
    /// The value.
    pub value: String,
    /// What it accepts.
    pub takes: String,
}

impl Parameter {
    pub(crate) fn read((name, value): (&String, &Value)) -> Result<Self, TemplateError> {
        let at = format!("Parameters.{name}");
        let members = object(value, &at)?;
        only(members, &at, &KNOWN)?;
        let kind = members.get("Type").map(text).unwrap_or_default();
        let unknown = || TemplateError::UnknownParameterType {
            name: name.clone(),
            kind: kind.clone(),
        };
        let allowed = members.get("AllowedValues").and_then(Value::as_array);
        let pattern = members.get("AllowedPattern").map(text);
        Ok(Self {
            name: name.clone(),
            kind: ParameterKind::named(&kind).ok_or_else(unknown)?,
            default: members.get("Default").map(text),
            description: members.get("Description").map(text),
            allowed: allowed.into_iter().flatten().map(text).collect(),
            pattern: pattern
                .map(|text| AllowedPattern::read(&text))
                .transpose()?,
            least: number(members, &at, "MinValue")?,
            most: number(members, &at, "MaxValue")?,
        })
    }

    /// Reads a text as the value of this parameter.
    ///
    /// # Errors
    /// If the parameter does not accept it.
    pub fn value(&self, text: &str) -> Result<ParameterValue, InvalidValue> {
        let refuse = |takes: String| InvalidValue {
            name: self.name.clone(),
            value: text.to_owned(),
            takes,
        };
        match self.kind {
            ParameterKind::String => {
                self.admit(text).map_err(refuse)?;
                Ok(ParameterValue::Text(text.to_owned()))
            }
            // The limits apply to each item.
            ParameterKind::CommaDelimitedList => {
                let items = text.split(',').map(str::trim);
                items
                    .clone()
                    .try_for_each(|item| self.admit(item))
                    .map_err(refuse)?;
                Ok(ParameterValue::List(items.map(str::to_owned).collect()))
            }
            ParameterKind::Number => {
                self.admit(text).map_err(refuse)?;
                let number: Option<f64> = text.parse().ok();
                // Rust also parses `inf` and `NaN`.
                let number = number.filter(|number| number.is_finite());
                let fits = number.is_some_and(|number| {
                    self.least.is_none_or(|least| number >= least)
                        && self.most.is_none_or(|most| number <= most)
                });
                if fits {
                    return Ok(ParameterValue::Text(text.to_owned()));
                }
                let bound = |word: &str, bound: Option<f64>| {
                    bound.map_or(String::new(), |bound| format!(" {word} {bound}"))
                };
                Err(refuse(format!(
                    "numbers{}{}",
                    bound("from", self.least),
                    bound("to", self.most)
                )))
            }
        }
    }

    /// Checks that the template allows a text; the error says what it allows.
    fn admit(&self, text: &str) -> Result<(), String> {
        if !self.allowed.is_empty() && !self.allowed.iter().any(|allowed| allowed == text) {
            return Err(self.allowed.join(", "));
        }
        match &self.pattern {
            Some(pattern) if !pattern.matches(text) => Err(format!("what `{pattern}` matches")),
            _ => Ok(()),
        }
    }
}

fn number(
    members: &Map<String, Value>,
    at: &str,
    member: &str,
) -> Result<Option<f64>, TemplateError> {
    let Some(value) = members.get(member) else {
        return Ok(None);
    };
    let number = text(value).parse().ok();
    let wrong = || TemplateError::shape(format!("{at}.{member}"), "a number");
    number.map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parameter(value: &Value) -> Result<Parameter, String> {
        Parameter::read((&"P".to_owned(), value)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_refused_value_comes_with_what_the_parameter_accepts() {
        let number = json!({"Type": "Number", "MinValue": 2, "MaxValue": 10});
        let list = json!({"Type": "CommaDelimitedList"});
        let one = json!({"Type": "String", "AllowedValues": ["a", "b"]});
        let id = json!({"Type": "String", "AllowedPattern": "^[0-9]{3}$"});
        let value = |parameter: &Value, text: &str| {
            let value = self::parameter(parameter).unwrap().value(text);
            value.map_err(|error| error.takes)
        };
        let text = |text: &str| Ok(ParameterValue::Text(text.to_owned()));
        assert_eq!(value(&number, "5"), text("5"));
        assert_eq!(value(&number, "1"), Err("numbers from 2 to 10".to_owned()));
        for no_number in ["x", "inf", "NaN", "infinity"] {
            let no = value(&number, no_number);
            assert_eq!(no, Err("numbers from 2 to 10".to_owned()));
            let no = value(&json!({"Type": "Number"}), no_number);
            assert_eq!(no, Err("numbers".to_owned()));
        }
        assert_eq!(value(&one, "b"), text("b"));
        assert_eq!(value(&one, "c"), Err("a, b".to_owned()));
        assert_eq!(value(&id, "123"), text("123"));
        assert_eq!(
            value(&id, "1234"),
            Err("what `^[0-9]{3}$` matches".to_owned())
        );
        let items = ["a", "b"].map(str::to_owned).to_vec();
        let items = Ok(ParameterValue::List(items));
        assert_eq!(value(&list, "a, b"), items);
        for limit in [
            json!({"Type": "CommaDelimitedList", "AllowedPattern": "^[a-z]$"}),
            json!({"Type": "CommaDelimitedList", "AllowedValues": ["a", "b", "c"]}),
        ] {
            assert_eq!(value(&limit, "a,b"), items);
            assert!(value(&limit, "a,bb").is_err());
        }
    }

    #[test]
    fn an_unknown_member_of_a_parameter_is_named() {
        for (wrong, named) in [
            (
                json!({"Type": "AWS::SSM::Parameter::Value<String>"}),
                "AWS::SSM",
            ),
            (json!({"Type": "String", "NoEcho": true}), "NoEcho"),
            (json!({"Type": "Number", "MinValue": "x"}), "P.MinValue"),
            (
                json!({"Type": "String", "AllowedPattern": "(?=a)b"}),
                "`(?`",
            ),
        ] {
            let error = parameter(&wrong).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }
}
