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

    /// Retries and the adapted rate of calls are counted by this. AWS counts per account, and the
    /// SDK, left alone, per service and Region: one throttled account would slow down all others.
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
}

impl Session for AccountSession {
    type Roles = AccountRoles;
    type TaskDefinitions = RegionTaskDefinitions;

    fn roles(&self) -> AccountRoles {
        AccountRoles::new(self.iam())
    }

    fn task_definitions(&self, region: &Region) -> RegionTaskDefinitions {
        let config = aws_sdk_ecs::config::Builder::from(&self.0.config)
            .region(aws_config::Region::new(region.to_string()))
            .retry_partition(self.retry_partition("ecs", Some(region)))
            .build();
        RegionTaskDefinitions::new(aws_sdk_ecs::Client::from_conf(config))
    }
}
