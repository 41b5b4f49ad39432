use std::collections::BTreeSet;

use rolepair_model::Tags;

/// A role as IAM describes it. Its documents are decoded, but not parsed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObservedRole {
    /// The ARN, with the actual path of the role.
    pub arn: String,
    /// The trust policy.
    pub trust: String,
    /// The text of the inline policy of our name, if there is one.
    pub policy: Option<String>,
    /// The names of its other inline policies.
    pub other_inline: BTreeSet<String>,
    /// The ARNs of the managed policies attached to it.
    pub attached: BTreeSet<String>,
    /// The ARN of its permissions boundary.
    pub boundary: Option<String>,
    /// Its tags.
    pub tags: Tags,
}
