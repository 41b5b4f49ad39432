use std::collections::BTreeSet;

use rolepair_model::Tags;
use serde_json::json;

/// A service control policy.
#[derive(Debug, Clone)]
pub(super) struct ServiceControlPolicy {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) content: String,
    pub(super) tags: Tags,
    /// The root, units and accounts it is attached to.
    pub(super) targets: BTreeSet<String>,
}

impl ServiceControlPolicy {
    /// The policy AWS attaches to everything, which allows everything.
    pub(super) const FULL_ACCESS: &str = "p-FullAWSAccess";

    pub(super) fn full_access(root: &str) -> Self {
        let content = json!({
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }],
        });
        Self {
            id: Self::FULL_ACCESS.to_owned(),
            name: "FullAWSAccess".to_owned(),
            description: "Allows access to every operation".to_owned(),
            content: content.to_string(),
            tags: Tags::new(),
            targets: BTreeSet::from([root.to_owned()]),
        }
    }
}
