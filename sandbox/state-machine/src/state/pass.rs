use serde::Deserialize;
use serde_json::Value;

use super::transition::{End, Transition};
use crate::{
    path::PathRoots, payload, payload_template::PayloadTemplate, result_path::ResultPath,
    state_error::StateError,
};

/// Passes on its input, or something made from it.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Raw")]
pub(crate) struct Pass {
    result: Made,
    result_path: ResultPath,
    pub(super) to: Transition,
}

#[derive(Debug, Clone, PartialEq)]
enum Made {
    Input,
    Result(Value),
    Parameters(PayloadTemplate),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Raw {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    result: Option<Value>,
    parameters: Option<PayloadTemplate>,
    #[serde(default)]
    result_path: ResultPath,
    next: Option<String>,
    end: Option<End>,
}

impl TryFrom<Raw> for Pass {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Self, String> {
        Ok(Self {
            result: match (raw.result, raw.parameters) {
                (None, None) => Made::Input,
                (Some(result), None) => Made::Result(result),
                (None, Some(parameters)) => Made::Parameters(parameters),
                (Some(_), Some(_)) => {
                    return Err("it has both `Result` and `Parameters`".to_owned());
                }
            },
            result_path: raw.result_path,
            to: Transition::of(raw.next, raw.end)?,
        })
    }
}

impl Pass {
    pub(super) fn run(
        &self,
        input: Value,
        context: &Value,
    ) -> Result<(Value, Transition), StateError> {
        let roots = PathRoots {
            input: &input,
            context,
        };
        let result = match &self.result {
            Made::Input => input.clone(),
            Made::Result(result) => result.clone(),
            Made::Parameters(template) => template.fill(roots)?,
        };
        let output = self.result_path.apply(input, result)?;
        Ok((payload::checked("the output", output)?, self.to.clone()))
    }
}
