//! Runs a task: a task definition is resolved the way ECS does it, the containers it waits for are
//! run, and then a local command is started as the container.
//!
//! The organization's side ([`resolve`]) finds the revision and hands out the credentials of the
//! task role; the local side ([`run_resolved_task`]: scratch folders, mount namespace, processes)
//! runs where the command is to run: in this process, or in one that talks to a served sandbox.

mod containers;
mod credentials_endpoint;
mod environment;
mod error;
mod image_program;
mod local_command;
mod mount_mapping;
mod mount_namespace;
mod request;
mod resolve;
mod resolved_task;
mod run;
mod task_run;
mod tasks;
mod volumes;

pub(crate) use self::{credentials_endpoint::answer_credentials, resolve::resolve, tasks::Tasks};

pub use self::{
    error::RunTaskError,
    local_command::{CommandOutput, LocalCommand, MountChoice},
    request::{RunTask, resolve_at},
    resolved_task::{ResolvedTask, TaskCredentials},
    run::run_resolved_task,
    task_run::{ContainerRun, MountsKept, TaskRun},
};
