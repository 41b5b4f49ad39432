use std::time::SystemTime;

use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client as Http, connect::HttpConnector},
    rt::TokioExecutor,
};
use rolepair_model::AccountId;
use serde_json::{Value, json};

use crate::{AwsService, Credentials, Dials, Options, Sandbox, aws_service::Protocol};

/// A sandbox, and a client that calls it.
pub(crate) struct Client {
    pub(crate) sandbox: Sandbox,
    http: Http<HttpConnector, Full<Bytes>>,
}

/// What came back.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// A request that is about to be sent; tests break it here.
pub(crate) struct Draft {
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) path: String,
    pub(crate) at: SystemTime,
    pub(crate) region: &'static str,
}

impl Reply {
    /// The value of the first element or member `name`.
    pub(crate) fn text(&self, name: &str) -> String {
        if let Ok(value) = serde_json::from_str::<Value>(&self.body) {
            return find(&value, name).unwrap_or_default();
        }
        let start = self.body.split_once(&format!("<{name}>"));
        let text = start.and_then(|(_, rest)| rest.split_once(&format!("</{name}>")));
        let text = text.map(|(text, _)| text).unwrap_or_default();
        text.replace("&quot;", "\"").replace("&amp;", "&")
    }

    /// The output of a JSON protocol.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The error's code; empty if there is no error.
    pub(crate) fn code(&self) -> String {
        if self.status < 300 {
            return String::new();
        }
        let code = self.text("Code");
        if code.is_empty() {
            self.text("__type")
        } else {
            code
        }
    }

    /// The reply, which must not be an error.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.body);
        self
    }

    /// The reply must be this error.
    #[track_caller]
    pub(crate) fn fails(self, status: u16, code: &str) -> Self {
        assert_eq!(
            (self.status, self.code().as_str()),
            (status, code),
            "{}",
            self.body
        );
        self
    }
}

fn find(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Object(members) => match members.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Null) | None => members.values().find_map(|value| find(value, name)),
            Some(other) => Some(other.to_string()),
        },
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}

impl Client {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(turn: impl FnOnce(&mut Dials)) -> Self {
        let mut options = Options::default();
        options.dials.account_creation = crate::Delay::Milliseconds(0);
        turn(&mut options.dials);
        Self::start_as(options).await
    }

    pub(crate) async fn start_as(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        let http = Http::builder(TokioExecutor::new()).build(HttpConnector::new());
        Self { sandbox, http }
    }

    /// A call by `credentials`. The input is in JSON for every protocol.
    pub(crate) async fn call(
        &self,
        credentials: &Credentials,
        service: AwsService,
        operation: &str,
        input: Value,
    ) -> Reply {
        let draft = draft(service, operation, &input);
        self.send(credentials, service.name(), draft, |_| {})
            .await
            .unwrap()
    }

    /// The same, by the operator of the management account.
    pub(crate) async fn manage(&self, service: AwsService, operation: &str, input: Value) -> Reply {
        self.call(&self.sandbox.management(), service, operation, input)
            .await
    }

    /// Signs a request, lets `spoil` change it, and sends it. `None` means the connection was cut.
    pub(crate) async fn send(
        &self,
        credentials: &Credentials,
        service: &str,
        draft: Draft,
        spoil: impl FnOnce(&mut http::Request<Full<Bytes>>),
    ) -> Option<Reply> {
        let mut request = signed(&self.sandbox.endpoint(), credentials, service, draft);
        spoil(&mut request);
        let response = self.http.request(request).await.ok()?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.ok()?.to_bytes();
        Some(Reply {
            status,
            body: String::from_utf8(body.to_vec()).unwrap(),
        })
    }

    /// Sends an unsigned request, and returns the JSON of the answer.
    pub(crate) async fn plain(&self, request: http::Request<Full<Bytes>>) -> (u16, Value) {
        let response = self.http.request(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// A new account of the organization, and its operator.
    pub(crate) async fn new_account(&self, name: &str) -> Credentials {
        let input = json!({ "AccountName": name, "Email": format!("{name}@example.com") });
        let request = self
            .manage(AwsService::Organizations, "CreateAccount", input)
            .await
            .ok()
            .text("Id");
        self.sandbox.idle().await;
        let input = json!({ "CreateAccountRequestId": request });
        let status = self
            .manage(
                AwsService::Organizations,
                "DescribeCreateAccountStatus",
                input,
            )
            .await
            .ok();
        let account: AccountId = status.text("AccountId").parse().unwrap();
        self.sandbox.credentials_for(&account)
    }

    /// A role in the account of `operator`, trusting what `statement` says, with these permissions.
    pub(crate) async fn new_role(
        &self,
        operator: &Credentials,
        name: &str,
        trust: Value,
        permissions: Option<Value>,
    ) -> String {
        let input = json!({ "RoleName": name, "Path": "/rolepair/", "AssumeRolePolicyDocument": trust.to_string() });
        let arn = self
            .call(operator, AwsService::Iam, "CreateRole", input)
            .await
            .ok()
            .text("Arn");
        if let Some(permissions) = permissions {
            let input = json!({ "RoleName": name, "PolicyName": "permissions", "PolicyDocument": permissions.to_string() });
            self.call(operator, AwsService::Iam, "PutRolePolicy", input)
                .await
                .ok();
        }
        arn
    }

    /// The answer to AssumeRole.
    pub(crate) async fn try_assume(&self, credentials: &Credentials, role: &str) -> Reply {
        let input = json!({ "RoleArn": role, "RoleSessionName": "test" });
        self.call(credentials, AwsService::Sts, "AssumeRole", input)
            .await
    }

    /// A session of `role`.
    pub(crate) async fn assume(&self, credentials: &Credentials, role: &str) -> Credentials {
        session(&self.try_assume(credentials, role).await.ok())
    }
}

/// The credentials AssumeRole answered.
pub(crate) fn session(reply: &Reply) -> Credentials {
    let arn = reply.text("Arn");
    Credentials {
        account: arn.split(':').nth(4).unwrap().parse().unwrap(),
        access_key_id: reply.text("AccessKeyId"),
        secret_access_key: reply.text("SecretAccessKey"),
        session_token: Some(reply.text("SessionToken")),
        expiration: Some(reply.text("Expiration")),
    }
}

/// A document with one statement.
pub(crate) fn document(statement: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// A document that allows `action` on `resource`.
pub(crate) fn allow(action: &str, resource: &str) -> Value {
    document(json!({ "Effect": "Allow", "Action": action, "Resource": resource }))
}

/// A trust policy for `principal`.
pub(crate) fn trust(principal: &str) -> Value {
    document(
        json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "sts:AssumeRole" }),
    )
}

/// An unsigned request for an operation.
pub(crate) fn draft(service: AwsService, operation: &str, input: &Value) -> Draft {
    let mut draft = Draft {
        headers: Vec::new(),
        body: String::new(),
        path: "/".to_owned(),
        at: SystemTime::now(),
        region: "eu-west-1",
    };
    match service.protocol() {
        Protocol::Json {
            content_type,
            target,
            ..
        } => {
            draft
                .headers
                .push(("content-type".to_owned(), content_type.to_owned()));
            draft
                .headers
                .push(("x-amz-target".to_owned(), format!("{target}.{operation}")));
            draft.body = input.to_string();
        }
        Protocol::Query { version } => {
            let form = "application/x-www-form-urlencoded";
            draft
                .headers
                .push(("content-type".to_owned(), form.to_owned()));
            let mut pairs = vec![
                ("Action".to_owned(), operation.to_owned()),
                ("Version".to_owned(), version.to_owned()),
            ];
            flatten("", input, &mut pairs);
            draft.body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish();
        }
        Protocol::RestXml => panic!("S3 has no operations by name"),
    }
    draft
}

fn flatten(prefix: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    let name = |part: &str| {
        if prefix.is_empty() {
            part.to_owned()
        } else {
            format!("{prefix}.{part}")
        }
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(part, value)| flatten(&name(part), value, pairs)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                flatten(&name(&format!("member.{}", at + 1)), item, pairs);
            }
        }
        Value::String(text) => pairs.push((prefix.to_owned(), text.clone())),
        other => pairs.push((prefix.to_owned(), other.to_string())),
    }
}

fn signed(
    endpoint: &str,
    credentials: &Credentials,
    service: &str,
    draft: Draft,
) -> http::Request<Full<Bytes>> {
    let uri = format!("{endpoint}{}", draft.path);
    let identity = aws_credential_types::Credentials::new(
        &credentials.access_key_id,
        &credentials.secret_access_key,
        credentials.session_token.clone(),
        None,
        "test",
    )
    .into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(draft.region)
        .name(service)
        .time(draft.at)
        .settings(SigningSettings::default())
        .build()
        .unwrap()
        .into();
    let headers = draft
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let body = SignableBody::Bytes(draft.body.as_bytes());
    let signable = SignableRequest::new("POST", &uri, headers, body).unwrap();
    let (instructions, _) = sign(signable, &parameters).unwrap().into_parts();
    let mut request = http::Request::post(&uri);
    for (name, value) in &draft.headers {
        request = request.header(name, value);
    }
    let mut request = request.body(Full::from(draft.body)).unwrap();
    instructions.apply_to_request_http1x(&mut request);
    request
}
