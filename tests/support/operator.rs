use std::time::SystemTime;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use aws_smithy_http_client::Builder;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::Value;

const TARGET: &str = "AmazonEC2ContainerServiceV20141113";

/// Somebody with credentials of an account: calls AWS with the SDK, or with requests written by hand.
#[derive(Debug, Clone)]
pub struct Operator {
    endpoint: String,
    region: String,
    credentials: Credentials,
    config: SdkConfig,
}

impl Operator {
    pub(crate) fn new(
        endpoint: &str,
        region: &str,
        credentials: &rolepair_sandbox::Credentials,
    ) -> Self {
        let credentials = Credentials::new(
            &credentials.access_key_id,
            &credentials.secret_access_key,
            credentials.session_token.clone(),
            None,
            "stories",
        );
        Self::with(endpoint, region, credentials)
    }

    fn with(endpoint: &str, region: &str, credentials: Credentials) -> Self {
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .endpoint_url(endpoint)
            .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
            .http_client(Builder::new().build_http())
            .build();
        Self {
            endpoint: endpoint.to_owned(),
            region: region.to_owned(),
            credentials,
            config,
        }
    }

    /// The same person, working in another Region.
    #[must_use]
    pub fn in_region(&self, region: &str) -> Self {
        Self::with(&self.endpoint, region, self.credentials.clone())
    }

    /// The same person as a session of a role; the code of the error where they may not.
    ///
    /// # Errors
    /// The code of STS's error.
    ///
    /// # Panics
    /// Where there is no answer.
    pub async fn assume(&self, role: &str) -> Result<Self, String> {
        let request = self.sts().assume_role().role_arn(role);
        let answer = request.role_session_name("story").send().await;
        let answer = answer.map_err(|error| code(&error))?;
        let session = answer.credentials().expect("AssumeRole gives credentials");
        let credentials = Credentials::new(
            session.access_key_id(),
            session.secret_access_key(),
            Some(session.session_token().to_owned()),
            None,
            "stories",
        );
        Ok(Self::with(&self.endpoint, &self.region, credentials))
    }

    /// AWS STS.
    #[must_use]
    pub fn sts(&self) -> aws_sdk_sts::Client {
        aws_sdk_sts::Client::new(&self.config)
    }

    /// IAM.
    #[must_use]
    pub fn iam(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::new(&self.config)
    }

    /// AWS Organizations.
    #[must_use]
    pub fn organizations(&self) -> aws_sdk_organizations::Client {
        aws_sdk_organizations::Client::new(&self.config)
    }

    /// Amazon ECS, by the SDK's types.
    #[must_use]
    pub fn ecs(&self) -> aws_sdk_ecs::Client {
        aws_sdk_ecs::Client::new(&self.config)
    }

    /// Amazon DynamoDB.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config)
    }

    /// Calls an operation of ECS by a signed request with this very JSON.
    ///
    /// # Errors
    /// ECS's answer, where it is an error.
    ///
    /// # Panics
    /// Where there is no answer.
    pub async fn call_ecs(&self, operation: &str, input: &Value) -> Result<Value, Value> {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let request = self.signed(operation, input);
        let answer = client.request(request).await.expect("ECS answers");
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a whole answer");
        let body = serde_json::from_slice(&body.to_bytes()).expect("an answer in JSON");
        if status.is_success() {
            Ok(body)
        } else {
            Err(body)
        }
    }

    fn signed(&self, operation: &str, input: &Value) -> http::Request<Full<Bytes>> {
        let body = input.to_string();
        let headers = [
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", format!("{TARGET}.{operation}")),
        ];
        let mut request = http::Request::post(&self.endpoint);
        for (name, value) in &headers {
            request = request.header(*name, value);
        }
        let mut request = request.body(Full::from(body.clone())).unwrap();
        let identity = self.credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("ecs")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let signable = SignableRequest::new(
            "POST",
            &self.endpoint,
            headers.iter().map(|(name, value)| (*name, value.as_str())),
            SignableBody::Bytes(body.as_bytes()),
        );
        let (instructions, _) = sign(signable.unwrap(), &params).unwrap().into_parts();
        instructions.apply_to_request_http1x(&mut request);
        request
    }
}

/// The code of an error AWS answered.
pub fn code(error: &impl aws_sdk_sts::error::ProvideErrorMetadata) -> String {
    error.code().unwrap_or("no answer").to_owned()
}
