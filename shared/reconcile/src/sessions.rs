use std::future::Future;

use rolepair_model::{AccountId, Region};

use crate::{Organization, PortError, Roles, TaskDefinitions};

/// As whom an account is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// By the role `roles.task_account`, which keeps task roles and task definitions.
    Task,
    /// By the role `roles.resource_account`, which keeps resource roles.
    Resource,
}

/// The way into accounts: one AssumeRole each.
pub trait Sessions: Sync {
    /// What one has once inside.
    type Session: Session;

    /// Enters an account. Where AssumeRole is denied the error is transient: a new account's
    /// role may be minutes away.
    fn enter(
        &self,
        account: &AccountId,
        side: Side,
    ) -> impl Future<Output = Result<Self::Session, PortError>> + Send;
}

/// An account one has entered. Getting at its parts costs no call.
pub trait Session: Send + Sync {
    /// IAM of the account.
    type Roles: Roles;
    /// ECS of the account in one Region.
    type TaskDefinitions: TaskDefinitions;

    /// IAM of the account.
    fn roles(&self) -> Self::Roles;

    /// ECS of the account in `region`.
    fn task_definitions(&self, region: &Region) -> Self::TaskDefinitions;
}

/// Everything reconciling needs; whoever has both parts has it.
pub trait Ports: Organization + Sessions {}

impl<T: Organization + Sessions> Ports for T {}
