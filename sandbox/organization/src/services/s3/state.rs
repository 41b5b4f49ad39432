use std::collections::BTreeMap;

use bytes::Bytes;
use rolepair_model::{AccountId, Region};
use time::OffsetDateTime;

use super::bucket::Bucket;

/// What the service holds. Bucket names are taken for all accounts together.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(super) buckets: BTreeMap<String, Bucket>,
}

impl State {
    /// Makes an empty bucket that nobody called for.
    pub(crate) fn add_bucket(
        &mut self,
        name: String,
        owner: &AccountId,
        region: &Region,
        created: OffsetDateTime,
    ) {
        let bucket = Bucket {
            owner: owner.clone(),
            region: region.clone(),
            created,
            policy: None,
            settings: BTreeMap::new(),
            objects: BTreeMap::new(),
        };
        self.buckets.insert(name, bucket);
    }

    /// What an object holds. No policy is asked.
    pub(crate) fn object(&self, bucket: &str, key: &str) -> Option<Bytes> {
        let object = self.buckets.get(bucket)?.objects.get(key)?;
        Some(object.body.clone())
    }
}
