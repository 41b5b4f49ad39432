use serde_json::{Map, Value};

use crate::Tags;

/// A task definition with every field that DescribeTaskDefinition returned, known to us or not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskDefinition {
    /// The object under `taskDefinition`, with its keys in their original order.
    pub body: Map<String, Value>,
    /// The tags of the revision, which `include=TAGS` returns.
    pub tags: Tags,
}
