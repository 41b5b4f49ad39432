use rolepair_model::AccountId;

use super::{hub_role::TakenRole, name_team::name_team};
use crate::{
    RehearsalError,
    people::People,
    task_definition::{plain, register},
};

/// What ends a trouble.
#[derive(Debug)]
pub(super) enum Remedy {
    /// Calls are throttled no longer.
    Unthrottle(AccountId),
    /// A role of this name is deleted.
    DeleteRole(AccountId, &'static str),
    /// The hub's role is made again.
    GiveBack(AccountId, Box<TakenRole>),
    /// This service control policy is detached.
    Allow(AccountId, String),
    /// It is reopened.
    Reinstate(AccountId),
    /// It gets the tag with its team's name.
    NameTeam(AccountId),
    /// It may have as many roles as any account.
    RaiseQuota(AccountId),
    /// It registers an ordinary definition.
    RegisterPlain(AccountId),
}

impl Remedy {
    pub(super) async fn take(self, people: &People<'_>) -> Result<(), RehearsalError> {
        let sandbox = people.sandbox;
        match self {
            Self::Unthrottle(account) => sandbox.turn(|dials| {
                let throttles = &mut dials.throttles;
                throttles.retain(|throttle| throttle.account.as_ref() != Some(&account));
            }),
            Self::DeleteRole(account, name) => {
                let deleted = people.iam(&account).delete_role().role_name(name);
                let deleted = deleted.send().await;
                deleted.map_err(RehearsalError::of("DeleteRole"))?;
            }
            Self::GiveBack(account, role) => role.give_back(people, &account).await?,
            Self::Allow(account, policy) => {
                let detach = people.organizations().detach_policy().policy_id(policy);
                let detached = detach.target_id(account.as_str()).send().await;
                detached.map_err(RehearsalError::of("DetachPolicy"))?;
            }
            Self::Reinstate(account) => {
                if !sandbox.reinstate_account(&account) {
                    let what = format!("the account `{account}`, which was closed,");
                    return Err(RehearsalError::incomplete(what));
                }
            }
            Self::NameTeam(account) => {
                let team = name_of(people, &account).await?;
                name_team(people, &account, &team).await?;
            }
            Self::RaiseQuota(account) => sandbox.turn(|dials| {
                dials.role_quotas.remove(&account);
            }),
            Self::RegisterPlain(account) => register(people, &account, &plain()).await?,
        }
        Ok(())
    }
}

/// The name of an account, which is its team's.
async fn name_of(people: &People<'_>, account: &AccountId) -> Result<String, RehearsalError> {
    let describe = people.organizations().describe_account();
    let described = describe.account_id(account.as_str()).send().await;
    let described = described.map_err(RehearsalError::of("DescribeAccount"))?;
    let name = described.account.and_then(|account| account.name);
    name.ok_or_else(|| RehearsalError::incomplete(format!("the name of `{account}`")))
}
