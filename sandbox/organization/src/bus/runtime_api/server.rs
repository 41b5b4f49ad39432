use std::{convert::Infallible, sync::Arc};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use super::invocation_slot::InvocationSlot;
use crate::bus::invocation_error::InvocationError;

const VERSION: &str = "/2018-06-01/runtime/";

/// Serves until it is aborted; its connections end with it.
pub(super) async fn serve(listener: TcpListener, slot: Arc<InvocationSlot>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let slot = Arc::clone(&slot);
        connections.spawn(async move {
            let service = service_fn(move |request| {
                let slot = Arc::clone(&slot);
                async move { Ok::<_, Infallible>(route(&slot, request).await) }
            });
            // A connection that breaks belongs to a process that ended; its host sees that.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn route(slot: &InvocationSlot, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let error_type = request
        .headers()
        .get("lambda-runtime-function-error-type")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let Ok(body) = request.into_body().collect().await else {
        return status(
            StatusCode::BAD_REQUEST,
            "Runtime.BadRequest",
            "the body was cut off",
        );
    };
    let body = body.to_bytes();
    let Some(route) = path.strip_prefix(VERSION) else {
        return status(StatusCode::NOT_FOUND, "Runtime.UnknownPath", &path);
    };
    let parts: Vec<&str> = route.split('/').collect();
    match (method, parts.as_slice()) {
        (Method::GET, ["invocation", "next"]) => next(slot).await,
        (Method::POST, ["invocation", id, "response"]) => respond(slot, id, &body),
        (Method::POST, ["invocation", id, "error"]) => {
            accepted(slot.answer(id, Err(error(&body, error_type))))
        }
        (Method::POST, ["init", "error"]) => {
            let mut state = slot.lock();
            state.init_error = Some(error(&body, error_type));
            state.waiting = None;
            accepted(true)
        }
        _ => status(StatusCode::NOT_FOUND, "Runtime.UnknownPath", &path),
    }
}

/// Waits for an invocation. A process that asks again has given up the one it had.
async fn next(slot: &InvocationSlot) -> Response<Full<Bytes>> {
    loop {
        let offered = slot.offered.notified();
        let response = {
            let mut state = slot.lock();
            state.waiting.take().map(|invocation| {
                let response = Response::builder()
                    .header("content-type", "application/json")
                    .header("lambda-runtime-aws-request-id", &invocation.request_id)
                    .header(
                        "lambda-runtime-deadline-ms",
                        invocation.deadline_millis.to_string(),
                    )
                    .header("lambda-runtime-invoked-function-arn", &slot.function_arn)
                    .body(Full::new(Bytes::from(invocation.payload.clone())));
                state.running = Some(invocation);
                response
            })
        };
        match response {
            Some(response) => return response.unwrap_or_default(),
            None => offered.await,
        }
    }
}

fn respond(slot: &InvocationSlot, request_id: &str, body: &[u8]) -> Response<Full<Bytes>> {
    let result = match serde_json::from_slice::<Value>(body) {
        Ok(value) => Ok(value),
        Err(_) if body.is_empty() => Ok(Value::Null),
        Err(error) => Err(InvocationError::new(
            "Runtime.InvalidResponse",
            format!("the function's answer is not JSON: {error}"),
        )),
    };
    accepted(slot.answer(request_id, result))
}

fn error(body: &[u8], header: Option<String>) -> InvocationError {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(Value::as_str).map(str::to_owned);
    let error_type = text("errorType")
        .or(header)
        .unwrap_or_else(|| "Runtime.Unknown".to_owned());
    InvocationError::new(error_type, text("errorMessage").unwrap_or_default())
}

fn accepted(known: bool) -> Response<Full<Bytes>> {
    if known {
        json_response(StatusCode::ACCEPTED, &json!({ "status": "OK" }))
    } else {
        status(
            StatusCode::BAD_REQUEST,
            "InvalidRequestID",
            "no such invocation is running",
        )
    }
}

fn status(code: StatusCode, error_type: &str, message: &str) -> Response<Full<Bytes>> {
    json_response(
        code,
        &json!({ "errorType": error_type, "errorMessage": message }),
    )
}

fn json_response(code: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    Response::builder()
        .status(code)
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))
        .unwrap_or_default()
}
