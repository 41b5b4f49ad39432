//! HTTP/1.1 on loopback.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{
    control,
    engine::Engine,
    exchange::{Request, Response, WireAnswer},
    run_task,
};

/// The largest body. No request of the services here needs as much.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// The pause after accepting a connection failed.
const PAUSE: Duration = Duration::from_millis(10);

/// How long calls in flight have to finish when the sandbox is stopped.
const GRACE: Duration = Duration::from_secs(5);

/// The request was answered by cutting the connection.
#[derive(Debug, thiserror::Error)]
#[error("the connection was cut, as the dials ask for")]
struct CutConnection;

/// Serves connections until `stopping` turns true, then ends every one of them.
pub(crate) async fn serve(
    listener: TcpListener,
    engine: Arc<Engine>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&engine), stopping.clone()));
                }
                // No file descriptors left, or a client that gave up: the next attempt may succeed.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = stopped(&mut stopping) => break,
        }
    }
    while connections.join_next().await.is_some() {}
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // A dropped sender means the same as `true`.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn connection(stream: TcpStream, engine: Arc<Engine>, mut stopping: watch::Receiver<bool>) {
    // Answers are small: waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let respond = service_fn(move |request| respond(Arc::clone(&engine), request));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new());
    let connection = builder.serve_connection(TokioIo::new(stream), respond);
    tokio::pin!(connection);
    tokio::select! {
        // A cut connection ends here with an error, as intended.
        _ = connection.as_mut() => {}
        () = stopped(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            // A client that never finishes its request must not keep the sandbox from stopping.
            let _ = tokio::time::timeout(GRACE, connection).await;
        }
    }
}

async fn respond(
    engine: Arc<Engine>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, CutConnection> {
    let request = match read(request).await {
        Ok(request) => request,
        Err(response) => return Ok(write(response)),
    };
    let answer = if control::is_for(&request) {
        WireAnswer::Response(control::answer(&engine, &request).await)
    } else if let Some(response) = run_task::answer_credentials(&engine, &request) {
        WireAnswer::Response(response)
    } else {
        engine.answer(request).await
    };
    match answer {
        WireAnswer::Response(response) => Ok(write(response)),
        WireAnswer::Cut => Err(CutConnection),
    }
}

async fn read(request: hyper::Request<Incoming>) -> Result<Request, Response> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY).collect().await;
    let Ok(body) = body else {
        return Err(Response::new(
            413,
            "text/plain",
            "the body is too large or broke off",
        ));
    };
    Ok(Request {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: body.to_bytes(),
    })
}

fn write(response: Response) -> hyper::Response<Full<Bytes>> {
    let mut builder = hyper::Response::builder().status(response.status);
    for (name, value) in &response.headers {
        builder = builder.header(name, value);
    }
    builder.body(Full::new(response.body)).unwrap_or_else(|_| {
        let mut broken =
            hyper::Response::new(Full::new(Bytes::from_static(b"a header is malformed")));
        *broken.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        broken
    })
}
