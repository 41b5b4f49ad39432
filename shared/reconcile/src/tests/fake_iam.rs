use rolepair_model::{AccountId, RoleArn};
use rolepair_plan::{ObservedRole, RoleChange};

use super::fake::{Fake, World};
use crate::{Applied, PortError, Roles};

/// IAM of one account: a naive model of roles.
pub(super) struct FakeIam {
    pub(super) fake: Fake,
    pub(super) account: AccountId,
}

impl Roles for FakeIam {
    async fn observe(
        &self,
        role: &RoleArn,
        policy: &str,
    ) -> Result<Option<ObservedRole>, PortError> {
        assert_eq!((&role.account, policy), (&self.account, "rolepair"));
        let key = (role.account.clone(), role.name.to_string());
        let found = |world: &mut World| world.roles.get(&key).cloned();
        self.fake
            .call("iam:GetRole", role.name.as_str(), found)
            .await
    }

    async fn apply(&self, change: &RoleChange) -> Result<Applied, PortError> {
        let role = change.role();
        assert_eq!(role.account, self.account);
        let what = role.name.to_string();
        self.fake
            .call(operation(change), &what, |world| apply(world, change))
            .await
    }
}

fn operation(change: &RoleChange) -> &'static str {
    match change {
        RoleChange::CreateRole { .. } => "iam:CreateRole",
        RoleChange::SetTrust { .. } => "iam:UpdateAssumeRolePolicy",
        RoleChange::PutPolicy { .. } => "iam:PutRolePolicy",
        RoleChange::DeletePolicy { .. } => "iam:DeleteRolePolicy",
        RoleChange::DetachPolicy { .. } => "iam:DetachRolePolicy",
        RoleChange::SetBoundary { .. } => "iam:PutRolePermissionsBoundary",
        RoleChange::TagRole { .. } => "iam:TagRole",
    }
}

fn apply(world: &mut World, change: &RoleChange) -> Applied {
    let arn = change.role();
    let key = (arn.account.clone(), arn.name.to_string());
    if let RoleChange::CreateRole {
        role,
        trust,
        boundary,
        tags,
        ..
    } = change
    {
        let is_taken = |(account, name): &(AccountId, String)| {
            *account == key.0 && name.eq_ignore_ascii_case(&key.1)
        };
        if world.roles.keys().any(is_taken) {
            return Applied::AlreadyThere;
        }
        let created = ObservedRole {
            arn: role.to_string(),
            trust: trust.canonical(),
            boundary: Some(boundary.to_string()),
            tags: tags.clone(),
            ..ObservedRole::default()
        };
        world.roles.insert(key, created);
        return Applied::Done;
    }
    let Some(role) = world.roles.get_mut(&key) else {
        return Applied::Gone;
    };
    match change {
        RoleChange::CreateRole { .. } => {}
        RoleChange::SetTrust { trust, .. } => role.trust = trust.canonical(),
        RoleChange::PutPolicy { policy, .. } => role.policy = Some(policy.canonical()),
        RoleChange::DeletePolicy { policy_name, .. } => {
            role.other_inline.remove(policy_name);
        }
        RoleChange::DetachPolicy { policy, .. } => {
            role.attached.remove(policy);
        }
        RoleChange::SetBoundary { boundary, .. } => role.boundary = Some(boundary.to_string()),
        RoleChange::TagRole { tags, .. } => role.tags.extend(tags.clone()),
    }
    Applied::Done
}
