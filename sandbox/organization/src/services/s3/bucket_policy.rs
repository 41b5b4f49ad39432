use serde_json::Value;

use super::{
    bucket_operations::no_content,
    named_bucket::{authorized_bucket, bucket_mut},
};
use crate::{
    call::Call, exchange::Response, operation::Reply, service_error::ServiceError, world::World,
};

/// The most a bucket policy may have, in bytes
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html>).
const MAX_BYTES: usize = 20 * 1_024;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>
pub(super) fn put_bucket_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    authorized_bucket(call, world, "PutBucketPolicy", None)?;
    let malformed = |message: &str| ServiceError::new(400, "MalformedPolicy", message);
    let text = std::str::from_utf8(&call.request.body)
        .map_err(|_| malformed("This policy is not text"))?;
    if text.len() > MAX_BYTES {
        return Err(malformed("This policy is too large"));
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => {}
        _ => return Err(malformed("This policy contains invalid Json")),
    }
    let text = text.to_owned();
    bucket_mut(call, world)?.policy = Some(text);
    Ok(no_content(call))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html>
pub(super) fn get_bucket_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let bucket = authorized_bucket(call, world, "GetBucketPolicy", None)?;
    let policy = bucket.policy.clone();
    let policy = policy.ok_or_else(|| {
        ServiceError::new(
            404,
            "NoSuchBucketPolicy",
            "The bucket policy does not exist",
        )
    })?;
    let response = Response::new(200, "application/json", policy)
        .with_header("x-amz-request-id", &call.request_id);
    Ok(Reply::Response(response))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>
pub(super) fn delete_bucket_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    authorized_bucket(call, world, "DeleteBucketPolicy", None)?;
    bucket_mut(call, world)?.policy = None;
    Ok(no_content(call))
}
