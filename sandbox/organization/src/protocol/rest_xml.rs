//! What S3 speaks.

use serde_json::{Value, json};

use super::{decoded_request::DecodedRequest, xml};
use crate::{
    exchange::{Request, Response},
    service_error::ServiceError,
    services::s3,
};

pub(crate) fn decode(request: &Request) -> Result<DecodedRequest, ServiceError> {
    let (operation, members) = s3::route(request)?;
    Ok(DecodedRequest { operation, members })
}

/// Writes an output whose only member is the root element; an empty one has no body.
pub(crate) fn encode(_operation: &str, request_id: &str, output: &Value) -> Response {
    let mut body = String::new();
    if output
        .as_object()
        .is_some_and(|members| !members.is_empty())
    {
        body.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml::write_members(&mut body, output);
    }
    Response::new(200, "application/xml", body).with_header("x-amz-request-id", request_id)
}

pub(crate) fn encode_error(request_id: &str, error: &ServiceError) -> Response {
    let mut body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let detail = json!({ "Code": error.code, "Message": error.message, "RequestId": request_id });
    xml::write_element(&mut body, "Error", &detail);
    Response::new(error.status, "application/xml", body).with_header("x-amz-request-id", request_id)
}
