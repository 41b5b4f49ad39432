use super::Sandbox;
use crate::{
    LocalCommand, ResolvedTask, RunTask, RunTaskError, TaskRun,
    run_task::{self, run_resolved_task},
};

impl Sandbox {
    /// Finds the revision a task runs, and hands out the credentials of its role.
    ///
    /// # Errors
    /// If there is no such revision or container, or ECS cannot assume the task role.
    pub fn resolve_task(&self, request: &RunTask) -> Result<ResolvedTask, RunTaskError> {
        run_task::resolve(&mut self.engine.world(), request)
    }

    /// Runs a local command as the container of a task, after the containers it waits for.
    ///
    /// # Errors
    /// If the task cannot be resolved, or cannot run on this machine.
    pub async fn run_task(
        &self,
        request: &RunTask,
        command: &LocalCommand,
    ) -> Result<TaskRun, RunTaskError> {
        let task = self.resolve_task(request)?;
        run_resolved_task(&task, &self.endpoint(), command).await
    }
}
