use serde::Deserialize;
use serde_json::{Value, json};

use crate::{runner::Runner, state_error::StateError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Parameters {
    map_run_arn: String,
}

/// <https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html>
pub(super) fn call(runner: &Runner<'_>, parameters: &Parameters) -> Result<Value, StateError> {
    let arn = &parameters.map_run_arn;
    let denied = |error| StateError::of_service("Sfn", &error);
    runner
        .services
        .authorize("states:DescribeMapRun", arn)
        .map_err(denied)?;
    let map_run = runner.map_run(arn).ok_or_else(|| {
        let cause = format!("there is no map run `{arn}`");
        StateError::new("Sfn.ResourceNotFoundException", cause)
    })?;
    Ok(json!({ "MapRunArn": map_run.arn, "ItemCounts": map_run.counts }))
}
