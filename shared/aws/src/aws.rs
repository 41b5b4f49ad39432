use std::{
    env,
    time::{Duration, SystemTime},
};

use aws_config::{
    BehaviorVersion, ConfigLoader, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_credential_types::Credentials;
use rolepair_config::{Config, HubRoles};
use rolepair_model::{AccountId, Partition, RoleArn};
use rolepair_reconcile::{PortError, Sessions, Side};
use tokio::sync::OnceCell;

use crate::{
    AccountSession,
    error::not_yet,
    http_client::{TRUST_STORE_VARIABLE, TrustedRoots, http_client},
    session_cache::SessionCache,
};

/// The name of rolepair's sessions, which CloudTrail shows next to the role.
const SESSION_NAME: &str = "rolepair";

/// The limits of the SDK's own retries. For each account the SDK adapts the rate of calls to what AWS
/// lets through. A call that fails longer than this fails the message, and the queue delivers it again.
///
/// The longest backoff also bounds how long a throttled call waits after few calls were made. The
/// adapted rate then begins at one call in two seconds, and a retry counts as five calls.
const ATTEMPTS: u32 = 8;
const FIRST_BACKOFF: Duration = Duration::from_millis(200);
const LONGEST_BACKOFF: Duration = Duration::from_secs(1);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);

/// AWS, entered from the hub account. It implements all the ports.
#[derive(Debug)]
pub struct Aws {
    partition: Partition,
    hub_roles: HubRoles,
    hub: OnceCell<Hub>,
    sessions: SessionCache<(AccountId, Side), AccountSession>,
}

/// The clients of the hub account itself.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) config: SdkConfig,
    pub(crate) sts: aws_sdk_sts::Client,
    pub(crate) organizations: aws_sdk_organizations::Client,
}

impl Hub {
    fn new(config: SdkConfig) -> Self {
        Self {
            sts: aws_sdk_sts::Client::new(&config),
            organizations: aws_sdk_organizations::Client::new(&config),
            config,
        }
    }
}

impl Aws {
    /// AWS as the environment describes it, with the variables that every SDK reads. They are read, and
    /// clients built, when the first call is made.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            partition: config.partition.clone(),
            hub_roles: config.roles.clone(),
            hub: OnceCell::new(),
            sessions: SessionCache::new(),
        }
    }

    /// AWS as `sdk` describes it: endpoint, Region, credentials of the hub, HTTP client.
    #[must_use]
    pub fn with_sdk_config(config: &Config, sdk: SdkConfig) -> Self {
        Self {
            hub: OnceCell::new_with(Some(Hub::new(sdk))),
            ..Self::new(config)
        }
    }

    pub(crate) async fn hub(&self) -> &Hub {
        self.hub
            .get_or_init(|| async { Hub::new(self.loader().load().await) })
            .await
    }

    fn loader(&self) -> ConfigLoader {
        let own_endpoint =
            env::vars_os().any(|(name, _)| name.to_string_lossy().starts_with("AWS_ENDPOINT_URL"));
        let asked = env::var(TRUST_STORE_VARIABLE).ok();
        let trust = TrustedRoots::choose(&self.partition, own_endpoint, asked.as_deref());
        aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(http_client(trust))
            .retry_config(
                RetryConfig::adaptive()
                    .with_max_attempts(ATTEMPTS)
                    .with_initial_backoff(FIRST_BACKOFF)
                    .with_max_backoff(LONGEST_BACKOFF),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                    .build(),
            )
    }

    fn hub_role(&self, account: &AccountId, side: Side) -> RoleArn {
        let role = match side {
            Side::Task => &self.hub_roles.task_account,
            Side::Resource => &self.hub_roles.resource_account,
        };
        role.arn(&self.partition, account)
    }

    async fn assume(
        &self,
        account: &AccountId,
        side: Side,
    ) -> Result<(AccountSession, SystemTime), PortError> {
        const OPERATION: &str = "sts:AssumeRole";
        let hub = self.hub().await;
        let answer = hub
            .sts
            .assume_role()
            .role_arn(self.hub_role(account, side).to_string())
            .role_session_name(SESSION_NAME)
            .send()
            .await
            .map_err(|error| not_yet(OPERATION, error))?;
        let given = answer
            .credentials
            .ok_or_else(|| PortError::transient(OPERATION, "the answer has no credentials"))?;
        let ends = SystemTime::try_from(given.expiration)
            .map_err(|error| PortError::transient(OPERATION, error))?;
        let credentials = Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.session_token),
            Some(ends),
            SESSION_NAME,
        );
        let session = AccountSession::new(account.clone(), &hub.config, credentials);
        Ok((session, ends))
    }
}

impl Sessions for Aws {
    type Session = AccountSession;

    async fn enter(&self, account: &AccountId, side: Side) -> Result<AccountSession, PortError> {
        self.sessions
            .get(
                &(account.clone(), side),
                SystemTime::now(),
                self.assume(account, side),
            )
            .await
    }
}

#[cfg(test)]
mod tests;
