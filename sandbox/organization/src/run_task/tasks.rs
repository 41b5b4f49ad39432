use std::collections::BTreeMap;

use rolepair_model::RoleArn;

/// The tasks that were resolved and have a role, by the id in the path of their credentials.
#[derive(Debug, Default)]
pub(crate) struct Tasks(BTreeMap<String, Task>);

/// Whose credentials are handed out, and to whom.
#[derive(Clone)]
pub(super) struct Task {
    pub(super) token: String,
    pub(super) role: RoleArn,
    /// The last part of the task's ARN.
    pub(super) id: String,
    pub(super) arn: String,
}

impl Tasks {
    pub(super) fn insert(&mut self, credentials: &str, task: Task) {
        self.0.insert(credentials.to_owned(), task);
    }

    /// The task with those credentials, for whoever has its token.
    pub(super) fn with(&self, credentials: &str, token: &str) -> Option<&Task> {
        self.0.get(credentials).filter(|task| task.token == token)
    }
}

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Task")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}
