//! Where a task fetches the credentials of its role, instead of the ECS agent's 169.254.170.2
//! (<https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>).

use http::Method;
use serde_json::json;

use super::tasks::RegisteredTask;
use crate::{
    credentials::Credentials,
    engine::Engine,
    exchange::{Request, Response},
    service_error::ServiceError,
    services::{ecs, sts},
    world::World,
};

/// The path, before the id of the credentials.
pub(super) const PATH: &str = "/v2/credentials/";

/// How long the credentials of a task last.
const SECONDS: i64 = 6 * 3_600;

/// Answers a request for a task's credentials; `None` if the request is for something else.
pub(crate) fn answer_credentials(engine: &Engine, request: &Request) -> Option<Response> {
    let id = request.path.strip_prefix(PATH)?;
    if request.method != Method::GET {
        return Some(failure(
            405,
            "MethodNotAllowed",
            "credentials can only be read",
        ));
    }
    let mut world = engine.world();
    let Some(task) = world
        .tasks
        .with(id, request.header("authorization"))
        .cloned()
    else {
        return Some(failure(
            403,
            "AccessDenied",
            "there are no such credentials, or the token does not belong to them",
        ));
    };
    Some(match assume(&mut world, &task) {
        Ok(credentials) => found(&task, &credentials),
        Err(error) => failure(400, "AssumeRoleFailed", &error.message),
    })
}

/// A session of the task's role, assumed by ECS for the task.
pub(super) fn assume(
    world: &mut World,
    task: &RegisteredTask,
) -> Result<Credentials, ServiceError> {
    let account = task.role.account.to_string();
    let context = [
        ("aws:SourceAccount", account.as_str()),
        ("aws:SourceArn", task.arn.as_str()),
    ];
    sts::assume_as_service(
        world,
        ecs::TASKS,
        &task.role,
        &task.id,
        &context,
        Some(SECONDS),
    )
}

fn found(task: &RegisteredTask, credentials: &Credentials) -> Response {
    let body = json!({
        "RoleArn": task.role,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key,
        "Token": credentials.session_token,
        "Expiration": credentials.expiration,
    });
    Response::new(200, "application/json", body.to_string())
}

fn failure(status: u16, code: &str, message: &str) -> Response {
    let body = json!({ "code": code, "message": message });
    Response::new(status, "application/json", body.to_string())
}
