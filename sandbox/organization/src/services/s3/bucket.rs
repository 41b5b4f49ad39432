use std::collections::BTreeMap;

use bytes::Bytes;
use rolepair_model::{AccountId, Region};
use time::OffsetDateTime;

/// A bucket and what is in it.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) owner: AccountId,
    pub(super) region: Region,
    pub(super) created: OffsetDateTime,
    /// The text of its policy, as it was put.
    pub(super) policy: Option<String>,
    /// Other things that were put, as they were; none has an effect here.
    pub(super) settings: BTreeMap<&'static str, Bytes>,
    pub(super) objects: BTreeMap<String, Object>,
}

/// An object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) body: Bytes,
    pub(super) etag: String,
    pub(super) modified: OffsetDateTime,
    /// The headers it is given back with: its content type and its own metadata.
    pub(super) headers: Vec<(String, String)>,
}
