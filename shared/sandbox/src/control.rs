//! The dials over HTTP: `/_rolepair/...` on the same port. No part of AWS; for the command line.

use std::sync::Arc;

use http::Method;
use serde_json::json;

use crate::{
    dials::Dials,
    engine::Engine,
    exchange::{Request, Response},
    run_task,
};

const PREFIX: &str = "/_rolepair/";

/// Where a task is resolved for a command line that runs it.
pub(crate) const RESOLVE_TASK: &str = "/_rolepair/tasks";

/// Whether a request is for the control surface.
pub(crate) fn is_for(request: &Request) -> bool {
    request.path.starts_with(PREFIX)
}

/// Answers a request of the control surface.
pub(crate) async fn answer(engine: &Arc<Engine>, request: &Request) -> Response {
    // A page in a browser can reach loopback, but not without saying where it comes from.
    if request.headers.contains_key("origin") {
        return failure(403, "the control surface is not for web pages");
    }
    let path = request.path.strip_prefix(PREFIX).unwrap_or_default();
    match (request.method.clone(), path) {
        (Method::GET, "dials") => success(&engine.world().dials),
        (Method::PUT, "dials") => set_dials(engine, request),
        (Method::GET, "calls") => success(&engine.calls()),
        (Method::GET, "trail") => success(&engine.world().trail.kept()),
        (Method::GET, "dead-letters") => success(&engine.bus.dead_letters()),
        (Method::GET, "invocations") => success(&engine.bus.invocations()),
        (Method::POST, "tasks") => resolve_task(engine, request),
        (Method::GET, "idle") => {
            engine.idle().await;
            success(&json!({ "idle": true }))
        }
        _ => failure(
            404,
            &format!("there is no `{} {}`", request.method, request.path),
        ),
    }
}

fn resolve_task(engine: &Engine, request: &Request) -> Response {
    let asked = match serde_json::from_slice(&request.body) {
        Ok(asked) => asked,
        Err(error) => return failure(400, &format!("this names no task: {error}")),
    };
    match run_task::resolve(&mut engine.world(), &asked) {
        Ok(task) => success(&task),
        Err(error) => failure(400, &error.to_string()),
    }
}

fn set_dials(engine: &Engine, request: &Request) -> Response {
    match serde_json::from_slice::<Dials>(&request.body) {
        Ok(dials) => {
            let mut world = engine.world();
            world.dials = dials;
            success(&world.dials)
        }
        Err(error) => failure(400, &format!("these are no dials: {error}")),
    }
}

fn success(body: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => Response::new(200, "application/json", body),
        Err(error) => failure(500, &error.to_string()),
    }
}

fn failure(status: u16, message: &str) -> Response {
    Response::new(
        status,
        "application/json",
        json!({ "error": message }).to_string(),
    )
}
