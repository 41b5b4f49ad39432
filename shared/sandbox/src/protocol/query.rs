//! The AWS query protocol: a form in, XML out.

use serde_json::{Map, Value, json};

use super::{Asked, xml};
use crate::{
    aws_service::AwsService,
    exchange::{Request, Response},
    service_error::ServiceError,
};

/// Deeper than any input of STS or IAM.
const DEEPEST: usize = 16;

pub(crate) fn decode(
    service: AwsService,
    version: &str,
    request: &Request,
) -> Result<Asked, ServiceError> {
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(&request.body)
        .into_owned()
        .collect();
    pairs.extend(request.query_pairs());
    let mut asked = Asked {
        operation: String::new(),
        members: Map::new(),
    };
    for (name, value) in pairs {
        match name.as_str() {
            "Action" => asked.operation = value,
            "Version" if value == version => {}
            "Version" => {
                return Err(ServiceError::new(
                    400,
                    "InvalidAction",
                    format!(
                        "`{}` has no version `{value}`, only `{version}`",
                        service.name()
                    ),
                ));
            }
            _ if name.matches('.').count() > DEEPEST => {
                let message = format!("a parameter is more than {DEEPEST} levels deep");
                return Err(ServiceError::new(400, "MalformedInput", message));
            }
            _ => insert(&mut asked.members, &name, value),
        }
    }
    if asked.operation.is_empty() {
        return Err(ServiceError::new(
            400,
            "MissingAction",
            "the parameter `Action` is missing",
        ));
    }
    asked.members = lists(asked.members);
    Ok(asked)
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
    if output
        .as_object()
        .is_some_and(|members| !members.is_empty())
    {
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
