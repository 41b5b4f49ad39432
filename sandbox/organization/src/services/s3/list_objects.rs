use std::collections::BTreeMap;

use serde_json::json;

use super::{
    bucket::Object,
    bucket_operations::{NAMESPACE, XML, document, element},
    named_bucket::authorized_bucket,
};
use crate::{
    call::Call,
    clock,
    operation::Reply,
    paging::{Cut, Page},
    protocol::xml,
    service_error::ServiceError,
    world::World,
};

/// The most keys of a page, from the page of the operation.
const MAX_KEYS: usize = 1_000;

/// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
pub(super) fn list_objects_v2(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let page_size = world.dials.page_size.unwrap_or(MAX_KEYS);
    let bucket = authorized_bucket(call, world, "ListBucket", None)?;
    let member = |name| Ok::<_, ServiceError>(call.input.optional_text(name)?.unwrap_or_default());
    let (prefix, delimiter, after) = (
        member("prefix")?,
        member("delimiter")?,
        member("start-after")?,
    );
    let wanted = call
        .input
        .optional_number("max-keys")?
        .and_then(|keys| usize::try_from(keys).ok());
    let limit = wanted.unwrap_or(MAX_KEYS).min(MAX_KEYS).min(page_size);
    let objects = bucket
        .objects
        .iter()
        .filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
    let cut = Cut {
        token: call.input.optional_text("continuation-token")?,
        limit,
        empty_first: false,
    };
    let page = cut.page(rows(objects, prefix, delimiter)).map_err(|_| {
        ServiceError::new(
            400,
            "InvalidArgument",
            "The continuation token provided is incorrect",
        )
    })?;
    let body = document_of(call.input.text("Bucket")?, prefix, limit, page);
    Ok(document(call, body))
}

/// Every key under the prefix of the call, in one page.
pub(crate) fn keys(call: &Call, world: &World) -> Result<Vec<String>, ServiceError> {
    let bucket = authorized_bucket(call, world, "ListBucket", None)?;
    let prefix = call.input.optional_text("prefix")?.unwrap_or_default();
    let keys = bucket.objects.keys();
    Ok(keys
        .filter(|key| key.starts_with(prefix))
        .cloned()
        .collect())
}

fn document_of(bucket: &str, prefix: &str, limit: usize, page: Page<String>) -> String {
    let mut body = format!("{XML}<ListBucketResult xmlns=\"{NAMESPACE}\">");
    element(&mut body, "Name", bucket);
    element(&mut body, "Prefix", prefix);
    element(&mut body, "MaxKeys", limit);
    element(&mut body, "KeyCount", page.items.len());
    element(&mut body, "IsTruncated", page.next.is_some());
    if let Some(token) = page.next {
        element(&mut body, "NextContinuationToken", token);
    }
    for row in page.items {
        body.push_str(&row);
    }
    body.push_str("</ListBucketResult>");
    body
}

/// The listed objects and common prefixes as XML, by the text they are sorted by.
fn rows<'a>(
    objects: impl Iterator<Item = (&'a String, &'a Object)>,
    prefix: &str,
    delimiter: &str,
) -> BTreeMap<String, String> {
    let mut rows = BTreeMap::new();
    for (key, object) in objects {
        let rest = key.strip_prefix(prefix).unwrap_or(key);
        let common = (!delimiter.is_empty())
            .then(|| rest.split_once(delimiter))
            .flatten();
        let mut row = String::new();
        match common {
            Some((folder, _)) => {
                let common = format!("{prefix}{folder}{delimiter}");
                xml::write_element(&mut row, "CommonPrefixes", &json!({ "Prefix": common }));
                rows.insert(common, row);
            }
            None => {
                let content = json!({
                    "Key": key,
                    "LastModified": clock::iso(object.modified),
                    "ETag": object.etag,
                    "Size": object.body.len(),
                    "StorageClass": "STANDARD",
                });
                xml::write_element(&mut row, "Contents", &content);
                rows.insert(key.clone(), row);
            }
        }
    }
    rows
}
