use std::fmt;

use rolepair_model::{Arn, RoleArn, Tags};
use rolepair_policy::Document;
use serde::{Serialize, Serializer};

use crate::quoted::quoted;

/// One change to a role, which one call to IAM carries out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "change",
    rename_all = "kebab-case",
    rename_all_fields = "snake_case"
)]
pub enum RoleChange {
    /// Create the role together with its tags: without them rolepair would not know it as its own.
    CreateRole {
        /// The role.
        role: RoleArn,
        /// What it is for.
        description: String,
        /// Who may assume it.
        #[serde(serialize_with = "as_json")]
        trust: Document,
        /// The permissions boundary: the most it may ever do.
        boundary: Arn,
        /// Its tags.
        tags: Tags,
    },
    /// Replace the trust policy.
    SetTrust {
        /// The role.
        role: RoleArn,
        /// Who may assume it.
        #[serde(serialize_with = "as_json")]
        trust: Document,
    },
    /// Write the inline policy.
    PutPolicy {
        /// The role.
        role: RoleArn,
        /// The name of the policy.
        policy_name: String,
        /// What the role may do.
        #[serde(serialize_with = "as_json")]
        policy: Document,
    },
    /// Delete a foreign inline policy.
    DeletePolicy {
        /// The role.
        role: RoleArn,
        /// The name of the policy.
        policy_name: String,
    },
    /// Detach a managed policy.
    DetachPolicy {
        /// The role.
        role: RoleArn,
        /// The ARN of the policy.
        policy: String,
    },
    /// Set the permissions boundary.
    SetBoundary {
        /// The role.
        role: RoleArn,
        /// The ARN of the policy.
        boundary: Arn,
    },
    /// Add tags, or give them another value.
    TagRole {
        /// The role.
        role: RoleArn,
        /// The tags that are missing or different.
        tags: Tags,
    },
}

impl RoleChange {
    /// The role the change is to.
    #[must_use]
    pub fn role(&self) -> &RoleArn {
        match self {
            Self::CreateRole { role, .. }
            | Self::SetTrust { role, .. }
            | Self::PutPolicy { role, .. }
            | Self::DeletePolicy { role, .. }
            | Self::DetachPolicy { role, .. }
            | Self::SetBoundary { role, .. }
            | Self::TagRole { role, .. } => role,
        }
    }
}

impl fmt::Display for RoleChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateRole { role, .. } => write!(f, "create role {role}"),
            Self::SetTrust { role, .. } => write!(f, "set the trust policy of {role}"),
            Self::PutPolicy {
                role, policy_name, ..
            } => write!(f, "write the policy `{policy_name}` of {role}"),
            Self::DeletePolicy { role, policy_name } => {
                write!(f, "delete the policy {} of {role}", quoted(policy_name))
            }
            Self::DetachPolicy { role, policy } => {
                write!(f, "detach the policy {} from {role}", quoted(policy))
            }
            Self::SetBoundary { role, boundary } => {
                write!(f, "set the boundary of {role} to `{boundary}`")
            }
            Self::TagRole { role, tags } => {
                let keys: Vec<&str> = tags.keys().map(String::as_str).collect();
                write!(f, "tag {role} with `{}`", keys.join("`, `"))
            }
        }
    }
}

fn as_json<S: Serializer>(document: &Document, serializer: S) -> Result<S::Ok, S::Error> {
    document.to_value().serialize(serializer)
}
