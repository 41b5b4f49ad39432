use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use rolepair_model::AccountId;
use rolepair_sandbox::Sandbox;

/// A person with credentials for one account, who calls AWS over the wire. Nothing is taken from the
/// environment of the process.
#[derive(Debug, Clone)]
pub struct Person {
    credentials: Credentials,
    config: SdkConfig,
}

impl Person {
    /// An administrator of an account.
    #[must_use]
    pub fn in_account(sandbox: &Sandbox, account: &AccountId) -> Self {
        Self::with_connections(sandbox, account, Builder::new().build_http())
    }

    /// The same, with the connections of other people.
    pub(crate) fn with_connections(
        sandbox: &Sandbox,
        account: &AccountId,
        http: SharedHttpClient,
    ) -> Self {
        let credentials = sandbox.credentials_for(account);
        let credentials = Credentials::new(
            credentials.access_key_id,
            credentials.secret_access_key,
            credentials.session_token,
            None,
            "rehearsal",
        );
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(sandbox.options().region.to_string()))
            .endpoint_url(sandbox.endpoint())
            .credentials_provider(SharedCredentialsProvider::new(credentials.clone()))
            .http_client(http)
            .build();
        Self {
            credentials,
            config,
        }
    }

    /// The same person with other credentials: those of a session, for example.
    #[must_use]
    pub fn with_credentials(&self, credentials: Credentials) -> Self {
        let provider = SharedCredentialsProvider::new(credentials.clone());
        let config = self.config.to_builder().credentials_provider(provider);
        Self {
            credentials,
            config: config.build(),
        }
    }

    /// The credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// What a client of the SDK is made of.
    #[must_use]
    pub fn config(&self) -> &SdkConfig {
        &self.config
    }
}
