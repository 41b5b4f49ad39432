//! A signed request written by hand, because the types of an SDK drop the fields that it does not know.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rolepair_rehearsal::Person;
use serde_json::Value;

use crate::stage::ApiError;

/// The name of the ECS API in `X-Amz-Target`.
const ECS_TARGET: &str = "AmazonEC2ContainerServiceV20141113";

/// Calls an operation of ECS with exactly this JSON, and gives exactly the JSON of the answer.
pub(crate) async fn ecs(
    person: &Person,
    operation: &'static str,
    input: &Value,
) -> Result<Value, ApiError> {
    let unanswered = |error: &dyn std::error::Error| ApiError::unanswered(operation, error);
    let request = signed(person, operation, input).map_err(|error| unanswered(error.as_ref()))?;
    let answer = Client::builder(TokioExecutor::new())
        .build_http::<Full<bytes::Bytes>>()
        .request(request)
        .await
        .map_err(|error| unanswered(&error))?;
    let status = answer.status();
    let body = answer.into_body().collect().await;
    let body = body.map_err(|error| unanswered(&error))?.to_bytes();
    let value: Value = serde_json::from_slice(&body).map_err(|error| unanswered(&error))?;
    if status.is_success() {
        return Ok(value);
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    Err(ApiError {
        operation,
        code: text("__type").to_owned(),
        message: text("message").to_owned(),
    })
}

fn signed(
    person: &Person,
    operation: &str,
    input: &Value,
) -> Result<http::Request<Full<bytes::Bytes>>, Box<dyn std::error::Error>> {
    let config = person.config();
    let endpoint = config.endpoint_url().unwrap_or_default();
    let region = config.region().map(AsRef::as_ref).unwrap_or_default();
    let body = input.to_string();
    let headers = [
        ("content-type", "application/x-amz-json-1.1".to_owned()),
        ("x-amz-target", format!("{ECS_TARGET}.{operation}")),
    ];
    let mut request = http::Request::post(endpoint);
    for (name, value) in &headers {
        request = request.header(*name, value);
    }
    let mut request = request.body(Full::from(body.clone()))?;
    let identity = person.credentials().clone().into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("ecs")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()?
        .into();
    let signable = SignableRequest::new(
        "POST",
        endpoint,
        headers.iter().map(|(name, value)| (*name, value.as_str())),
        SignableBody::Bytes(body.as_bytes()),
    )?;
    let (instructions, _) = sign(signable, &params)?.into_parts();
    instructions.apply_to_request_http1x(&mut request);
    Ok(request)
}
