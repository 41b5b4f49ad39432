use rolepair_model::{Account, PairName};
use rolepair_policy::PermissionsTemplate;

use crate::{
    AccountSelection, Delivery, ExistingTaskRole, InitImage, InitProgram, PermissionsBoundary,
    TaskDefinitionSelection,
};

/// A named rule: which task accounts, which permissions, which task definitions.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Pair {
    /// The name. It is also the name of the AWS profile that the containers use.
    pub name: PairName,
    /// The task accounts.
    pub accounts: AccountSelection,
    /// The permissions of the resource role.
    pub permissions: PermissionsTemplate,
    /// Whom the resource role trusts.
    pub trust: Trust,
    /// The boundary of both roles.
    pub permissions_boundary: PermissionsBoundary,
    /// Whether the task role also allows ECS Exec.
    pub ecs_exec: bool,
    /// Which task definitions are patched, and which containers in them.
    pub task_definitions: TaskDefinitionSelection,
    /// How the AWS config file reaches the containers.
    pub delivery: Delivery,
    /// The image of the init container.
    pub init_image: InitImage,
    /// The program in the init image.
    pub init_program: InitProgram,
    /// How an existing task role is treated.
    pub existing_task_role: ExistingTaskRole,
}

impl Pair {
    /// Whether the pair selects the account.
    #[must_use]
    pub fn selects(&self, account: &Account) -> bool {
        self.accounts.selects(account)
    }
}

/// Whom the resource role of a pair trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// `account`: the task role of one account. Every task account has its own resource role.
    #[default]
    Account,
    /// `organization`: the task roles of all accounts in the pair's units. They share one resource
    /// role.
    Organization,
}
