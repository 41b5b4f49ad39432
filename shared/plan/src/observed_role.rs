use std::collections::BTreeSet;

use rolepair_model::Tags;

/// A role as IAM describes it; its texts are decoded, but nobody has read them yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObservedRole {
    /// The ARN, with the path the role really has.
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
