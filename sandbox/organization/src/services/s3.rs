//! Amazon Simple Storage Service: buckets, whole objects and bucket policies, enough for an account
//! to own a bucket and for others to be let in or kept out.

use std::collections::BTreeMap;

use bytes::Bytes;
use rolepair_model::AccountId;
use serde_json::Value;

use crate::{
    authorize::Ask, call::Call, operation::Operation, service_error::ServiceError, world::World,
};

mod aws_chunked;
mod bucket;
mod bucket_operations;
mod bucket_policy;
mod bucket_settings;
mod list_objects;
mod object_operations;
mod route;

use self::bucket::Bucket;
pub(crate) use self::route::route;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::read("ListBuckets", bucket_operations::list_buckets),
    Operation::write("CreateBucket", bucket_operations::create_bucket),
    Operation::read("HeadBucket", bucket_operations::head_bucket),
    Operation::read("GetBucketLocation", bucket_operations::get_bucket_location),
    Operation::write("DeleteBucket", bucket_operations::delete_bucket),
    Operation::write("PutBucketPolicy", bucket_policy::put_bucket_policy),
    Operation::read("GetBucketPolicy", bucket_policy::get_bucket_policy),
    Operation::write("DeleteBucketPolicy", bucket_policy::delete_bucket_policy),
    Operation::write(
        "PutPublicAccessBlock",
        bucket_settings::put_public_access_block,
    ),
    Operation::write(
        "PutBucketVersioning",
        bucket_settings::put_bucket_versioning,
    ),
    Operation::data_read("ListObjectsV2", list_objects::list_objects_v2),
    Operation::data_write("PutObject", object_operations::put_object),
    Operation::data_read("GetObject", object_operations::get_object),
    Operation::data_read("HeadObject", object_operations::head_object),
    Operation::data_write("DeleteObject", object_operations::delete_object),
];

/// Whom the caller takes for the owner of the bucket
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html>).
const EXPECTED_OWNER: &str = "x-amz-expected-bucket-owner";

/// What the service holds. The names of buckets are taken for all accounts together.
#[derive(Debug, Default)]
pub(crate) struct State {
    buckets: BTreeMap<String, Bucket>,
}

/// Every key under the prefix a call asks for.
pub(crate) fn keys(call: &Call, world: &World) -> Result<Vec<String>, ServiceError> {
    list_objects::keys(call, world)
}

/// A bucket that is there from the start.
pub(crate) fn seed_bucket(world: &mut World, name: String, owner: &AccountId) {
    let bucket = Bucket {
        owner: owner.clone(),
        region: world.options.region.clone(),
        created: world.now(),
        policy: None,
        settings: BTreeMap::new(),
        objects: BTreeMap::new(),
    };
    world.s3.buckets.insert(name, bucket);
}

/// What an object holds, for whoever owns the organization.
pub(crate) fn object(world: &World, bucket: &str, key: &str) -> Option<Bytes> {
    let object = world.s3.buckets.get(bucket)?.objects.get(key)?;
    Some(object.body.clone())
}

/// The bucket a call is for, once the policies in force allow `action` on it, or on `key` in it.
fn authorized<'a>(
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
fn bucket_mut<'a>(call: &Call, world: &'a mut World) -> Result<&'a mut Bucket, ServiceError> {
    let name = call.input.text("Bucket")?;
    world.s3.buckets.get_mut(name).ok_or_else(no_such_bucket)
}

fn no_such_bucket() -> ServiceError {
    ServiceError::new(404, "NoSuchBucket", "The specified bucket does not exist")
}

#[cfg(test)]
mod tests;
