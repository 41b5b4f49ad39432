use serde::Deserialize;
use serde_json::Value;

use super::transition::Transition;
use crate::{
    path::{Path, PathRoots},
    state_error::StateError,
};

/// Goes where the first matching rule says.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Choice {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    choices: Vec<ChoiceRule>,
    default: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "RawRule")]
struct ChoiceRule {
    variable: Path,
    test: ChoiceTest,
    next: String,
}

#[derive(Debug, Clone, PartialEq)]
enum ChoiceTest {
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

impl TryFrom<RawRule> for ChoiceRule {
    type Error = String;

    fn try_from(raw: RawRule) -> Result<Self, String> {
        let test = match (raw.is_null, raw.numeric_equals_path) {
            (Some(is_null), None) => ChoiceTest::IsNull(is_null),
            (None, Some(path)) => ChoiceTest::NumericEqualsPath(path),
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
        let roots = PathRoots {
            input: &input,
            context,
        };
        let mut next = &self.default;
        for rule in &self.choices {
            if rule.holds(roots)? {
                next = &rule.next;
                break;
            }
        }
        let transition = Transition::To(next.clone());
        Ok((input, transition))
    }
}

impl ChoiceRule {
    fn holds(&self, roots: PathRoots<'_>) -> Result<bool, StateError> {
        let value = find(&self.variable, roots)?;
        match &self.test {
            ChoiceTest::IsNull(is_null) => Ok(value.is_null() == *is_null),
            ChoiceTest::NumericEqualsPath(path) => {
                let (left, right) = (value.as_f64(), find(path, roots)?.as_f64());
                match (left, right) {
                    (Some(left), Some(right)) => Ok((left - right).abs() < f64::EPSILON),
                    (None, _) => Ok(false),
                    (_, None) => {
                        let cause = format!("`{}` is not a number", path.text());
                        Err(StateError::runtime(cause))
                    }
                }
            }
        }
    }
}

/// A rule about something missing is a mistake in the definition.
fn find<'a>(path: &Path, roots: PathRoots<'a>) -> Result<&'a Value, StateError> {
    path.find(roots).ok_or_else(|| {
        let cause = format!("the path `{}` leads to nothing in the input", path.text());
        StateError::runtime(cause)
    })
}
