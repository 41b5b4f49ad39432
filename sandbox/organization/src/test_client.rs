//! A client for the tests: a signed request over loopback, byte for byte as the test says.

use std::time::SystemTime;

use aws_credential_types::Credentials as Signer;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
        UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::{Value, json};

use crate::{AwsService, Credentials, Sandbox, aws_service::Protocol};

/// Calls in the name of one principal.
#[derive(Debug, Clone)]
pub(crate) struct TestClient {
    endpoint: String,
    region: String,
    credentials: Credentials,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct HttpResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl HttpResponse {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl TestClient {
    /// Calls as the operator of `account`.
    pub(crate) fn operator(sandbox: &Sandbox, account: &str) -> Self {
        Self::with(sandbox, sandbox.credentials_for(&account.parse().unwrap()))
    }

    pub(crate) fn with(sandbox: &Sandbox, credentials: Credentials) -> Self {
        Self {
            endpoint: sandbox.endpoint(),
            region: sandbox.options().region.to_string(),
            credentials,
        }
    }

    /// A call of a JSON service: its output, or the code and message of its error.
    pub(crate) async fn json(
        &self,
        service: AwsService,
        operation: &str,
        input: Value,
    ) -> Result<Value, (String, String)> {
        let Protocol::Json {
            content_type,
            target,
            message_key,
        } = service.protocol()
        else {
            panic!("{service:?} does not speak JSON");
        };
        let headers = [
            ("content-type", content_type.to_owned()),
            ("x-amz-target", format!("{target}.{operation}")),
        ];
        let answer = self
            .send(service, "POST", "/", &headers, input.to_string())
            .await;
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        if answer.status.is_success() {
            return Ok(body);
        }
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Err((text("__type"), text(message_key)))
    }

    /// Makes a role in the client's own account, with this trust and with the permissions in `allowed`.
    pub(crate) async fn create_role(&self, name: &str, trust: Value, allowed: Option<Value>) {
        self.query(
            AwsService::Iam,
            &[
                ("Action", "CreateRole"),
                ("Version", "2010-05-08"),
                ("RoleName", name),
                ("AssumeRolePolicyDocument", &trust.to_string()),
            ],
        )
        .await;
        if let Some(statement) = allowed {
            let policy = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
            self.query(
                AwsService::Iam,
                &[
                    ("Action", "PutRolePolicy"),
                    ("Version", "2010-05-08"),
                    ("RoleName", name),
                    ("PolicyName", "p"),
                    ("PolicyDocument", &policy),
                ],
            )
            .await;
        }
    }

    /// A client with a session of `role`, which has to let the client assume it.
    pub(crate) async fn assume(&self, sandbox: &Sandbox, role: &str) -> Self {
        let form = [
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", role),
            ("RoleSessionName", "test"),
        ];
        let answer = self.query(AwsService::Sts, &form).await;
        let member = |name: &str| {
            let (_, rest) = answer.split_once(&format!("<{name}>")).unwrap();
            rest.split_once('<').unwrap().0.to_owned()
        };
        let credentials = Credentials {
            account: self.credentials.account.clone(),
            access_key_id: member("AccessKeyId"),
            secret_access_key: member("SecretAccessKey"),
            session_token: Some(member("SessionToken")),
            expiration: None,
        };
        Self::with(sandbox, credentials)
    }

    async fn query(&self, service: AwsService, form: &[(&str, &str)]) -> String {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let headers = [(
            "content-type",
            "application/x-www-form-urlencoded".to_owned(),
        )];
        let answer = self.send(service, "POST", "/", &headers, body).await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.text().to_owned()
    }

    /// Sends any request, signed.
    pub(crate) async fn send(
        &self,
        service: AwsService,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: impl Into<Bytes>,
    ) -> HttpResponse {
        let body = body.into();
        let uri = format!("{}{path}", self.endpoint);
        let mut request = http::Request::builder().method(method).uri(&uri);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(Full::new(body.clone())).unwrap();
        let signer = Signer::new(
            &self.credentials.access_key_id,
            &self.credentials.secret_access_key,
            self.credentials.session_token.clone(),
            None,
            "test",
        );
        let identity = signer.into();
        let mut settings = SigningSettings::default();
        if service == AwsService::S3 {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(service.name())
            .time(SystemTime::now())
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let signed_headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
        let signable =
            SignableRequest::new(method, &uri, signed_headers, SignableBody::Bytes(&body)).unwrap();
        let (instructions, _) = sign(signable, &params).unwrap().into_parts();
        instructions.apply_to_request_http1x(&mut request);
        let client = Client::builder(TokioExecutor::new()).build_http();
        let (head, body) = client.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        HttpResponse {
            status: head.status,
            headers: head.headers,
            body,
        }
    }
}
