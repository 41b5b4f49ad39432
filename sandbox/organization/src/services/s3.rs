//! Amazon Simple Storage Service: buckets, whole objects and bucket policies, enough for an account
//! to own a bucket that others may or may not use.

mod aws_chunked;
mod bucket;
mod bucket_operations;
mod bucket_policy;
mod bucket_settings;
mod list_objects;
mod named_bucket;
mod object_operations;
mod route;
mod state;

pub(crate) use self::{list_objects::keys, route::route, state::State};

use crate::operation::Operation;

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

#[cfg(test)]
mod tests;
