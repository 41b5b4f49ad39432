use std::collections::BTreeMap;

/// Tags of an AWS resource, in the order of their keys. Their text is somebody's words.
pub type Tags = BTreeMap<String, String>;
