use std::collections::BTreeMap;

use rolepair_model::RoleArn;

/// The resolved tasks that have a role, by the id in the path of their credentials.
#[derive(Debug, Default)]
pub(crate) struct Tasks(BTreeMap<String, RegisteredTask>);

/// A task, the role whose credentials it gets, and the token it needs.
#[derive(Clone)]
pub(super) struct RegisteredTask {
    pub(super) token: String,
    pub(super) role: RoleArn,
    /// The last part of the task's ARN.
    pub(super) id: String,
    pub(super) arn: String,
}

impl Tasks {
    pub(super) fn insert(&mut self, credentials: &str, task: RegisteredTask) {
        self.0.insert(credentials.to_owned(), task);
    }

    /// The task with those credentials, if the token is its own.
    pub(super) fn with(&self, credentials: &str, token: &str) -> Option<&RegisteredTask> {
        self.0.get(credentials).filter(|task| task.token == token)
    }
}

impl std::fmt::Debug for RegisteredTask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisteredTask")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}
