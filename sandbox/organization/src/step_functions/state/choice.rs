use serde::Deserialize;
use serde_json::Value;

use super::transition::Transition;
use crate::step_functions::{
    path::{Path, Scope},
    state_error::StateError,
};

/// Goes where the first rule that holds says.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(in crate::step_functions) struct Choice {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    choices: Vec<Rule>,
    default: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "RawRule")]
struct Rule {
    variable: Path,
    test: Test,
    next: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Test {
    IsNull(bool),
    NumericEqualsPath(Path),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RawRule {
    variable: Path,
    is_null: Option<bool>,
    numeric_equals_path: Option<Path>,
    next: String,
}

impl TryFrom<RawRule> for Rule {
    type Error = String;

    fn try_from(raw: RawRule) -> Result<Self, String> {
        let test = match (raw.is_null, raw.numeric_equals_path) {
            (Some(is_null), None) => Test::IsNull(is_null),
            (None, Some(path)) => Test::NumericEqualsPath(path),
            _ => return Err("a rule needs one test".to_owned()),
        };
        Ok(Self {
            variable: raw.variable,
            test,
            next: raw.next,
        })
    }
}

impl Choice {
    pub(super) fn next(&self) -> Vec<&str> {
        let rules = self.choices.iter().map(|rule| rule.next.as_str());
        rules.chain([self.default.as_str()]).collect()
    }

    pub(super) fn run(
        &self,
        input: Value,
        context: &Value,
    ) -> Result<(Value, Transition), StateError> {
        let scope = Scope {
            input: &input,
            context,
        };
        let mut next = &self.default;
        for rule in &self.choices {
            if rule.holds(scope)? {
                next = &rule.next;
                break;
            }
        }
        let transition = Transition::To(next.clone());
        Ok((input, transition))
    }
}

impl Rule {
    fn holds(&self, scope: Scope<'_>) -> Result<bool, StateError> {
        let value = find(&self.variable, scope)?;
        match &self.test {
            Test::IsNull(is_null) => Ok(value.is_null() == *is_null),
            Test::NumericEqualsPath(path) => {
                let (left, right) = (value.as_f64(), find(path, scope)?.as_f64());
                match (left, right) {
                    (Some(left), Some(right)) => Ok((left - right).abs() < f64::EPSILON),
                    (None, _) => Ok(false),
                    (_, None) => {
                        let cause = format!("`{}` is no number", path.text());
                        Err(StateError::runtime(cause))
                    }
                }
            }
        }
    }
}

/// A rule about what is not there is a mistake of the definition.
fn find<'a>(path: &Path, scope: Scope<'a>) -> Result<&'a Value, StateError> {
    path.find(scope).ok_or_else(|| {
        let cause = format!("the path `{}` leads to nothing in the input", path.text());
        StateError::runtime(cause)
    })
}
