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
    /// The name, which is also the AWS profile its containers use.
    pub name: PairName,
    /// The task accounts.
    pub accounts: AccountSelection,
    /// What the resource role may do.
    pub permissions: PermissionsTemplate,
    /// Whom the resource role trusts.
    pub trust: Trust,
    /// The boundary of both roles.
    pub permissions_boundary: PermissionsBoundary,
    /// Whether the task role may also carry ECS Exec.
    pub ecs_exec: bool,
    /// The task definitions, and the containers in them.
    pub task_definitions: TaskDefinitionSelection,
    /// How the config file reaches the containers.
    pub delivery: Delivery,
    /// The image of the container that writes it.
    pub init_image: InitImage,
    /// What that image has to write it with.
    pub init_program: InitProgram,
    /// What becomes of a task role that is there already.
    pub existing_task_role: ExistingTaskRole,
}

impl Pair {
    /// Whether the account is one of the pair's task accounts.
    #[must_use]
    pub fn selects(&self, account: &Account) -> bool {
        self.accounts.selects(account)
    }
}

/// Whom the resource role of a pair trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// The task role of one account; every task account has a resource role of its own: `account`.
    #[default]
    Account,
    /// The task role of every account in the pair's units; they share one resource role:
    /// `organization`.
    Organization,
}
