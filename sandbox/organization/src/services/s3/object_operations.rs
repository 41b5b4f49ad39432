use bytes::Bytes;
use sha2::{Digest, Sha256};
use time::{OffsetDateTime, macros::format_description};

use super::{
    aws_chunked,
    bucket::Object,
    bucket_operations::no_content,
    named_bucket::{authorized_bucket, bucket_mut},
};
use crate::{
    call::Call, exchange::Response, operation::Reply, service_error::ServiceError, world::World,
};

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html>
pub(super) fn put_object(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let key = call.input.text("Key")?;
    authorized_bucket(call, world, "PutObject", Some(key))?;
    let body = aws_chunked::object(&call.request);
    let body = body.ok_or_else(|| {
        ServiceError::new(
            400,
            "IncompleteBody",
            "The chunks of the request do not add up",
        )
    })?;
    let object = Object {
        etag: etag(&body),
        body,
        modified: call.at,
        headers: kept_headers(call),
    };
    let response = Response::new(200, "application/xml", "")
        .with_header("etag", &object.etag)
        .with_header("x-amz-request-id", &call.request_id);
    bucket_mut(call, world)?
        .objects
        .insert(key.to_owned(), object);
    Ok(Reply::Response(response))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html>
pub(super) fn get_object(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let object = object(call, world)?;
    Ok(Reply::Response(response(call, object, object.body.clone())))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html>
pub(super) fn head_object(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let object = object(call, world)?;
    let length = object.body.len().to_string();
    Ok(Reply::Response(
        response(call, object, Bytes::new()).with_header("content-length", length),
    ))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html>
pub(super) fn delete_object(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let key = call.input.text("Key")?;
    authorized_bucket(call, world, "DeleteObject", Some(key))?;
    bucket_mut(call, world)?.objects.remove(key);
    Ok(no_content(call))
}

/// A caller that may not list the bucket does not learn that an object does not exist.
fn object<'a>(call: &Call, world: &'a World) -> Result<&'a Object, ServiceError> {
    let key = call.input.text("Key")?;
    let bucket = authorized_bucket(call, world, "GetObject", Some(key))?;
    match bucket.objects.get(key) {
        Some(object) => Ok(object),
        None => {
            authorized_bucket(call, world, "ListBucket", None)?;
            Err(ServiceError::new(
                404,
                "NoSuchKey",
                "The specified key does not exist.",
            ))
        }
    }
}

fn response(call: &Call, object: &Object, body: Bytes) -> Response {
    let mut response = Response::new(200, "", body);
    response.headers.clone_from(&object.headers);
    response
        .with_header("etag", &object.etag)
        .with_header("last-modified", http_date(object.modified))
        .with_header("x-amz-request-id", &call.request_id)
}

fn kept_headers(call: &Call) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = call
        .request
        .headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("x-amz-meta-"))
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect();
    let content_type = match call.request.header("content-type") {
        "" => "binary/octet-stream",
        given => given,
    };
    headers.push(("content-type".to_owned(), content_type.to_owned()));
    headers
}

/// As long as the MD5 sum of real S3, but not one.
fn etag(body: &[u8]) -> String {
    let digest: String = Sha256::digest(body)
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digest}\"")
}

/// `Tue, 03 Nov 2026 09:14:02 GMT`.
fn http_date(at: OffsetDateTime) -> String {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    at.format(format).unwrap_or_default()
}
