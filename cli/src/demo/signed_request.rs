//! A signed request written by hand: a task definition with fields no SDK knows passes through no
//! SDK's types.

use std::time::SystemTime;

use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::complaint::in_full;
use crate::demo::person::{Person, Refusal};

/// The name of the ECS API in `X-Amz-Target`.
const ECS_TARGET: &str = "AmazonEC2ContainerServiceV20141113";

/// Calls an operation of ECS with this very JSON, and gives the very JSON that came back.
pub(crate) async fn ecs(
    person: &Person,
    operation: &'static str,
    input: &Value,
) -> Result<Value, Refusal> {
    let unanswered = |error: &dyn std::error::Error| Refusal {
        operation,
        code: "NoAnswer".to_owned(),
        message: in_full(error),
    };
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
    Err(Refusal {
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
    let body = input.to_string();
    let headers = [
        ("content-type", "application/x-amz-json-1.1".to_owned()),
        ("x-amz-target", format!("{ECS_TARGET}.{operation}")),
    ];
    let mut request = http::Request::post(person.endpoint());
    for (name, value) in &headers {
        request = request.header(*name, value);
    }
    let mut request = request.body(Full::from(body.clone()))?;
    let identity = person.credentials().clone().into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(person.region())
        .name("ecs")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()?
        .into();
    let signable = SignableRequest::new(
        "POST",
        person.endpoint(),
        headers.iter().map(|(name, value)| (*name, value.as_str())),
        SignableBody::Bytes(body.as_bytes()),
    )?;
    let (instructions, _) = sign(signable, &params)?.into_parts();
    instructions.apply_to_request_http1x(&mut request);
    Ok(request)
}
