use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use rolepair_sandbox::Credentials;

use crate::complaint::in_full;

/// Somebody with credentials of one account, who calls AWS over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    endpoint: String,
    region: String,
    credentials: aws_credential_types::Credentials,
    config: SdkConfig,
}

/// An error AWS answered, or why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: {code}: {message}")]
pub(crate) struct Refusal {
    /// What was asked for.
    pub(crate) operation: &'static str,
    /// The code of the error: `AccessDenied`.
    pub(crate) code: String,
    /// What AWS says about it.
    pub(crate) message: String,
}

impl Person {
    /// Somebody with these credentials. Nothing is taken from the environment of the process.
    pub(crate) fn new(endpoint: &str, region: &str, credentials: &Credentials) -> Self {
        let provider = aws_credential_types::Credentials::new(
            &credentials.access_key_id,
            &credentials.secret_access_key,
            credentials.session_token.clone(),
            None,
            "rolepair-demo",
        );
        Self::with(endpoint, region, provider)
    }

    fn with(endpoint: &str, region: &str, credentials: aws_credential_types::Credentials) -> Self {
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .endpoint_url(endpoint)
            .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
            .build();
        Self {
            endpoint: endpoint.to_owned(),
            region: region.to_owned(),
            credentials,
            config,
        }
    }

    /// The session that AssumeRole gives for a role.
    pub(crate) async fn assume(&self, role: &str) -> Result<Self, Refusal> {
        let answer = self
            .sts()
            .assume_role()
            .role_arn(role)
            .role_session_name("demo")
            .send()
            .await
            .map_err(|error| refusal("AssumeRole", error))?;
        let Some(session) = answer.credentials() else {
            return Err(Refusal {
                operation: "AssumeRole",
                code: "NoCredentials".to_owned(),
                message: "the answer holds no credentials".to_owned(),
            });
        };
        let credentials = aws_credential_types::Credentials::new(
            session.access_key_id(),
            session.secret_access_key(),
            Some(session.session_token().to_owned()),
            None,
            "rolepair-demo",
        );
        Ok(Self::with(&self.endpoint, &self.region, credentials))
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    pub(crate) fn credentials(&self) -> &aws_credential_types::Credentials {
        &self.credentials
    }

    pub(crate) fn sts(&self) -> aws_sdk_sts::Client {
        aws_sdk_sts::Client::new(&self.config)
    }

    pub(crate) fn iam(&self) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::new(&self.config)
    }

    pub(crate) fn organizations(&self) -> aws_sdk_organizations::Client {
        aws_sdk_organizations::Client::new(&self.config)
    }

    pub(crate) fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config)
    }
}

/// The error of a call, by the code AWS gave it.
pub(crate) fn refusal<E, R>(operation: &'static str, error: SdkError<E, R>) -> Refusal
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
    SdkError<E, R>: std::error::Error + 'static,
{
    let (code, message) = (error.code(), error.message());
    Refusal {
        operation,
        code: code.unwrap_or("NoAnswer").to_owned(),
        message: message.map_or_else(|| in_full(&error), str::to_owned),
    }
}
