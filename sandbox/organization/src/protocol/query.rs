//! The AWS query protocol: a form in, XML out.

use serde_json::{Map, Value, json};

use super::{decoded_request::DecodedRequest, xml};
use crate::{
    aws_service::AwsService,
    exchange::{Request, Response},
    service_error::ServiceError,
};

/// The deepest input. No input of STS or IAM is as deep.
const DEEPEST: usize = 16;

pub(crate) fn decode(
    service: AwsService,
    version: &str,
    request: &Request,
) -> Result<DecodedRequest, ServiceError> {
    let mut operation = String::new();
    let mut members = Map::new();
    let body = url::form_urlencoded::parse(&request.body).into_owned();
    for (name, value) in body.chain(request.query_pairs()) {
        match name.as_str() {
            "Action" => operation = value,
            "Version" if value != version => return Err(no_version(service, version, &value)),
            "Version" => {}
            _ if name.matches('.').count() > DEEPEST => return Err(too_deep()),
            _ => insert(&mut members, &name, value),
        }
    }
    if operation.is_empty() {
        let message = "the parameter `Action` is missing";
        return Err(ServiceError::new(400, "MissingAction", message));
    }
    let members = lists(members);
    Ok(DecodedRequest { operation, members })
}

fn no_version(service: AwsService, version: &str, given: &str) -> ServiceError {
    let name = service.name();
    let message = format!("`{name}` has no version `{given}`, only `{version}`");
    ServiceError::new(400, "InvalidAction", message)
}

fn too_deep() -> ServiceError {
    let message = format!("a parameter is more than {DEEPEST} levels deep");
    ServiceError::new(400, "MalformedInput", message)
}

/// Puts `Tags.member.1.Key` where it belongs; list items stay keyed by their number for now.
fn insert(members: &mut Map<String, Value>, name: &str, value: String) {
    match name.split_once('.') {
        None => {
            members.insert(name.to_owned(), Value::String(value));
        }
        Some((head, rest)) => {
            let inner = members.entry(head).or_insert_with(|| json!({}));
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// Turns `{"member": {"1": .., "2": ..}}` into lists, all the way down.
fn lists(members: Map<String, Value>) -> Map<String, Value> {
    members
        .into_iter()
        .map(|(name, value)| (name, list(value)))
        .collect()
}

fn list(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members = lists(members);
            match members.remove("member") {
                Some(Value::Object(items)) if members.is_empty() => in_order(items),
                Some(other) => {
                    members.insert("member".to_owned(), other);
                    Value::Object(members)
                }
                None => Value::Object(members),
            }
        }
        // An empty list is sent as `Tags=`.
        other => other,
    }
}

fn in_order(items: Map<String, Value>) -> Value {
    let mut items: Vec<(usize, Value)> = items
        .into_iter()
        .map(|(number, item)| (number.parse().unwrap_or(usize::MAX), item))
        .collect();
    items.sort_by_key(|(number, _)| *number);
    items.into_iter().map(|(_, item)| item).collect()
}

fn namespace(service: AwsService, version: &str) -> String {
    format!("https://{}.amazonaws.com/doc/{version}/", service.name())
}

pub(crate) fn encode(
    service: AwsService,
    version: &str,
    operation: &str,
    request_id: &str,
    output: &Value,
) -> Response {
    let mut body = format!(
        "<{operation}Response xmlns=\"{}\">",
        namespace(service, version)
    );
    let is_empty = output.as_object().is_none_or(serde_json::Map::is_empty);
    // Without output IAM leaves out the element. CloudFormation writes an empty one, which clients look for.
    if !is_empty || service == AwsService::CloudFormation {
        xml::write_element(&mut body, &format!("{operation}Result"), output);
    }
    xml::write_element(
        &mut body,
        "ResponseMetadata",
        &json!({ "RequestId": request_id }),
    );
    body.push_str(&format!("</{operation}Response>"));
    Response::new(200, "text/xml", body).with_header("x-amzn-requestid", request_id)
}

pub(crate) fn encode_error(
    service: AwsService,
    version: &str,
    request_id: &str,
    error: &ServiceError,
) -> Response {
    let mut body = format!("<ErrorResponse xmlns=\"{}\">", namespace(service, version));
    let fault = if error.status < 500 {
        "Sender"
    } else {
        "Receiver"
    };
    let detail = json!({ "Type": fault, "Code": error.code, "Message": error.message });
    xml::write_element(&mut body, "Error", &detail);
    xml::write_element(&mut body, "RequestId", &json!(request_id));
    body.push_str("</ErrorResponse>");
    Response::new(error.status, "text/xml", body).with_header("x-amzn-requestid", request_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Result<DecodedRequest, ServiceError> {
        let body = form.to_owned().into();
        let request = Request {
            body,
            ..Request::none()
        };
        decode(AwsService::Iam, "2010-05-08", &request)
    }

    #[test]
    fn lists_are_in_the_order_of_their_numbers() {
        let form = "Action=TagRole&Tags.member.10.Key=b&Tags.member.2.Key=a&Tags.member.2.Value=x%26y&TagKeys=";
        let asked = read(form).unwrap();
        let expected =
            json!({ "Tags": [{ "Key": "a", "Value": "x&y" }, { "Key": "b" }], "TagKeys": "" });
        assert_eq!(Value::Object(asked.members), expected);
    }

    #[test]
    fn a_malformed_input_is_refused() {
        let code = |form: &str| read(form).unwrap_err().code;
        assert_eq!(code("Version=2010-05-08"), "MissingAction");
        assert_eq!(code("Action=GetRole&Version=2099-01-01"), "InvalidAction");
        let deep = format!("Action=GetRole&a{}=1", ".a".repeat(100_000));
        assert_eq!(code(&deep), "MalformedInput");
    }
}
