//! The embedded organization: an AWS organization in one process, on loopback.
//!
//! STS, IAM, Organizations, ECS and a little of EventBridge, CloudFormation, DynamoDB and S3 over their
//! real wire protocols, and what Control Tower reports about accounts: every signature is
//! recomputed, every call is authorised by `rolepair-evaluator`, accounts are isolated, accounts
//! are created asynchronously, and every change becomes a record shaped like CloudTrail's. It is
//! what a newcomer runs, and what the stories run against.
//!
//! It must never be linked into a Lambda, listen anywhere but on loopback, or answer an operation
//! it does not know with anything but an error that names it.

mod activity;
mod authenticate;
mod authorize;
mod aws_service;
mod backfill_state_machine;
mod bus;
mod call;
mod call_log;
mod call_record;
mod caller;
mod clock;
mod control;
mod control_tower;
mod credentials;
mod delivery_task;
mod dials;
mod disturbance;
mod engine;
mod exchange;
mod http_server;
mod hub_names;
mod hub_roles;
mod identifiers;
mod input;
mod operation;
mod operations;
mod options;
mod paging;
mod policy_files;
mod protocol;
mod queue_access;
mod read_policies;
mod run_due;
mod run_task;
mod sandbox;
mod seeded_world;
mod service_error;
mod services;
mod sigv4;
mod state_machine_services;
#[cfg(test)]
mod test_client;
#[cfg(test)]
mod tests;
mod throttle_bucket;
mod timer_task;
mod timers;
mod trail;
mod trail_shape;
mod world;

pub use activity::{Activity, Busy};
pub use aws_service::AwsService;
pub use bus::{
    Code, DeadLetter, EventDelivery, EventPattern, FunctionEnvironment, Handler, HandlerFactory,
    HostedFunction, InvalidEventPattern, Invocation, InvocationError,
};
pub use call_log::LoggedCall;
pub use credentials::Credentials;
pub use dials::{CallFault, Delay, Dials, FaultKind, Propagation, Throttle};
pub use options::{AccountSeed, Options, RoleLocation};
pub use policy_files::{InvalidPolicyFile, PolicyFiles};
pub use run_task::{
    CommandOutput, ContainerRun, LocalCommand, MountChoice, MountsKept, ResolvedTask, RunTask,
    RunTaskError, TaskCredentials, TaskRun, resolve_at, run_resolved_task,
};
pub use sandbox::{NoFunctionRole, Sandbox, StartError};
pub use services::events::Undelivered;
pub use trail::TrailEvent;
