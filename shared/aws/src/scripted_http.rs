//! An HTTP client for tests. A closure answers its requests, and it keeps what was sent.

use std::{
    fmt,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig};
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
    orchestrator::{HttpRequest, HttpResponse},
};
use aws_smithy_types::body::SdkBody;

/// A request as it would be on the wire.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    /// The operation of a request in a JSON protocol, such as `DescribeTaskDefinition`.
    pub(crate) fn target(&self) -> &str {
        self.header("x-amz-target").rsplit('.').next().unwrap()
    }
}

/// Gives the status and the body of an answer.
type Responder = dyn Fn(&Sent) -> (u16, String) + Send + Sync;

/// The HTTP client. Clones share what was sent.
#[derive(Clone)]
pub(crate) struct ScriptedHttp {
    answer: Arc<Responder>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl fmt::Debug for ScriptedHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScriptedHttp")
    }
}

impl ScriptedHttp {
    pub(crate) fn new(answer: impl Fn(&Sent) -> (u16, String) + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            sent: Arc::default(),
        }
    }

    /// Gives these answers one after another, whatever the requests are, and then repeats the last one.
    pub(crate) fn in_turn(answers: &[(u16, &str)]) -> Self {
        let answers: Vec<(u16, String)> = answers
            .iter()
            .map(|(status, body)| (*status, (*body).to_owned()))
            .collect();
        let next = Mutex::new(0);
        Self::new(move |_| {
            let mut next = next.lock().unwrap();
            let answer = answers[*next].clone();
            *next = (*next + 1).min(answers.len() - 1);
            answer
        })
    }

    pub(crate) fn answer(&self, sent: &Sent) -> (u16, String) {
        (self.answer)(sent)
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    pub(crate) async fn sdk_config(&self) -> SdkConfig {
        let script = self.clone();
        let retries = RetryConfig::standard()
            .with_max_attempts(3)
            .with_initial_backoff(Duration::from_millis(1));
        aws_config::defaults(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-west-1"))
            .endpoint_url("http://127.0.0.1:1")
            .credentials_provider(Credentials::new("AKID", "secret", None, None, "test"))
            .http_client(http_client_fn(move |_, _| {
                SharedHttpConnector::new(script.clone())
            }))
            .retry_config(retries)
            .load()
            .await
    }
}

impl HttpConnector for ScriptedHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let headers = request.headers().iter();
        let sent = Sent {
            method: request.method().to_owned(),
            uri: request.uri().to_owned(),
            headers: headers.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            body: String::from_utf8(request.body().bytes().unwrap_or_default().to_vec()).unwrap(),
        };
        let (status, body) = (self.answer)(&sent);
        self.sent.lock().unwrap().push(sent);
        let status = status.try_into().unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(body))))
    }
}
