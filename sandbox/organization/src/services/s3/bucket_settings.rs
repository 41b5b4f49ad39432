//! Settings that are kept and have no effect: nothing here is public, and an object has one version.

use super::{
    bucket_operations::document,
    named_bucket::{authorized_bucket, bucket_mut},
};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html>
pub(super) fn put_public_access_block(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    keep(call, world, "PutBucketPublicAccessBlock")
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html>
pub(super) fn put_bucket_versioning(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    keep(call, world, "PutBucketVersioning")
}

fn keep(call: &Call, world: &mut World, action: &'static str) -> Result<Reply, ServiceError> {
    authorized_bucket(call, world, action, None)?;
    let setting = call.request.body.clone();
    bucket_mut(call, world)?.settings.insert(action, setting);
    Ok(document(call, String::new()))
}
