use aws_config::SdkConfig;
use aws_smithy_http_client::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use rolepair_model::AccountId;
use rolepair_sandbox::Sandbox;

use crate::person::Person;

/// The people of an organization: an administrator in each account.
#[derive(Debug, Clone)]
pub(crate) struct People<'s> {
    pub(crate) sandbox: &'s Sandbox,
    /// One for all clients, so that they share connections.
    http: SharedHttpClient,
}

impl<'s> People<'s> {
    pub(crate) fn of(sandbox: &'s Sandbox) -> Self {
        let http = Builder::new().build_http();
        Self { sandbox, http }
    }

    /// AWS Organizations, in the management account.
    pub(crate) fn organizations(&self) -> aws_sdk_organizations::Client {
        let management = &self.sandbox.options().management.id;
        aws_sdk_organizations::Client::new(&self.config(management))
    }

    /// IAM, in an account.
    pub(crate) fn iam(&self, account: &AccountId) -> aws_sdk_iam::Client {
        aws_sdk_iam::Client::new(&self.config(account))
    }

    /// Amazon ECS, in an account.
    pub(crate) fn ecs(&self, account: &AccountId) -> aws_sdk_ecs::Client {
        aws_sdk_ecs::Client::new(&self.config(account))
    }

    fn config(&self, account: &AccountId) -> SdkConfig {
        let person = Person::with_connections(self.sandbox, account, self.http.clone());
        person.config().clone()
    }
}
