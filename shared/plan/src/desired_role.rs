use rolepair_model::{Arn, RoleArn, Tags};
use rolepair_policy::Document;

/// A role as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesiredRole {
    /// The role.
    pub arn: RoleArn,
    /// What it is for; set when it is created.
    pub description: String,
    /// Who may assume it.
    pub trust: Document,
    /// The name of its one inline policy.
    pub policy_name: String,
    /// What it may do.
    pub policy: Document,
    /// The permissions boundary: the most it may ever do.
    pub boundary: Arn,
    /// The tags that say that rolepair made it, and for which pair and account.
    pub tags: Tags,
}
