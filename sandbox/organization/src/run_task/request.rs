use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use rolepair_model::{AccountId, Region};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ResolvedTask, RunTaskError};

/// Where a served sandbox resolves a task, on its control surface.
const RESOLVE_TASK: &str = "/_rolepair/tasks";

/// The task to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RunTask {
    /// The account.
    pub account: AccountId,
    /// The Region; the sandbox's own if it is missing.
    #[serde(default)]
    pub region: Option<Region>,
    /// The task definition: a family, a family and revision, or an ARN.
    pub task_definition: String,
    /// The container the local command runs as; the first essential one if it is missing.
    #[serde(default)]
    pub container: Option<String>,
}

/// Lets the sandbox served at `endpoint` resolve a task.
///
/// # Errors
/// If nothing answers there, or the task cannot be resolved.
pub async fn resolve_at(endpoint: &str, request: &RunTask) -> Result<ResolvedTask, RunTaskError> {
    let unreachable = |reason: String| RunTaskError::Unreachable {
        endpoint: endpoint.to_owned(),
        reason,
    };
    let body = serde_json::to_vec(request).map_err(|error| unreachable(error.to_string()))?;
    let request = http::Request::post(format!(
        "{}{}",
        endpoint.trim_end_matches('/'),
        RESOLVE_TASK
    ))
    .header("content-type", "application/json")
    .body(Full::new(Bytes::from(body)))
    .map_err(|error| unreachable(error.to_string()))?;
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let response = client
        .request(request)
        .await
        .map_err(|error| unreachable(error.to_string()))?;
    let status = response.status();
    let body = response
        .into_body()
        .collect()
        .await
        .map_err(|error| unreachable(error.to_string()))?
        .to_bytes();
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|error| unreachable(error.to_string()));
    }
    let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
    match answer.get("error").and_then(Value::as_str) {
        Some(message) => Err(RunTaskError::refused(message)),
        None => Err(unreachable(format!("it answers {status}"))),
    }
}
