use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{bucket::Bucket, named_bucket::authorized_bucket};
use crate::{
    authorize::Ask, call::Call, clock, exchange::Response, operation::Reply, protocol::xml,
    service_error::ServiceError, world::World,
};

/// The beginning of every XML document of S3.
pub(super) const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
/// The namespace of S3's XML.
pub(super) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html>
pub(super) fn list_buckets(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    call.authorize(world, &Ask::new("s3:ListAllMyBuckets", "*"))?;
    let mut body = format!("{XML}<ListAllMyBucketsResult xmlns=\"{NAMESPACE}\"><Buckets>");
    let own = world
        .s3
        .buckets
        .iter()
        .filter(|(_, bucket)| bucket.owner == *call.account());
    for (name, bucket) in own {
        let value = json!({ "Name": name, "CreationDate": clock::iso(bucket.created) });
        xml::write_element(&mut body, "Bucket", &value);
    }
    body.push_str("</Buckets>");
    xml::write_element(&mut body, "Owner", &json!({ "ID": call.account() }));
    body.push_str("</ListAllMyBucketsResult>");
    Ok(document(call, body))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>
pub(super) fn create_bucket(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = call.input.text("Bucket")?;
    let arn = format!("arn:{}:s3:::{name}", world.partition);
    call.authorize(world, &Ask::new("s3:CreateBucket", arn))?;
    if !is_name(name) {
        return Err(ServiceError::new(
            400,
            "InvalidBucketName",
            "The specified bucket is not valid.",
        ));
    }
    match world.s3.buckets.get(name) {
        Some(bucket) if bucket.owner == *call.account() => {
            return Err(ServiceError::new(
                409,
                "BucketAlreadyOwnedByYou",
                "You already own this bucket.",
            ));
        }
        Some(_) => {
            return Err(ServiceError::new(
                409,
                "BucketAlreadyExists",
                "The requested bucket name is not available.",
            ));
        }
        None => {}
    }
    let bucket = Bucket {
        owner: call.account().clone(),
        region: call.region.clone(),
        created: call.at,
        policy: None,
        settings: BTreeMap::new(),
        objects: BTreeMap::new(),
    };
    world.s3.buckets.insert(name.to_owned(), bucket);
    let response =
        document_response(call, String::new()).with_header("location", format!("/{name}"));
    Ok(Reply::Response(response))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html>
pub(super) fn head_bucket(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let bucket = authorized_bucket(call, world, "ListBucket", None)?;
    let response = document_response(call, String::new())
        .with_header("x-amz-bucket-region", bucket.region.as_str());
    Ok(Reply::Response(response))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html>
pub(super) fn get_bucket_location(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let bucket = authorized_bucket(call, world, "GetBucketLocation", None)?;
    // The oldest Region has no name here.
    let region = if bucket.region.as_str() == "us-east-1" {
        ""
    } else {
        bucket.region.as_str()
    };
    let body =
        format!("{XML}<LocationConstraint xmlns=\"{NAMESPACE}\">{region}</LocationConstraint>");
    Ok(document(call, body))
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>
pub(super) fn delete_bucket(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let bucket = authorized_bucket(call, world, "DeleteBucket", None)?;
    if !bucket.objects.is_empty() {
        return Err(ServiceError::new(
            409,
            "BucketNotEmpty",
            "The bucket you tried to delete is not empty",
        ));
    }
    let name = call.input.text("Bucket")?;
    world.s3.buckets.remove(name);
    Ok(no_content(call))
}

/// An answer with an XML document.
pub(super) fn document(call: &Call, body: String) -> Reply {
    Reply::Response(document_response(call, body))
}

/// An answer without a body.
pub(super) fn no_content(call: &Call) -> Reply {
    Reply::Response(
        Response::new(204, "application/xml", "").with_header("x-amz-request-id", &call.request_id),
    )
}

fn document_response(call: &Call, body: String) -> Response {
    Response::new(200, "application/xml", body).with_header("x-amz-request-id", &call.request_id)
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
fn is_name(name: &str) -> bool {
    let allowed = |character: char| {
        character.is_ascii_lowercase() || character.is_ascii_digit() || ".-".contains(character)
    };
    (3..=63).contains(&name.len()) && name.chars().all(allowed) && !name.starts_with(['.', '-'])
}

/// A number or a text as S3's XML has it.
pub(super) fn element(body: &mut String, name: &str, value: impl Into<Value>) {
    xml::write_element(body, name, &value.into());
}
