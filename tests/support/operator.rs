use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider},
};
use aws_smithy_http_client::Builder;
use rolepair_model::AccountId;
use serde_json::{Value, json};

use crate::{iam_document::trust_policy, signed_request::Signer};

const ECS: &str = "AmazonEC2ContainerServiceV20141113";
const EVENTS: &str = "AWSEvents";

/// The managed policy that allows everything.
pub const ADMINISTRATOR_ACCESS: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

/// Somebody with credentials of an account, who calls AWS with the SDK or with hand-written requests.
#[derive(Debug, Clone)]
pub struct Operator {
    signer: Signer,
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
        let signer = Signer {
            endpoint: endpoint.to_owned(),
            region: region.to_owned(),
            credentials,
        };
        Self { signer, config }
    }

    /// The caller that the SDK's default chain finds, at the endpoint from the environment.
    ///
    /// # Panics
    /// If it finds no credentials.
    pub async fn of_default_chain() -> Self {
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        let provider = config.credentials_provider().expect("a default chain");
        let credentials = provider.provide_credentials().await.expect("credentials");
        let endpoint = config.endpoint_url().expect("AWS_ENDPOINT_URL");
        let region = config.region().expect("a Region").to_string();
        Self::with(endpoint, &region, credentials)
    }

    /// The same person in another Region.
    #[must_use]
    pub fn in_region(&self, region: &str) -> Self {
        let Signer {
            endpoint,
            credentials,
            ..
        } = &self.signer;
        Self::with(endpoint, region, credentials.clone())
    }

    /// The same person in a session of a role.
    ///
    /// # Errors
    /// The code of STS's error.
    ///
    /// # Panics
    /// If the answer has no credentials.
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
        let Signer {
            endpoint, region, ..
        } = &self.signer;
        Ok(Self::with(endpoint, region, credentials))
    }

    /// Creates a role that this principal may assume, and gives its ARN.
    ///
    /// # Panics
    /// If IAM refuses.
    pub async fn create_role(&self, path: &str, name: &str, principal: Value) -> String {
        let request = self.iam().create_role().path(path).role_name(name);
        let request = request.assume_role_policy_document(trust_policy(principal));
        let answer = request.send().await.expect("CreateRole");
        answer.role.expect("a role").arn
    }

    /// A session of a new role of this account, which may do everything there.
    ///
    /// # Panics
    /// If IAM or STS refuses.
    pub async fn administrator(&self, account: &AccountId, path: &str, name: &str) -> Self {
        let root = json!({"AWS": format!("arn:aws:iam::{account}:root")});
        let role = self.create_role(path, name, root).await;
        let request = self.iam().attach_role_policy().role_name(name);
        let attached = request.policy_arn(ADMINISTRATOR_ACCESS).send().await;
        attached.expect("AttachRolePolicy");
        self.assume(&role).await.expect("AssumeRole")
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

    /// Calls an operation of ECS with exactly this JSON, in a signed request.
    ///
    /// # Errors
    /// ECS's answer, if it is an error.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn call_ecs(&self, operation: &str, input: &Value) -> Result<Value, Value> {
        self.call_json("ecs", &format!("{ECS}.{operation}"), input)
            .await
    }

    /// Calls an operation of EventBridge with exactly this JSON, in a signed request.
    ///
    /// # Errors
    /// EventBridge's answer, if it is an error.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn call_events(&self, operation: &str, input: &Value) -> Result<Value, Value> {
        self.call_json("events", &format!("{EVENTS}.{operation}"), input)
            .await
    }

    async fn call_json(&self, service: &str, target: &str, input: &Value) -> Result<Value, Value> {
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target),
        ];
        let answer = self
            .signer
            .send(service, "POST", "/", &headers, input.to_string());
        let (status, body) = answer.await;
        let body = serde_json::from_slice(&body).expect("an answer in JSON");
        if status.is_success() {
            Ok(body)
        } else {
            Err(body)
        }
    }

    /// Creates a bucket, with a policy if one is given.
    ///
    /// # Panics
    /// If S3 refuses.
    pub async fn create_bucket(&self, bucket: &str, policy: Option<&Value>) {
        let made = self.put(&format!("/{bucket}"), String::new()).await;
        assert!(made.is_success(), "CreateBucket {bucket}: {made}");
        if let Some(policy) = policy {
            let path = format!("/{bucket}?policy");
            let put = self.put(&path, policy.to_string()).await;
            assert!(put.is_success(), "PutBucketPolicy {bucket}: {put}");
        }
    }

    /// Puts an object into a bucket.
    ///
    /// # Panics
    /// If S3 refuses.
    pub async fn put_object(&self, bucket: &str, key: &str, body: &str) {
        let put = self.put(&format!("/{bucket}/{key}"), body.to_owned()).await;
        assert!(put.is_success(), "PutObject {bucket}/{key}: {put}");
    }

    async fn put(&self, path: &str, body: String) -> http::StatusCode {
        let answer = self.signer.send("s3", "PUT", path, &[], body);
        answer.await.0
    }

    /// The text of an object.
    ///
    /// # Errors
    /// S3's answer, if it is an error.
    ///
    /// # Panics
    /// If there is no answer, or if it is not text.
    pub async fn object(&self, bucket: &str, key: &str) -> Result<String, String> {
        let path = format!("/{bucket}/{key}");
        let answer = self.signer.send("s3", "GET", &path, &[], String::new());
        let (status, body) = answer.await;
        let body = String::from_utf8(body.to_vec()).expect("a text");
        if status.is_success() {
            Ok(body)
        } else {
            Err(body)
        }
    }
}

/// The code of an error that AWS answered with.
pub fn code(error: &impl aws_sdk_sts::error::ProvideErrorMetadata) -> String {
    error.code().unwrap_or("no answer").to_owned()
}
