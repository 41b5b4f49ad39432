//! awsJson1.0 and awsJson1.1.

use serde_json::{Map, Value};

use super::decoded_request::DecodedRequest;
use crate::{
    exchange::{Request, Response},
    service_error::ServiceError,
};

pub(crate) fn decode(target: &str, request: &Request) -> Result<DecodedRequest, ServiceError> {
    let operation = request
        .header("x-amz-target")
        .split_once('.')
        .filter(|(prefix, _)| *prefix == target)
        .map(|(_, operation)| operation.to_owned())
        .ok_or_else(|| {
            ServiceError::new(
                400,
                "UnknownOperationException",
                format!("the header `x-amz-target` is not `{target}.` and an operation"),
            )
        })?;
    let body: &[u8] = if request.body.is_empty() {
        b"{}"
    } else {
        &request.body
    };
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(DecodedRequest { operation, members }),
        Ok(_) => Err(malformed("the body is not a JSON object")),
        Err(error) => Err(malformed(&format!("the body is not JSON: {error}"))),
    }
}

fn malformed(message: &str) -> ServiceError {
    ServiceError::new(400, "SerializationException", message)
}

pub(crate) fn encode(content_type: &str, request_id: &str, output: &Value) -> Response {
    Response::new(200, content_type, output.to_string()).with_header("x-amzn-requestid", request_id)
}

pub(crate) fn encode_error(
    content_type: &str,
    message_key: &str,
    request_id: &str,
    error: &ServiceError,
) -> Response {
    let mut body = Map::new();
    body.insert("__type".to_owned(), error.code.clone().into());
    body.insert(message_key.to_owned(), error.message.clone().into());
    body.extend(error.members.clone());
    Response::new(error.status, content_type, Value::Object(body).to_string())
        .with_header("x-amzn-requestid", request_id)
        .with_header("x-amzn-errortype", error.code.clone())
}
