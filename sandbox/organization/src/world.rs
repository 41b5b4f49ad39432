use std::{collections::BTreeMap, time::Instant};

use rolepair_model::{AccountId, Partition, Region};
use time::OffsetDateTime;

use crate::{
    caller::{Caller, Principal},
    clock::Clock,
    credentials::Credentials,
    dials::{Delay, Dials},
    disturbance::Buckets,
    hub_roles, identifiers,
    options::{AccountSeed, Options},
    read_policies::ReadPolicies,
    run_task::Tasks,
    service_error::ServiceError,
    services::{
        cloudformation, dynamodb, ecs, events, iam,
        organizations::{self, JoinedMethod},
        s3,
        sts::{self, AccessKey},
    },
    step_functions,
    timers::{Due, Timers},
    trail::Trail,
};

/// Everything there is, behind one lock.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) partition: Partition,
    pub(crate) clock: Clock,
    pub(crate) dials: Dials,
    pub(crate) trail: Trail,
    pub(crate) timers: Timers,
    pub(crate) buckets: Buckets,
    pub(crate) options: Options,
    pub(crate) sts: sts::State,
    /// The roles, users and policies of each account; an account is known when it is in here.
    pub(crate) iam: BTreeMap<AccountId, iam::State>,
    pub(crate) organizations: organizations::State,
    pub(crate) ecs: ecs::State,
    pub(crate) events: events::State,
    pub(crate) dynamodb: dynamodb::State,
    pub(crate) s3: s3::State,
    pub(crate) cloudformation: cloudformation::State,
    pub(crate) tasks: Tasks,
    pub(crate) read_policies: ReadPolicies,
}

impl World {
    /// The management, hub and resource accounts with their roles, and nothing else.
    pub(crate) fn new(options: Options, trail: Trail) -> Self {
        let mut world = Self {
            partition: options.partition.clone(),
            clock: Clock::default(),
            dials: options.dials.clone(),
            trail,
            timers: Timers::default(),
            buckets: Buckets::new(),
            sts: sts::State::default(),
            iam: BTreeMap::new(),
            organizations: organizations::State::new(&options),
            ecs: ecs::State::default(),
            events: events::State::default(),
            dynamodb: dynamodb::State::default(),
            s3: s3::State::default(),
            cloudformation: cloudformation::State::default(),
            tasks: Tasks::default(),
            read_policies: ReadPolicies::default(),
            options,
        };
        let options = world.options.clone();
        for seed in [&options.management, &options.hub, &options.resource] {
            world.begin_with(seed);
        }
        if !options.installed {
            return world;
        }
        let results = step_functions::results_bucket(&world);
        s3::seed_bucket(&mut world, results, &options.hub.id);
        let stack_sets = cloudformation::STACK_SETS;
        world.organizations.services.insert(stack_sets.to_owned());
        world.organizations.delegate(&options.hub.id, stack_sets);
        world
    }

    /// An account that is there from the start: no event tells of it.
    fn begin_with(&mut self, seed: &AccountSeed) {
        let now = self.now();
        let email = format!("{}@example.com", seed.id);
        self.iam.entry(seed.id.clone()).or_default();
        self.organizations
            .add_member(&seed.id, &seed.name, &email, JoinedMethod::Created, now);
        organizations::make_usual_access_role(self, &seed.id);
        hub_roles::make(self, &seed.id);
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// The Region Organizations and IAM live in.
    pub(crate) fn home_region(&self) -> Region {
        let home = crate::aws_service::AwsService::Organizations.home_region();
        home.and_then(|region| region.parse().ok())
            .unwrap_or_else(|| self.options.region.clone())
    }

    /// Lets `due` happen after `delay`; where that counts calls, those of the operations `of`.
    pub(crate) fn schedule(&mut self, delay: Delay, of: &'static [&'static str], due: Due) {
        let activity = self.trail.activity().clone();
        self.timers.schedule(&activity, delay, of, due);
    }

    /// Lets everything happen that is due.
    pub(crate) fn let_happen(&mut self) {
        loop {
            let due = self.timers.take_due(Instant::now());
            if due.is_empty() {
                return;
            }
            for (due, busy) in due {
                match due {
                    Due::AccountCreated { request } => {
                        organizations::finish_account_creation(self, &request);
                    }
                    Due::HubRoles { account } => {
                        hub_roles::make(self, &account);
                        cloudformation::deploy_automatically(self, &account);
                    }
                }
                drop(busy);
            }
        }
    }

    /// Credentials of an IAM user of `account` who may do everything there; the same ones each
    /// time. An account that is not there is made, in no organization.
    pub(crate) fn operator(&mut self, account: &AccountId) -> Credentials {
        let operator = iam::seed_operator(self, account);
        let key = match self.sts.key(&operator.access_key_id) {
            Some(key) => key.clone(),
            None => self.new_operator_key(account, &operator),
        };
        Credentials {
            account: account.clone(),
            access_key_id: operator.access_key_id,
            secret_access_key: key.secret,
            session_token: None,
            expiration: None,
        }
    }

    fn new_operator_key(&mut self, account: &AccountId, operator: &iam::Operator) -> AccessKey {
        let caller = Caller {
            account: account.clone(),
            access_key_id: operator.access_key_id.clone(),
            principal: Principal::User {
                name: operator.name.clone(),
                user_id: operator.user_id.clone(),
                arn: operator.arn.clone(),
            },
        };
        let key = AccessKey {
            secret: identifiers::secret(),
            token: None,
            expires: None,
            caller,
        };
        self.sts.insert(operator.access_key_id.clone(), key.clone());
        key
    }

    /// Credentials of the role the function `name` runs with. They do not expire: Lambda would
    /// renew them.
    pub(crate) fn function_credentials(&mut self, name: &str) -> Result<Credentials, ServiceError> {
        let role = hub_roles::of_function(self, name);
        let role = role
            .parse()
            .map_err(|_| iam::no_such_entity(format!("`{role}` is no role")))?;
        let session = format!("rolepair-{name}");
        sts::assume_as_service(self, "lambda.amazonaws.com", &role, &session, &[], None)
    }
}
