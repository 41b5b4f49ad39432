//! The bucket that a call names.

use serde_json::Value;

use super::bucket::Bucket;
use crate::{authorize::Ask, call::Call, service_error::ServiceError, world::World};

/// The account the caller expects to own the bucket
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html>).
const EXPECTED_OWNER: &str = "x-amz-expected-bucket-owner";

/// The bucket a call is for, once the policies in force allow `action` on it, or on `key` in it.
pub(super) fn authorized_bucket<'a>(
    call: &Call,
    world: &'a World,
    action: &str,
    key: Option<&str>,
) -> Result<&'a Bucket, ServiceError> {
    let name = call.input.text("Bucket")?;
    let bucket = world.s3.buckets.get(name).ok_or_else(no_such_bucket)?;
    let arn = match key {
        None => format!("arn:{}:s3:::{name}", world.partition),
        Some(key) => format!("arn:{}:s3:::{name}/{key}", world.partition),
    };
    let policy: Option<Value> = bucket
        .policy
        .as_deref()
        .and_then(|policy| serde_json::from_str(policy).ok());
    let ask = Ask::new(format!("s3:{action}"), arn)
        .in_account(&bucket.owner)
        .with_resource_policy(policy);
    call.authorize(world, &ask)?;
    let expected = call.request.header(EXPECTED_OWNER);
    if !expected.is_empty() && expected != bucket.owner.as_str() {
        return Err(call.access_denied("Access Denied"));
    }
    Ok(bucket)
}

/// The same bucket, to be changed.
pub(super) fn bucket_mut<'a>(
    call: &Call,
    world: &'a mut World,
) -> Result<&'a mut Bucket, ServiceError> {
    let name = call.input.text("Bucket")?;
    world.s3.buckets.get_mut(name).ok_or_else(no_such_bucket)
}

fn no_such_bucket() -> ServiceError {
    ServiceError::new(404, "NoSuchBucket", "The specified bucket does not exist")
}
