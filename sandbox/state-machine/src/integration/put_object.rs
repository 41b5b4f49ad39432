use serde::Deserialize;
use serde_json::{Value, json};

use crate::{runner::Runner, state_error::StateError};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Parameters {
    bucket: String,
    key: String,
    content_type: String,
    body: Value,
}

/// <https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html>
pub(super) fn call(runner: &Runner<'_>, parameters: Parameters) -> Result<Value, StateError> {
    let Parameters {
        bucket,
        key,
        content_type,
        body,
    } = parameters;
    // Every body is written as JSON. A text keeps its quotes.
    let put = runner
        .services
        .put_object(&bucket, &key, &content_type, body.to_string());
    put.map_err(|error| StateError::of_service("S3", &error))?;
    Ok(json!({}))
}
