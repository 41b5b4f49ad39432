use http::Method;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::{aws_service::AwsService, exchange::Request, service_error::ServiceError};

/// Query parameters that choose no operation.
const PARAMETERS: [&str; 9] = [
    "x-id",
    "list-type",
    "prefix",
    "delimiter",
    "max-keys",
    "continuation-token",
    "start-after",
    "encoding-type",
    "fetch-owner",
];

/// Headers that would change what an operation does, and that no operation here heeds.
const UNHEEDED: [&str; 6] = [
    "x-amz-copy-source",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "range",
];

/// The operation a request asks for, and its input (`Bucket`, `Key`, ...).
pub(crate) fn route(request: &Request) -> Result<(String, Map<String, Value>), ServiceError> {
    let (bucket, key) = bucket_and_key(request);
    let query = request.query_pairs();
    let subresource = query
        .iter()
        .map(|(name, _)| name.as_str())
        .find(|name| !PARAMETERS.contains(name) && !name.starts_with("X-Amz-"));
    let operation = match (
        &request.method,
        bucket.is_empty(),
        key.is_empty(),
        subresource,
    ) {
        (&Method::GET, true, _, None) => "ListBuckets",
        (&Method::PUT, false, true, None) => "CreateBucket",
        (&Method::HEAD, false, true, None) => "HeadBucket",
        (&Method::DELETE, false, true, None) => "DeleteBucket",
        (&Method::GET, false, true, Some("location")) => "GetBucketLocation",
        (&Method::PUT, false, true, Some("policy")) => "PutBucketPolicy",
        (&Method::GET, false, true, Some("policy")) => "GetBucketPolicy",
        (&Method::DELETE, false, true, Some("policy")) => "DeleteBucketPolicy",
        (&Method::GET, false, true, None)
            if query
                .iter()
                .any(|(name, value)| name == "list-type" && value == "2") =>
        {
            "ListObjectsV2"
        }
        (&Method::PUT, false, false, None) => "PutObject",
        (&Method::GET, false, false, None) => "GetObject",
        (&Method::HEAD, false, false, None) => "HeadObject",
        (&Method::DELETE, false, false, None) => "DeleteObject",
        (method, _, no_key, _) => {
            let on = if no_key { "/BUCKET" } else { "/BUCKET/KEY" };
            let subresource = subresource
                .map(|name| format!("?{name}"))
                .unwrap_or_default();
            return Err(ServiceError::unsupported(
                AwsService::S3,
                &format!("{method} {on}{subresource}"),
            ));
        }
    };
    if let Some(header) = UNHEEDED
        .into_iter()
        .find(|header| request.headers.contains_key(*header))
    {
        return Err(ServiceError::unsupported(
            AwsService::S3,
            &format!("{operation} with {header}"),
        ));
    }
    let mut members = Map::new();
    for (name, value) in query {
        members.insert(name, json!(value));
    }
    members.insert("Bucket".to_owned(), json!(bucket));
    members.insert("Key".to_owned(), json!(key));
    Ok((operation.to_owned(), members))
}

/// Path style `/bucket/key`; or virtual-hosted style where the host is `bucket.localhost`.
fn bucket_and_key(request: &Request) -> (String, String) {
    let path = request.path.strip_prefix('/').unwrap_or(&request.path);
    let host = request.header("host");
    let host = host.split_once(':').map_or(host, |(name, _)| name);
    let (bucket, key) = match host.strip_suffix(".localhost") {
        Some(bucket) => (bucket, path),
        None => path.split_once('/').unwrap_or((path, "")),
    };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    (decoded(bucket), decoded(key))
}
