mod trouble;

use std::collections::BTreeMap;

use aws_sdk_organizations::types::Tag;
use futures::stream::{self, StreamExt};
use rolepair_model::AccountId;
use rolepair_sandbox::{Execution, StateMachine};
use serde_json::Value;

pub use self::trouble::{Trouble, Troubles};
use crate::{Pair, Scene, Stage, pair, task_definition};

/// How many calls people make beside each other to set it up.
const SIDE_BY_SIDE: usize = 8;

/// What AWS grants who asks for it.
const ROLES_IN_THE_RESOURCE_ACCOUNT: usize = 10_000;

/// An organization with many accounts, each with a task definition, in which rolepair has done nothing
/// yet, and the state machine that backfills it.
#[derive(Debug)]
pub struct LargeOrganization {
    /// The organization.
    pub scene: Scene,
    /// The task accounts, in order.
    pub accounts: Vec<AccountId>,
    machine: StateMachine,
}

/// The pair of every team, to its own folder.
fn pair_of_a_team() -> Pair {
    pair("orders").allowing(
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
            "Resource": "arn:{{partition}}:s3:::orders/{{account.tags.team}}/*"}}"#,
    )
}

impl LargeOrganization {
    /// An organization with so many task accounts.
    ///
    /// # Panics
    /// Where it cannot be had.
    pub async fn of(accounts: usize) -> Self {
        let stage = Stage::with(pair_of_a_team()).with_backfill_in_process();
        let stage = stage.turned(|dials| dials.skip_retry_waits = true);
        let scene = stage.start().await;
        let resource = scene.sandbox.options().resource.id.clone();
        scene.sandbox.turn(|dials| {
            let quotas = &mut dials.role_quotas;
            quotas.insert(resource, ROLES_IN_THE_RESOURCE_ACCOUNT);
        });
        let machine = scene.sandbox.backfill_state_machine();
        let mut organization = Self {
            machine: machine.expect("the state machine is known"),
            accounts: Vec::new(),
            scene,
        };
        organization.create(accounts).await;
        organization.register().await;
        organization.scene.settle().await;
        organization.scene.forget();
        organization
    }

    async fn create(&mut self, count: usize) {
        let organizations = self.scene.management().organizations();
        let create = |number: usize| {
            let team = format!("team-{number:05}");
            let request = organizations.create_account().account_name(&team);
            let request = request.email(format!("{team}@example.com"));
            request.tags(tag(&team)).send()
        };
        let requests = stream::iter(0..count).map(create);
        let mut answers = requests.buffer_unordered(SIDE_BY_SIDE);
        while let Some(answer) = answers.next().await {
            answer.expect("CreateAccount");
        }
        let mut pages = organizations.list_accounts().into_paginator().send();
        let mut accounts = BTreeMap::new();
        while let Some(page) = pages.next().await {
            for account in page.expect("ListAccounts").accounts() {
                let name = account.name().expect("a name").to_owned();
                let id = account.id().expect("an id").parse();
                accounts.insert(name, id.expect("an account id"));
            }
        }
        accounts.retain(|name, _| name.starts_with("team-"));
        self.accounts = accounts.into_values().collect();
        assert_eq!(self.accounts.len(), count);
    }

    /// Every account registers a task definition that asks for the pair.
    async fn register(&self) {
        let definition = task_definition("api");
        let register = |account| self.scene.register(account, &definition);
        let requests = stream::iter(&self.accounts).map(register);
        requests.buffer_unordered(SIDE_BY_SIDE).count().await;
    }

    /// Runs the state machine to its end.
    pub async fn backfill(&self, name: &str, input: Value) -> Execution {
        let sandbox = &self.scene.sandbox;
        let execution = sandbox.start_execution(&self.machine, name, input).await;
        self.scene.settle().await;
        execution
    }

    /// An object the state machine left behind, as JSON, by its key or its URL.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn left_behind(&self, place: &str) -> Value {
        let bucket = self.scene.sandbox.results_bucket();
        let key = place.strip_prefix(&format!("s3://{bucket}/"));
        let object = self.scene.sandbox.object(&bucket, key.unwrap_or(place));
        let object = object.unwrap_or_else(|| panic!("`{place}` is not there"));
        serde_json::from_slice(&object).expect("JSON")
    }
}

/// The tag the pair's permissions ask for.
fn tag(team: &str) -> Tag {
    let tag = Tag::builder().key("team").value(team);
    tag.build().expect("a tag")
}
