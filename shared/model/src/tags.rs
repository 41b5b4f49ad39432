use std::collections::BTreeMap;

/// The tags of an AWS resource, sorted by key. Keys and values are free text.
pub type Tags = BTreeMap<String, String>;
