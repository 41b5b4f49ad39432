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

/// Headers that would change an operation, and that are not supported here.
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
    let operation = operation(&request.method, &bucket, &key, &query)?;
    let header = UNHEEDED
        .into_iter()
        .find(|header| request.headers.contains_key(*header));
    if let Some(header) = header {
        let what = format!("{operation} with {header}");
        return Err(ServiceError::unsupported(AwsService::S3, &what));
    }
    let mut members: Map<String, Value> = query
        .into_iter()
        .map(|(name, value)| (name, json!(value)))
        .collect();
    members.insert("Bucket".to_owned(), json!(bucket));
    members.insert("Key".to_owned(), json!(key));
    Ok((operation.to_owned(), members))
}

fn operation(
    method: &Method,
    bucket: &str,
    key: &str,
    query: &[(String, String)],
) -> Result<&'static str, ServiceError> {
    let chooses = |name: &&str| !PARAMETERS.contains(name) && !name.starts_with("X-Amz-");
    let subresource = query.iter().map(|(name, _)| name.as_str()).find(chooses);
    let second_list = query
        .iter()
        .any(|(name, value)| name == "list-type" && value == "2");
    let level = (!bucket.is_empty(), !key.is_empty());
    Ok(match (method, level, subresource) {
        (&Method::GET, (false, _), None) => "ListBuckets",
        (&Method::PUT, (true, false), None) => "CreateBucket",
        (&Method::HEAD, (true, false), None) => "HeadBucket",
        (&Method::DELETE, (true, false), None) => "DeleteBucket",
        (&Method::GET, (true, false), Some("location")) => "GetBucketLocation",
        (&Method::PUT, (true, false), Some("policy")) => "PutBucketPolicy",
        (&Method::GET, (true, false), Some("policy")) => "GetBucketPolicy",
        (&Method::DELETE, (true, false), Some("policy")) => "DeleteBucketPolicy",
        (&Method::PUT, (true, false), Some("publicAccessBlock")) => "PutPublicAccessBlock",
        (&Method::PUT, (true, false), Some("versioning")) => "PutBucketVersioning",
        (&Method::GET, (true, false), None) if second_list => "ListObjectsV2",
        (&Method::PUT, (true, true), None) => "PutObject",
        (&Method::GET, (true, true), None) => "GetObject",
        (&Method::HEAD, (true, true), None) => "HeadObject",
        (&Method::DELETE, (true, true), None) => "DeleteObject",
        (_, (_, with_key), _) => {
            let on = if with_key { "/BUCKET/KEY" } else { "/BUCKET" };
            let subresource = subresource
                .map(|name| format!("?{name}"))
                .unwrap_or_default();
            let what = format!("{method} {on}{subresource}");
            return Err(ServiceError::unsupported(AwsService::S3, &what));
        }
    })
}

/// Path style `/bucket/key`, or virtual-hosted style if the host is `bucket.localhost`.
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
