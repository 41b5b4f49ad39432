use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::json;

use super::*;

/// What a runtime does, one step at a time.
struct Process {
    client: Client<HttpConnector, Full<Bytes>>,
    base: String,
}

impl Process {
    fn of(api: &RuntimeApi) -> Self {
        Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            base: format!("http://{}/2018-06-01/runtime", api.address()),
        }
    }

    async fn next(&self) -> (http::response::Parts, Value) {
        let (parts, body) = self.call("GET", "/invocation/next", "").await.into_parts();
        (parts, serde_json::from_slice(&body).unwrap())
    }

    async fn post(&self, path: &str, body: &str) -> StatusCode {
        self.call("POST", path, body).await.status()
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> Response<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .body(Full::new(Bytes::from(body.to_owned())))
            .unwrap();
        let (parts, body) = self.client.request(request).await.unwrap().into_parts();
        Response::from_parts(parts, body.collect().await.unwrap().to_bytes())
    }
}

async fn api() -> RuntimeApi {
    RuntimeApi::start("arn:aws:lambda:eu-west-1:1:function:f")
        .await
        .unwrap()
}

fn id(parts: &http::response::Parts) -> String {
    parts.headers["lambda-runtime-aws-request-id"]
        .to_str()
        .unwrap()
        .to_owned()
}

const SOON: Duration = Duration::from_secs(30);

#[tokio::test]
async fn an_event_goes_out_with_its_deadline_and_its_answer_comes_back() {
    let api = api().await;
    let process = Process::of(&api);
    let event = json!({"a": 1});
    let (result, ()) = tokio::join!(api.invoke(&event, SOON), async {
        let (parts, payload) = process.next().await;
        assert_eq!(payload, json!({"a": 1}));
        let deadline: u128 = parts.headers["lambda-runtime-deadline-ms"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!(deadline > epoch_millis() && deadline <= epoch_millis() + SOON.as_millis());
        assert_eq!(
            parts.headers["lambda-runtime-invoked-function-arn"],
            "arn:aws:lambda:eu-west-1:1:function:f"
        );
        let status = process
            .post(
                &format!("/invocation/{}/response", id(&parts)),
                r#"{"b":2}"#,
            )
            .await;
        assert_eq!(status, StatusCode::ACCEPTED);
    });
    assert_eq!(result, Ok(json!({"b": 2})));
}

#[tokio::test]
async fn a_process_that_waits_is_given_the_event_when_there_is_one() {
    let api = api().await;
    let process = Process::of(&api);
    let next = tokio::spawn(async move { (process.next().await, process) });
    tokio::task::yield_now().await;
    let event = json!(1);
    let (result, ()) = tokio::join!(api.invoke(&event, SOON), async {
        let ((parts, _), process) = next.await.unwrap();
        process
            .post(&format!("/invocation/{}/response", id(&parts)), "null")
            .await;
    });
    assert_eq!(result, Ok(Value::Null));
}

#[tokio::test]
async fn an_error_keeps_its_type_and_message() {
    let api = api().await;
    let process = Process::of(&api);
    let event = json!(1);
    let (result, ()) = tokio::join!(api.invoke(&event, SOON), async {
        let (parts, _) = process.next().await;
        let body = r#"{"errorType":"Transient","errorMessage":"later"}"#;
        assert_eq!(
            process
                .post(&format!("/invocation/{}/error", id(&parts)), body)
                .await,
            StatusCode::ACCEPTED
        );
    });
    assert_eq!(result, Err(InvocationError::new("Transient", "later")));
}

#[tokio::test]
async fn an_answer_to_another_invocation_is_refused_and_does_no_harm() {
    let api = api().await;
    let process = Process::of(&api);
    let event = json!(1);
    let (result, ()) = tokio::join!(api.invoke(&event, SOON), async {
        let (parts, _) = process.next().await;
        assert_eq!(
            process.post("/invocation/other/response", "3").await,
            StatusCode::BAD_REQUEST
        );
        assert_eq!(
            process
                .post(&format!("/invocation/{}/response", id(&parts)), "2")
                .await,
            StatusCode::ACCEPTED
        );
        assert_eq!(
            process
                .post(&format!("/invocation/{}/response", id(&parts)), "2")
                .await,
            StatusCode::BAD_REQUEST
        );
    });
    assert_eq!(result, Ok(json!(2)));
}

#[tokio::test]
async fn a_start_that_failed_is_what_the_waiting_event_is_answered_with() {
    let api = api().await;
    let process = Process::of(&api);
    let event = json!(1);
    let (result, ()) = tokio::join!(api.invoke(&event, SOON), async {
        let body = r#"{"errorType":"Config","errorMessage":"no file"}"#;
        assert_eq!(
            process.post("/init/error", body).await,
            StatusCode::ACCEPTED
        );
    });
    assert_eq!(result, Err(InvocationError::new("Config", "no file")));
}

#[tokio::test]
async fn after_its_deadline_an_answer_comes_too_late() {
    let api = api().await;
    let process = Process::of(&api);
    let event = json!(1);
    let (result, parts) = tokio::join!(api.invoke(&event, Duration::from_millis(300)), async {
        process.next().await.0
    });
    assert_eq!(result.unwrap_err().error_type, "Sandbox.Timedout");
    assert_eq!(
        process
            .post(&format!("/invocation/{}/response", id(&parts)), "2")
            .await,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn an_answer_that_is_not_json_is_an_error() {
    let api = api().await;
    let process = Process::of(&api);
    let event = json!(1);
    let (result, ()) = tokio::join!(api.invoke(&event, SOON), async {
        let (parts, _) = process.next().await;
        process
            .post(&format!("/invocation/{}/response", id(&parts)), "{")
            .await;
    });
    assert_eq!(result.unwrap_err().error_type, "Runtime.InvalidResponse");
    let path = process.call("GET", "/nowhere", "").await;
    assert_eq!(path.status(), StatusCode::NOT_FOUND);
}
