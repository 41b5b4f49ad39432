use serde::Deserialize;
use serde_json::{Value, json};

use crate::{runner::Runner, state_error::StateError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Parameters {
    function_name: String,
    payload: Value,
}

/// <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>
pub(super) async fn call(runner: &Runner<'_>, parameters: Parameters) -> Result<Value, StateError> {
    let Parameters {
        function_name: function,
        payload,
    } = parameters;
    let denied = |error| StateError::of_service("Lambda", &error);
    runner
        .services
        .authorize("lambda:InvokeFunction", &function)
        .map_err(denied)?;
    let payload = runner.invoke(&function, payload).await;
    let payload = payload.map_err(|error| StateError::of_function(&error))?;
    Ok(json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 }))
}
