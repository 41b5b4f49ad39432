use std::collections::BTreeMap;

use rolepair_model::{AccountId, Partition, Region};
use time::OffsetDateTime;

use crate::{
    call::Call,
    caller::{Caller, Principal},
    clock::Clock,
    credentials::Credentials,
    dials::{Dials, FaultKind},
    identifiers,
    options::Options,
    services::{dynamodb, ecs, iam, organizations, s3, sts, sts::AccessKey},
    trail::Trail,
};

/// Everything there is, behind one lock.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) partition: Partition,
    pub(crate) clock: Clock,
    pub(crate) dials: Dials,
    pub(crate) trail: Trail,
    pub(crate) options: Options,
    pub(crate) sts: sts::State,
    /// The roles, users and policies of each account; an account is known when it is in here.
    pub(crate) iam: BTreeMap<AccountId, iam::State>,
    pub(crate) organizations: organizations::State,
    pub(crate) ecs: ecs::State,
    pub(crate) dynamodb: dynamodb::State,
    pub(crate) s3: s3::State,
}

impl World {
    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// The Region Organizations and IAM live in.
    pub(crate) fn home_region(&self) -> Region {
        "us-east-1"
            .parse()
            .unwrap_or_else(|_| self.options.region.clone())
    }
}

impl World {
    /// What is to happen to a call, by the dials; each fault counts the calls that match it.
    pub(crate) fn faults_for(&mut self, call: &Call) -> Option<FaultKind> {
        let _ = call;
        None
    }
}

impl World {
    pub(crate) fn new(options: Options, trail: Trail) -> Self {
        Self {
            partition: options.partition.clone(),
            clock: Clock::default(),
            dials: options.dials.clone(),
            trail,
            options,
            sts: sts::State::default(),
            iam: BTreeMap::new(),
            organizations: organizations::State::default(),
            ecs: ecs::State::default(),
            dynamodb: dynamodb::State::default(),
            s3: s3::State::default(),
        }
    }

    /// Credentials of an IAM user of `account` who may do everything there.
    pub(crate) fn operator(&mut self, account: &AccountId) -> Credentials {
        let access_key_id = identifiers::unique_id("AKIA");
        let secret = identifiers::secret();
        let name = "operator".to_owned();
        let arn = format!("arn:{}:iam::{account}:user/{name}", self.partition);
        let user_id = identifiers::unique_id("AIDA");
        let caller = Caller {
            account: account.clone(),
            access_key_id: access_key_id.clone(),
            principal: Principal::User { name, user_id, arn },
        };
        self.sts.insert(
            access_key_id.clone(),
            AccessKey {
                secret: secret.clone(),
                token: None,
                expires: None,
                caller,
            },
        );
        Credentials {
            account: account.clone(),
            access_key_id,
            secret_access_key: secret,
            session_token: None,
            expiration: None,
        }
    }
}
