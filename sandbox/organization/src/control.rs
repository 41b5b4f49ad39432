//! The dials over HTTP: `/_rolepair/...` on the same port. Not part of AWS; for the command line.
//!
//! | request | answer |
//! |---|---|
//! | `GET dials` | the current dials |
//! | `PUT dials` | the dials given, all others at their default |
//! | `PATCH dials` | the dials given, all others unchanged |
//! | `GET calls` | every call so far |
//! | `GET trail` | every event so far |
//! | `GET dead-letters` | the events that failed once too often |
//! | `GET invocations` | what the functions were asked and answered |
//! | `POST tasks` | a resolved task |
//! | `GET idle` | answers once nothing is in flight |
//! | `GET credentials/ACCOUNT` | credentials of the account's operator |
//! | `PUT accounts/ACCOUNT` | the same; the account is made if it does not exist |
//! | `POST advance/SECONDS` | lets time pass, for sessions to expire |

use std::{sync::Arc, time::Duration};

use http::{Method, header};
use rolepair_model::AccountId;
use serde_json::{Map, Value, json};

use crate::{
    dials::Dials,
    engine::Engine,
    exchange::{Request, Response},
    run_task,
    services::sts,
};

const PREFIX: &str = "/_rolepair/";

/// Whether a request is for the control surface. No bucket can have that name.
pub(crate) fn is_for(request: &Request) -> bool {
    request.path.starts_with(PREFIX)
}

/// Answers a request of the control surface.
pub(crate) async fn answer(engine: &Arc<Engine>, request: &Request) -> Response {
    if is_of_a_web_page(request) {
        return failure(403, "the control surface is not for web pages");
    }
    let path = request.path.strip_prefix(PREFIX).unwrap_or_default();
    let (name, argument) = path.split_once('/').unwrap_or((path, ""));
    match (request.method.as_str(), name) {
        ("GET", "dials") => success(&engine.world().dials),
        ("PUT" | "PATCH", "dials") => set_dials(engine, request),
        ("GET", "calls") => success(&engine.calls()),
        ("GET", "trail") => success(&engine.world().trail.kept()),
        ("GET", "dead-letters") => success(&engine.bus.dead_letters()),
        ("GET", "invocations") => success(&engine.bus.invocations()),
        ("POST", "tasks") => resolve_task(engine, request),
        ("GET", "idle") => {
            engine.idle().await;
            success(&json!({ "idle": true }))
        }
        ("GET", "credentials") => credentials(engine, argument, false),
        ("PUT", "accounts") => credentials(engine, argument, true),
        ("POST", "advance") => advance(engine, argument),
        (method, _) => failure(404, &format!("there is no `{method} {}`", request.path)),
    }
}

fn resolve_task(engine: &Engine, request: &Request) -> Response {
    let asked = match serde_json::from_slice(&request.body) {
        Ok(asked) => asked,
        Err(error) => return failure(400, &format!("the request names no task: {error}")),
    };
    match run_task::resolve(&mut engine.world(), &asked) {
        Ok(task) => success(&task),
        Err(error) => failure(400, &error.to_string()),
    }
}

/// A page in a browser can reach loopback, but the request reveals it by its `Origin` or its
/// `Host`.
fn is_of_a_web_page(request: &Request) -> bool {
    let host = request.header(header::HOST.as_str());
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    request.headers.contains_key(header::ORIGIN) || !["127.0.0.1", "localhost"].contains(&name)
}

fn set_dials(engine: &Engine, request: &Request) -> Response {
    let mut world = engine.world();
    let before = match request.method {
        Method::PATCH => serde_json::to_value(&world.dials),
        _ => Ok(json!({})),
    };
    let dials = before.and_then(|mut dials| {
        let given: Map<String, Value> = serde_json::from_slice(&request.body)?;
        if let Value::Object(dials) = &mut dials {
            dials.extend(given);
        }
        serde_json::from_value::<Dials>(dials)
    });
    match dials {
        Ok(dials) => {
            world.dials = dials;
            success(&world.dials)
        }
        Err(error) => failure(400, &format!("the dials are not valid: {error}")),
    }
}

fn credentials(engine: &Engine, account: &str, make: bool) -> Response {
    let account: AccountId = match account.parse() {
        Ok(account) => account,
        Err(error) => return failure(400, &format!("{error}")),
    };
    let mut world = engine.world();
    if !make && !world.iam.contains_key(&account) {
        return failure(404, &format!("there is no account `{account}`"));
    }
    success(&sts::operator_credentials(&mut world, &account))
}

fn advance(engine: &Engine, seconds: &str) -> Response {
    match seconds.parse() {
        Ok(seconds) => {
            engine.world().clock.advance(Duration::from_secs(seconds));
            success(&json!({ "seconds": seconds }))
        }
        Err(_) => failure(400, &format!("`{seconds}` is not a number of seconds")),
    }
}

fn success(body: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(body) => Response::new(200, "application/json", body),
        Err(error) => failure(500, &error.to_string()),
    }
}

fn failure(status: u16, message: &str) -> Response {
    let body = json!({ "error": message });
    Response::new(status, "application/json", body.to_string())
}
