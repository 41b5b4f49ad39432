use serde_json::{Map, Value};

use crate::Tags;

/// A task definition as DescribeTaskDefinition gave it: every field, known to us or not.
///
/// `body` is the object under `taskDefinition`; `tags` are those that `include=TAGS` brings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskDefinition {
    /// The JSON object, in its own key order.
    pub body: Map<String, Value>,
    /// The tags of the revision.
    pub tags: Tags,
}
