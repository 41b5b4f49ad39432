mod hub_role;
mod name_team;
mod remedy;

use aws_sdk_organizations::types::PolicyType;
use rolepair_model::AccountId;
use rolepair_sandbox::{AwsService, Sandbox, Throttle};

use self::{hub_role::TakenRole, name_team::name_team, remedy::Remedy};
use crate::{
    RehearsalError, Trouble,
    people::People,
    task_definition::{full, register, with_static_keys},
};

const TASK_ROLE: &str = "rolepair-orders";
const NO_NEW_ROLES: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny",
    "Action": "iam:CreateRole", "Resource": "*"}}"#;
const ANY_TRUST: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}}"#;

/// Accounts in trouble, and the remedy for each.
#[derive(Debug)]
pub struct Troubles<'s> {
    people: People<'s>,
    /// Each account with its trouble.
    pub accounts: Vec<(AccountId, Trouble)>,
    remedies: Vec<Remedy>,
}

impl<'s> Troubles<'s> {
    /// Causes trouble in `count` of the accounts, spread evenly: each kind in turn.
    ///
    /// # Errors
    /// If a call is refused.
    pub async fn begin(
        sandbox: &'s Sandbox,
        accounts: &[AccountId],
        failing: usize,
    ) -> Result<Self, RehearsalError> {
        let apart = (accounts.len() / failing.max(1)).max(1);
        let chosen: Vec<_> = accounts.iter().step_by(apart).take(failing).collect();
        // Backwards: the last kind takes longest, and so begins among the first.
        let chosen = chosen.into_iter().rev().cloned();
        let kinds = Trouble::ALL.into_iter().cycle();
        let mut troubles = Self {
            people: People::of(sandbox),
            accounts: chosen.zip(kinds).collect(),
            remedies: Vec::new(),
        };
        for (account, trouble) in troubles.accounts.clone() {
            let remedy = troubles.bring(&account, trouble).await?;
            troubles.remedies.push(remedy);
        }
        sandbox.idle().await;
        Ok(troubles)
    }

    /// Ends every trouble.
    ///
    /// # Errors
    /// If a call is refused.
    pub async fn end(self) -> Result<(), RehearsalError> {
        for remedy in self.remedies {
            remedy.take(&self.people).await?;
        }
        self.people.sandbox.idle().await;
        Ok(())
    }

    async fn bring(&self, account: &AccountId, trouble: Trouble) -> Result<Remedy, RehearsalError> {
        let (people, sandbox) = (&self.people, self.people.sandbox);
        let organizations = people.organizations();
        let owned = account.clone();
        Ok(match trouble {
            Trouble::Throttled => {
                sandbox.turn(|dials| dials.throttles.push(no_create_role(account)));
                Remedy::Unthrottle(owned)
            }
            Trouble::RoleOfSomebodyElse => {
                let role = people.iam(account).create_role().role_name(TASK_ROLE);
                let role = role.assume_role_policy_document(ANY_TRUST).send().await;
                role.map_err(RehearsalError::of("CreateRole"))?;
                Remedy::DeleteRole(owned, TASK_ROLE)
            }
            Trouble::NoHubRole => {
                let role = TakenRole::take(people, account).await?;
                Remedy::GiveBack(owned, Box::new(role))
            }
            Trouble::Denied => Remedy::Allow(owned, deny(people, account).await?),
            Trouble::Closed => {
                let close = organizations.close_account().account_id(account.as_str());
                let closed = close.send().await;
                closed.map_err(RehearsalError::of("CloseAccount"))?;
                Remedy::Reinstate(owned)
            }
            Trouble::NoTag => {
                let untag = organizations.untag_resource().tag_keys("team");
                let untagged = untag.resource_id(account.as_str()).send().await;
                untagged.map_err(RehearsalError::of("UntagResource"))?;
                Remedy::NameTeam(owned)
            }
            Trouble::WideningTag => {
                name_team(people, account, "*").await?;
                Remedy::NameTeam(owned)
            }
            Trouble::NoMoreRoles => {
                let roles = people.iam(account).list_roles().send().await;
                let roles = roles.map_err(RehearsalError::of("ListRoles"))?.roles.len();
                sandbox.turn(|dials| {
                    dials.role_quotas.insert(owned.clone(), roles);
                });
                Remedy::RaiseQuota(owned)
            }
            Trouble::StaticKeys => {
                register(people, account, &with_static_keys()).await?;
                Remedy::RegisterPlain(owned)
            }
            Trouble::TenContainers => {
                register(people, account, &full()).await?;
                Remedy::RegisterPlain(owned)
            }
        })
    }
}

fn no_create_role(account: &AccountId) -> Throttle {
    Throttle {
        service: Some(AwsService::Iam),
        operation: Some("CreateRole".to_owned()),
        account: Some(account.clone()),
        per_second: 0.0,
        burst: 0,
    }
}

/// Denies an account new roles; returns the policy that does.
async fn deny(people: &People<'_>, account: &AccountId) -> Result<String, RehearsalError> {
    let organizations = people.organizations();
    let policy = organizations.create_policy();
    let policy = policy.name(format!("no-new-roles-{account}"));
    let policy = policy.description("none").content(NO_NEW_ROLES);
    let policy = policy.r#type(PolicyType::ServiceControlPolicy).send().await;
    let policy = policy.map_err(RehearsalError::of("CreatePolicy"))?.policy;
    let summary = policy.and_then(|policy| policy.policy_summary);
    let id = summary.and_then(|summary| summary.id);
    let id = id.ok_or_else(|| RehearsalError::incomplete("the answer to CreatePolicy"))?;
    let attach = organizations.attach_policy().policy_id(&id);
    let attached = attach.target_id(account.as_str()).send().await;
    attached.map_err(RehearsalError::of("AttachPolicy"))?;
    Ok(id)
}
