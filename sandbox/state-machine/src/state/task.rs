use serde::Deserialize;
use serde_json::Value;

use super::transition::{End, Transition};
use crate::{
    integration::Integration,
    path::PathRoots,
    payload,
    payload_template::PayloadTemplate,
    result_path::ResultPath,
    retry::{Attempts, Retrier},
    runner::RunningExecution,
    state_error::StateError,
};

/// Calls a service.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "Raw")]
pub(crate) struct Task {
    resource: Integration,
    parameters: PayloadTemplate,
    result_selector: Option<PayloadTemplate>,
    result_path: ResultPath,
    retry: Vec<Retrier>,
    pub(super) to: Transition,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Raw {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    resource: Integration,
    parameters: PayloadTemplate,
    result_selector: Option<PayloadTemplate>,
    #[serde(default)]
    result_path: ResultPath,
    #[serde(default)]
    retry: Vec<Retrier>,
    next: Option<String>,
    end: Option<End>,
}

impl TryFrom<Raw> for Task {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Self, String> {
        Ok(Self {
            resource: raw.resource,
            parameters: raw.parameters.has_only(raw.resource.parameters())?,
            result_selector: raw.result_selector,
            result_path: raw.result_path,
            retry: raw.retry,
            to: Transition::of(raw.next, raw.end)?,
        })
    }
}

impl Task {
    pub(super) async fn run(
        &self,
        run: &RunningExecution<'_>,
        input: Value,
    ) -> Result<(Value, Transition), StateError> {
        let context = &run.context;
        let roots = PathRoots {
            input: &input,
            context,
        };
        let mut attempts = Attempts::new(&self.retry);
        let result = loop {
            let parameters = payload::checked("the task's input", self.parameters.fill(roots)?)?;
            match self.resource.call(run.runner, parameters).await {
                Ok(result) => break payload::checked("the task's result", result)?,
                Err(error) => match attempts.wait(&error, fastrand::f64()) {
                    Some(wait) => run.wait(wait).await,
                    None => return Err(error),
                },
            }
        };
        let result = match &self.result_selector {
            Some(selector) => selector.fill(PathRoots {
                input: &result,
                context,
            })?,
            None => result,
        };
        let output = self.result_path.apply(input, result)?;
        Ok((payload::checked("the output", output)?, self.to.clone()))
    }
}
