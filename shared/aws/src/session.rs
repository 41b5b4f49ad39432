use std::sync::{Arc, OnceLock};

use aws_config::{SdkConfig, identity::IdentityCache};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_iam::config::retry::RetryPartition;
use rolepair_model::{AccountId, Region};
use rolepair_reconcile::Session;

use crate::{AccountRoles, RegionTaskDefinitions};

/// An account that has been entered. Clones share their clients.
#[derive(Debug, Clone)]
pub struct AccountSession(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    account: AccountId,
    config: SdkConfig,
    iam: OnceLock<aws_sdk_iam::Client>,
}

impl AccountSession {
    pub(crate) fn new(account: AccountId, hub: &SdkConfig, credentials: Credentials) -> Self {
        let config = hub
            .to_builder()
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .identity_cache(IdentityCache::no_cache())
            .build();
        Self(Arc::new(Inner {
            account,
            config,
            iam: OnceLock::new(),
        }))
    }

    /// The partition in which the SDK counts retries and adapts the rate of calls. AWS counts per
    /// account. By default the SDK counts per service and Region, so one throttled account would slow
    /// down all others.
    fn retry_partition(&self, service: &str, region: Option<&Region>) -> RetryPartition {
        let account = &self.0.account;
        RetryPartition::new(match region {
            Some(region) => format!("{service}-{account}-{region}"),
            None => format!("{service}-{account}"),
        })
    }

    fn iam(&self) -> aws_sdk_iam::Client {
        let build = || {
            let config = aws_sdk_iam::config::Builder::from(&self.0.config)
                .retry_partition(self.retry_partition("iam", None))
                .build();
            aws_sdk_iam::Client::from_conf(config)
        };
        self.0.iam.get_or_init(build).clone()
    }

    fn ecs(&self, region: &Region) -> aws_sdk_ecs::Client {
        let config = aws_sdk_ecs::config::Builder::from(&self.0.config)
            .region(aws_config::Region::new(region.to_string()))
            .retry_partition(self.retry_partition("ecs", Some(region)))
            .build();
        aws_sdk_ecs::Client::from_conf(config)
    }
}

impl Session for AccountSession {
    type Roles = AccountRoles;
    type TaskDefinitions = RegionTaskDefinitions;

    fn roles(&self) -> AccountRoles {
        AccountRoles::new(self.iam())
    }

    fn task_definitions(&self, region: &Region) -> RegionTaskDefinitions {
        RegionTaskDefinitions::new(self.ecs(region))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted_http::ScriptedHttp;

    const ACCOUNT: &str = "222222222222";
    const OTHER_ACCOUNT: &str = "333333333333";

    async fn session(account: &str) -> AccountSession {
        let hub = ScriptedHttp::in_turn(&[]).sdk_config().await;
        let credentials = Credentials::new("AKID", "secret", None, None, "test");
        AccountSession::new(account.parse().unwrap(), &hub, credentials)
    }

    async fn of_iam(account: &str) -> Option<RetryPartition> {
        let iam_client = session(account).await.iam();
        iam_client.config().retry_partition().cloned()
    }

    async fn of_ecs(account: &str, region: &str) -> Option<RetryPartition> {
        let definitions = session(account).await.ecs(&region.parse().unwrap());
        definitions.config().retry_partition().cloned()
    }

    #[tokio::test]
    async fn retries_are_counted_as_aws_counts_calls_by_account_service_and_region() {
        let all = [
            of_iam(ACCOUNT).await,
            of_iam(OTHER_ACCOUNT).await,
            of_ecs(ACCOUNT, "eu-west-1").await,
            of_ecs(ACCOUNT, "us-east-1").await,
            of_ecs(OTHER_ACCOUNT, "eu-west-1").await,
        ];
        for (at, one) in all.iter().enumerate() {
            let same = all.iter().filter(|other| *other == one);
            assert_eq!(same.count(), 1, "{at}: {one:?}");
        }
        let again = of_ecs(ACCOUNT, "eu-west-1").await;
        assert_eq!(again, all[2], "sessions of one account count together");
    }
}
