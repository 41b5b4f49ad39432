use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    authorize::Ask,
    step_functions::{runner::Runner, state_error::StateError},
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Parameters {
    function_name: String,
    payload: Value,
}

/// <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>
pub(super) async fn call(runner: &Runner, parameters: Parameters) -> Result<Value, StateError> {
    let Parameters {
        function_name: function,
        payload,
    } = parameters;
    let ask = Ask::new("lambda:InvokeFunction", &function);
    let denied = |error| StateError::of_service("Lambda", &error);
    runner.authorize(&ask).map_err(denied)?;
    let payload = runner.invoke(&function, payload).await?;
    Ok(json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "StatusCode": 200 }))
}
