//! The organization's side of running a task.

use rolepair_model::{AccountId, Region, RoleArn};
use serde_json::Value;

use super::{
    ResolvedTask, RunTask, RunTaskError, TaskCredentials, containers,
    credentials_endpoint::{self, PATH},
    tasks::RegisteredTask,
};
use crate::{identifiers, services::ecs, world::World};

/// The cluster every task runs in; the embedded organization has no other.
const CLUSTER: &str = "default";

/// Finds the revision, lets ECS assume the task role once, and registers the task's credentials.
pub(crate) fn resolve(world: &mut World, request: &RunTask) -> Result<ResolvedTask, RunTaskError> {
    let account = &request.account;
    let region = request
        .region
        .clone()
        .unwrap_or_else(|| world.options.region.clone());
    let refused = |error: crate::service_error::ServiceError| RunTaskError::refused(error.message);
    let reference =
        ecs::Reference::parse(&request.task_definition, account, &region).map_err(refused)?;
    let (_, revision) = reference
        .find(&world.ecs, account, &region)
        .map_err(refused)?;
    if revision.status == ecs::RevisionStatus::Inactive {
        return Err(RunTaskError::refused("TaskDefinition is inactive"));
    }
    let body = revision.body.clone();
    let text = |member: &str| body.get(member).and_then(Value::as_str).unwrap_or_default();
    let container = match &request.container {
        Some(container) => container.clone(),
        None => containers::default_container(&body).unwrap_or_default(),
    };
    containers::order(&body, &container)?;
    let id = identifiers::hex(32);
    let task_arn = format!(
        "arn:{}:ecs:{region}:{account}:task/{CLUSTER}/{id}",
        world.partition
    );
    let credentials = match text("taskRoleArn") {
        "" => None,
        role => Some(register(world, account, &region, role, &id, &task_arn)?),
    };
    Ok(ResolvedTask {
        account: account.clone(),
        region,
        task_arn,
        task_definition_arn: text("taskDefinitionArn").to_owned(),
        container,
        credentials,
        task_definition: body,
    })
}

fn register(
    world: &mut World,
    account: &AccountId,
    region: &Region,
    role: &str,
    id: &str,
    task_arn: &str,
) -> Result<TaskCredentials, RunTaskError> {
    let full = if role.starts_with("arn:") {
        role.to_owned()
    } else {
        format!("arn:{}:iam::{account}:role/{role}", world.partition)
    };
    let role: RoleArn = full
        .parse()
        .map_err(|_| RunTaskError::refused(format!("`{full}` is not the ARN of a role")))?;
    let task = RegisteredTask {
        token: identifiers::hex(64),
        role,
        id: id.to_owned(),
        arn: task_arn.to_owned(),
    };
    credentials_endpoint::assume(world, &task).map_err(|error| {
        RunTaskError::refused(format!(
            "ECS was unable to assume the role '{full}' that was provided for this task in {region}. Please verify that the role being passed has the proper trust relationship and permissions: {}",
            error.message
        ))
    })?;
    let path = format!("{PATH}{}", identifiers::uuid());
    let token = task.token.clone();
    world.tasks.insert(path.trim_start_matches(PATH), task);
    Ok(TaskCredentials {
        path,
        token,
        role_arn: full,
    })
}
