use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A role's documents: who may assume it, and what it may do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grants {
    /// The trust policy, with unique ids where it named roles and users.
    pub(crate) trust: Value,
    /// The inline policies' texts by name, as they were given.
    pub(crate) inline: BTreeMap<String, String>,
    /// The ARNs of the attached managed policies.
    pub(crate) attached: BTreeSet<String>,
    /// The ARN of the permissions boundary.
    pub(crate) boundary: Option<String>,
}
