//! What reconciling asks of AWS. `rolepair-aws` answers it over the SDK, tests over a model.

use std::future::Future;

use rolepair_config::Wanted;
use rolepair_model::{
    Account, AccountId, Family, FamilyOrArn, Region, RoleArn, TaskDefinition, TaskDefinitionArn,
};
use rolepair_plan::{ObservedRole, RoleChange};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::PortError;

/// Everything reconciling needs.
pub trait Ports: Organization + Sessions {}

impl<T: Organization + Sessions> Ports for T {}

/// AWS Organizations, as far as rolepair asks it.
pub trait Organization: Sync {
    /// What the organization knows of an account; `None` where it is not a member.
    ///
    /// `wanted` says which costly parts (path, tags) the configuration decides by.
    fn account(
        &self,
        account: &AccountId,
        wanted: Wanted,
    ) -> impl Future<Output = Result<Option<Account>, PortError>> + Send;

    /// One page of the ids of all member accounts; `None` asks for the first.
    fn accounts(
        &self,
        page: Option<&PageToken>,
    ) -> impl Future<Output = Result<Page<AccountId>, PortError>> + Send;
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

/// The role by which an account is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// `roles.task_account`, which keeps task roles and task definitions.
    Task,
    /// `roles.resource_account`, which keeps resource roles.
    Resource,
}

/// An account that was entered. Getting at its parts costs no call.
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

/// IAM roles of one account.
pub trait Roles: Send + Sync {
    /// The role as IAM has it, with the inline policy `policy_name`; `None` where no role has that
    /// name.
    ///
    /// IAM knows a role by its name whatever its path, so the answer may be a role of another path.
    fn observe(
        &self,
        role: &RoleArn,
        policy_name: &str,
    ) -> impl Future<Output = Result<Option<ObservedRole>, PortError>> + Send;

    /// Makes one change. Idempotent: to make it twice is to make it once.
    fn apply(&self, change: &RoleChange)
    -> impl Future<Output = Result<Applied, PortError>> + Send;
}

/// What became of a change to a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It was made, or held already.
    Done,
    /// A role to create exists already, made by rolepair or by somebody else. Nothing was changed.
    AlreadyThere,
    /// The role to be changed is not there (any more). Nothing was changed.
    Gone,
}

/// ECS task definitions of one account in one Region.
pub trait TaskDefinitions: Send + Sync {
    /// A revision with its tags, every field kept; `None` where there is none.
    ///
    /// A family gives its latest active revision, an ARN exactly that one, active or not.
    fn describe(
        &self,
        which: &FamilyOrArn,
    ) -> impl Future<Output = Result<Option<TaskDefinition>, PortError>> + Send;

    /// Registers a revision from the RegisterTaskDefinition input `input`, every field kept, and
    /// gives it as ECS answered: `taskDefinition` and `tags`.
    fn register(
        &self,
        input: &Map<String, Value>,
    ) -> impl Future<Output = Result<TaskDefinition, PortError>> + Send;

    /// Makes a revision inactive; running tasks keep it. Idempotent.
    fn deregister(
        &self,
        revision: &TaskDefinitionArn,
    ) -> impl Future<Output = Result<(), PortError>> + Send;

    /// One page of the families with an active revision; `None` asks for the first.
    fn families(
        &self,
        page: Option<&PageToken>,
    ) -> impl Future<Output = Result<Page<Family>, PortError>> + Send;
}

/// One page of a list. A page may be empty and still have a next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// How to ask for the next page; `None` on the last.
    pub next: Option<PageToken>,
}

/// What AWS gave to ask for the next page with. Its text means nothing to anybody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageToken(pub String);
