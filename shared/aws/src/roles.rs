use std::collections::BTreeSet;

use aws_sdk_iam::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{Role, Tag},
};
use aws_smithy_runtime_api::http::Response;
use futures::try_join;
use percent_encoding::percent_decode_str;
use rolepair_model::{Arn, RoleArn, Tags};
use rolepair_plan::{ObservedRole, RoleChange};
use rolepair_policy::Document;
use rolepair_reconcile::{Applied, PortError, Roles};

use crate::error::{is_missing, is_there_already, names_a_role, sorted};

/// The IAM roles of one account.
#[derive(Debug, Clone)]
pub struct AccountRoles {
    iam: Client,
}

impl AccountRoles {
    pub(crate) fn new(iam: Client) -> Self {
        Self { iam }
    }
}

impl Roles for AccountRoles {
    async fn observe(
        &self,
        role: &RoleArn,
        policy_name: &str,
    ) -> Result<Option<ObservedRole>, PortError> {
        let name = role.name.as_str();
        let (described, policy, inline, attached) = try_join!(
            self.described(name),
            self.policy(name, policy_name),
            self.inline(name),
            self.attached(name),
        )?;
        // A role that is deleted while it is being read is gone.
        let (Some(described), Some(mut inline), Some(attached)) = (described, inline, attached)
        else {
            return Ok(None);
        };
        inline.remove(policy_name);
        Ok(Some(ObservedRole {
            trust: decoded(described.assume_role_policy_document().unwrap_or_default()),
            policy,
            other_inline: inline,
            attached,
            boundary: boundary(&described),
            tags: from_iam(described.tags()),
            arn: described.arn,
        }))
    }

    async fn apply(&self, change: &RoleChange) -> Result<Applied, PortError> {
        match change {
            RoleChange::CreateRole {
                role,
                description,
                trust,
                boundary,
                tags,
            } => self.create(role, description, trust, boundary, tags).await,
            RoleChange::SetTrust { role, trust } => self.set_trust(role, trust).await,
            RoleChange::PutPolicy {
                role,
                policy_name,
                policy,
            } => self.put_policy(role, policy_name, policy).await,
            RoleChange::DeletePolicy { role, policy_name } => {
                self.delete_policy(role, policy_name).await
            }
            RoleChange::DetachPolicy { role, policy } => self.detach_policy(role, policy).await,
            RoleChange::SetBoundary { role, boundary } => self.set_boundary(role, boundary).await,
            RoleChange::TagRole { role, tags } => self.tag(role, tags).await,
        }
    }
}

/// Reading a role.
impl AccountRoles {
    async fn described(&self, role: &str) -> Result<Option<Role>, PortError> {
        let answer = self.iam.get_role().role_name(role).send().await;
        let answer = found("iam:GetRole", answer)?;
        Ok(answer.and_then(|answer| answer.role))
    }

    async fn policy(&self, role: &str, name: &str) -> Result<Option<String>, PortError> {
        let request = self.iam.get_role_policy();
        let answer = request.role_name(role).policy_name(name).send().await;
        let answer = found("iam:GetRolePolicy", answer)?;
        Ok(answer.map(|answer| decoded(&answer.policy_document)))
    }

    async fn inline(&self, role: &str) -> Result<Option<BTreeSet<String>>, PortError> {
        let mut names = BTreeSet::new();
        let request = self.iam.list_role_policies().role_name(role);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let Some(page) = found("iam:ListRolePolicies", page)? else {
                return Ok(None);
            };
            names.extend(page.policy_names);
        }
        Ok(Some(names))
    }

    async fn attached(&self, role: &str) -> Result<Option<BTreeSet<String>>, PortError> {
        let mut arns = BTreeSet::new();
        let request = self.iam.list_attached_role_policies().role_name(role);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let Some(page) = found("iam:ListAttachedRolePolicies", page)? else {
                return Ok(None);
            };
            let policies = page.attached_policies.unwrap_or_default();
            arns.extend(policies.into_iter().filter_map(|policy| policy.policy_arn));
        }
        Ok(Some(arns))
    }
}

/// Changing a role: one call for each change.
impl AccountRoles {
    async fn create(
        &self,
        role: &RoleArn,
        description: &str,
        trust: &Document,
        boundary: &Arn,
        tags: &Tags,
    ) -> Result<Applied, PortError> {
        const OPERATION: &str = "iam:CreateRole";
        let request = self.iam.create_role();
        let answer = request
            .path(role.path.as_str())
            .role_name(role.name.as_str())
            .description(description)
            .assume_role_policy_document(trust.canonical())
            .permissions_boundary(boundary.to_string())
            .set_tags(Some(to_iam(OPERATION, tags)?))
            .send()
            .await;
        match answer {
            Err(error) if is_there_already(&error) => Ok(Applied::AlreadyThere),
            answer => applied(OPERATION, answer, Missing::RoleOrNeeded),
        }
    }

    async fn set_trust(&self, role: &RoleArn, trust: &Document) -> Result<Applied, PortError> {
        let request = self.iam.update_assume_role_policy();
        let request = request.role_name(role.name.as_str());
        let answer = request.policy_document(trust.canonical()).send().await;
        applied("iam:UpdateAssumeRolePolicy", answer, Missing::Role)
    }

    async fn put_policy(
        &self,
        role: &RoleArn,
        name: &str,
        policy: &Document,
    ) -> Result<Applied, PortError> {
        let request = self.iam.put_role_policy().policy_name(name);
        let request = request.role_name(role.name.as_str());
        let answer = request.policy_document(policy.canonical()).send().await;
        applied("iam:PutRolePolicy", answer, Missing::Role)
    }

    async fn delete_policy(&self, role: &RoleArn, name: &str) -> Result<Applied, PortError> {
        let request = self.iam.delete_role_policy().policy_name(name);
        let answer = request.role_name(role.name.as_str()).send().await;
        applied("iam:DeleteRolePolicy", answer, Missing::RoleOrRemoved)
    }

    async fn detach_policy(&self, role: &RoleArn, policy: &str) -> Result<Applied, PortError> {
        let request = self.iam.detach_role_policy().policy_arn(policy);
        let answer = request.role_name(role.name.as_str()).send().await;
        applied("iam:DetachRolePolicy", answer, Missing::RoleOrRemoved)
    }

    async fn set_boundary(&self, role: &RoleArn, boundary: &Arn) -> Result<Applied, PortError> {
        const OPERATION: &str = "iam:PutRolePermissionsBoundary";
        let request = self.iam.put_role_permissions_boundary();
        let request = request.role_name(role.name.as_str());
        let answer = request
            .permissions_boundary(boundary.to_string())
            .send()
            .await;
        applied(OPERATION, answer, Missing::RoleOrNeeded)
    }

    async fn tag(&self, role: &RoleArn, tags: &Tags) -> Result<Applied, PortError> {
        const OPERATION: &str = "iam:TagRole";
        let request = self.iam.tag_role().role_name(role.name.as_str());
        let request = request.set_tags(Some(to_iam(OPERATION, tags)?));
        applied(OPERATION, request.send().await, Missing::Role)
    }
}

/// What may be missing when IAM answers a change with `NoSuchEntity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// The role.
    Role,
    /// The role, or what was to be removed from it.
    RoleOrRemoved,
    /// The role, or a policy that the change needs, which may appear soon.
    RoleOrNeeded,
}

fn applied<T, E>(
    operation: &'static str,
    answer: Result<T, SdkError<E, Response>>,
    missing: Missing,
) -> Result<Applied, PortError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let error = match answer {
        Ok(_) => return Ok(Applied::Done),
        Err(error) => error,
    };
    match missing {
        _ if !is_missing(&error) => Err(sorted(operation, error)),
        Missing::Role => Ok(Applied::Gone),
        _ if names_a_role(&error) => Ok(Applied::Gone),
        Missing::RoleOrRemoved => Ok(Applied::Done),
        Missing::RoleOrNeeded => Err(sorted(operation, error)),
    }
}

fn found<T, E>(
    operation: &'static str,
    answer: Result<T, SdkError<E, Response>>,
) -> Result<Option<T>, PortError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(sorted(operation, error)),
    }
}

/// IAM returns documents URL-encoded, as RFC 3986 defines.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html>
fn decoded(document: &str) -> String {
    percent_decode_str(document)
        .decode_utf8_lossy()
        .into_owned()
}

fn boundary(role: &Role) -> Option<String> {
    let boundary = role.permissions_boundary()?.permissions_boundary_arn()?;
    Some(boundary.to_owned())
}

fn from_iam(tags: &[Tag]) -> Tags {
    let pair = |tag: &Tag| (tag.key.clone(), tag.value.clone());
    tags.iter().map(pair).collect()
}

fn to_iam(operation: &'static str, tags: &Tags) -> Result<Vec<Tag>, PortError> {
    let tags = tags
        .iter()
        .map(|(key, value)| Tag::builder().key(key).value(value).build());
    let tags = tags.collect::<Result<_, _>>();
    tags.map_err(|error| PortError::refused(operation, error))
}

#[cfg(test)]
mod tests;
