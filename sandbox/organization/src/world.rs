use std::collections::BTreeMap;

use rolepair_model::{AccountId, Partition, Region};
use time::OffsetDateTime;

use crate::{
    aws_service::AwsService,
    clock::Clock,
    dials::{Delay, Dials},
    options::Options,
    read_policies::ReadPolicies,
    run_task::Tasks,
    services::{cloudformation, dynamodb, ecs, events, iam, organizations, s3, sts},
    throttle_bucket::ThrottleBuckets,
    timers::{Due, Timers},
    trail::Trail,
};

/// The state of every service, and the clock, dials, timers and trail they share. One lock guards
/// it all.
///
/// It knows no operation: operations know it. What starts it up is in `seeded_world`, what happens
/// later by itself in `run_due`.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) partition: Partition,
    pub(crate) clock: Clock,
    pub(crate) dials: Dials,
    pub(crate) trail: Trail,
    pub(crate) timers: Timers,
    pub(crate) throttles: ThrottleBuckets,
    pub(crate) options: Options,
    pub(crate) sts: sts::State,
    /// The roles, users and policies of each account. An account exists if it is in here.
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
    /// A world with no account in it.
    pub(crate) fn new(options: Options, trail: Trail) -> Self {
        Self {
            partition: options.partition.clone(),
            clock: Clock::default(),
            dials: options.dials.clone(),
            trail,
            timers: Timers::default(),
            throttles: ThrottleBuckets::new(),
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
        }
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// The Region of Organizations and IAM.
    pub(crate) fn home_region(&self) -> Region {
        let home = AwsService::Organizations.home_region();
        home.and_then(|region| region.parse().ok())
            .unwrap_or_else(|| self.options.region.clone())
    }

    /// Lets `due` happen after `delay`. A delay in calls counts calls of the operations `of`.
    pub(crate) fn schedule(&mut self, delay: Delay, of: &'static [&'static str], due: Due) {
        let activity = self.trail.activity().clone();
        self.timers.schedule(&activity, delay, of, due);
    }
}
