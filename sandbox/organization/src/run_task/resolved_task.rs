use rolepair_model::{AccountId, Region};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A task that can be run: the revision, and the credentials of its role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResolvedTask {
    /// The account the task runs in.
    pub account: AccountId,
    /// The Region it runs in.
    pub region: Region,
    /// The task's own ARN.
    pub task_arn: String,
    /// The revision.
    pub task_definition_arn: String,
    /// The container the local command runs as.
    pub container: String,
    /// The task definition as DescribeTaskDefinition gives it.
    pub task_definition: Map<String, Value>,
    /// Where the credentials of the task role are; `None` if the task has no role.
    pub credentials: Option<TaskCredentials>,
}

/// Where a task finds the credentials of its role, as the ECS agent hands them out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskCredentials {
    /// The path below the sandbox's endpoint.
    pub path: String,
    /// The required value of the header `Authorization`.
    pub token: String,
    /// The task role.
    pub role_arn: String,
}

impl std::fmt::Debug for TaskCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskCredentials")
            .field("role_arn", &self.role_arn)
            .finish_non_exhaustive()
    }
}
