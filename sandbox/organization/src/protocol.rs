//! The wire protocols: what a request asks for, and how an answer or an error is written.

mod decoded_request;
pub(crate) mod json;
pub(crate) mod query;
pub(crate) mod rest_xml;
pub(crate) mod xml;

use serde_json::Value;

use self::decoded_request::DecodedRequest;
use crate::{
    aws_service::{AwsService, Protocol},
    exchange::{Request, Response},
    service_error::ServiceError,
};

/// Reads a request.
pub(crate) fn decode(
    service: AwsService,
    request: &Request,
) -> Result<DecodedRequest, ServiceError> {
    match service.protocol() {
        Protocol::Query { version } => query::decode(service, version, request),
        Protocol::Json { target, .. } => json::decode(target, request),
        Protocol::RestXml => rest_xml::decode(request),
    }
}

/// Writes an operation's output.
pub(crate) fn encode(
    service: AwsService,
    operation: &str,
    request_id: &str,
    output: &Value,
) -> Response {
    match service.protocol() {
        Protocol::Query { version } => {
            query::encode(service, version, operation, request_id, output)
        }
        Protocol::Json { content_type, .. } => json::encode(content_type, request_id, output),
        Protocol::RestXml => rest_xml::encode(operation, request_id, output),
    }
}

/// Writes an error.
pub(crate) fn encode_error(
    service: AwsService,
    request_id: &str,
    error: &ServiceError,
) -> Response {
    match service.protocol() {
        Protocol::Query { version } => query::encode_error(service, version, request_id, error),
        Protocol::Json {
            content_type,
            message_key,
            ..
        } => json::encode_error(content_type, message_key, request_id, error),
        Protocol::RestXml => rest_xml::encode_error(request_id, error),
    }
}
