//! Runs a task: a task definition is resolved the way ECS does it, the containers it waits for are
//! run, and then a local command is started as the container.
//!
//! The organization's side resolves the task and hands out the credentials of its role; the local
//! side (scratch folders, mount namespace, processes) runs wherever the command is to run, in this
//! process or in one that talks to a served sandbox.

mod containers;
mod credentials;
mod environment;
mod error;
mod local;
mod mount_mapping;
mod mount_namespace;
mod request;
mod resolve;
mod resolved_task;
mod run;
mod task_credentials;

pub(crate) use self::{credentials::Tasks, resolve::resolve};
pub(crate) mod endpoint;

pub use self::{
    error::RunTaskError,
    local::{CommandOutput, LocalCommand, MountChoice},
    request::{RunTask, resolve_at},
    resolved_task::{ResolvedTask, TaskCredentials},
    run::{ContainerRun, MountsKept, TaskRun, run_resolved_task},
};
