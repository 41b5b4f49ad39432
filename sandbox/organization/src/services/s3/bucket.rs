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
    /// The text of its policy, as given.
    pub(super) policy: Option<String>,
    /// Other settings, as given. They have no effect here.
    pub(super) settings: BTreeMap<&'static str, Bytes>,
    pub(super) objects: BTreeMap<String, Object>,
}

/// An object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) body: Bytes,
    pub(super) etag: String,
    pub(super) modified: OffsetDateTime,
    /// The headers it is returned with: its content type and its own metadata.
    pub(super) headers: Vec<(String, String)>,
}
