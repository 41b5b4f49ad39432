mod container;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use rolepair_model::AccountId;
use rolepair_sandbox::{CallFault, Dials, InvocationError, Sandbox};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Calls, Operator, TaskDefinitionInput, organization_state};

/// How long an organization may take to come to rest, which is far longer than it does take.
const PATIENCE: Duration = Duration::from_secs(60);

/// More events than any story has.
const ALL_EVENTS: usize = 1_000;

/// The ARN of the table that [`Scene::stock_orders`] creates.
pub const ORDERS_TABLE: &str = "arn:aws:dynamodb:eu-west-1:999999999999:table/orders";

/// A running organization with rolepair in it.
#[derive(Debug)]
pub struct Scene {
    /// The organization.
    pub sandbox: Sandbox,
    /// The folder of `rolepair.yaml`.
    folder: TempDir,
    /// Calls before this one are ignored.
    forgotten: AtomicUsize,
}

impl Scene {
    pub(crate) fn new(sandbox: Sandbox, folder: TempDir) -> Self {
        Self {
            sandbox,
            folder,
            forgotten: AtomicUsize::new(0),
        }
    }

    /// Waits until nothing is in flight.
    ///
    /// # Panics
    /// If that takes too long.
    pub async fn settle(&self) {
        let rest = tokio::time::timeout(PATIENCE, self.sandbox.idle()).await;
        rest.expect("the organization comes to rest");
    }

    /// An operator of an account.
    #[must_use]
    pub fn operator(&self, account: &AccountId) -> Operator {
        let options = self.sandbox.options();
        let credentials = self.sandbox.credentials_for(account);
        Operator::new(
            &self.sandbox.endpoint(),
            options.region.as_str(),
            &credentials,
        )
    }

    /// Somebody with the credentials of a function.
    ///
    /// # Panics
    /// If there is no such function.
    #[must_use]
    pub fn function(&self, name: &str) -> Operator {
        let options = self.sandbox.options();
        let credentials = self.sandbox.function_credentials(name).expect("a role");
        Operator::new(
            &self.sandbox.endpoint(),
            options.region.as_str(),
            &credentials,
        )
    }

    /// An operator of the management account.
    #[must_use]
    pub fn management(&self) -> Operator {
        self.operator(&self.sandbox.options().management.id)
    }

    /// An operator of the resource account.
    #[must_use]
    pub fn resource_account(&self) -> Operator {
        self.operator(&self.sandbox.options().resource.id)
    }

    /// Creates an account, and does not wait for what follows.
    ///
    /// # Panics
    /// If AWS refuses.
    pub async fn create_account(&self, name: &str) -> AccountId {
        let organizations = self.management().organizations();
        let request = organizations.create_account().account_name(name);
        let answer = request.email(format!("{name}@example.com")).send().await;
        let status = answer.expect("CreateAccount").create_account_status;
        let id = status.and_then(|status| status.id).expect("a request");
        let request = organizations.describe_create_account_status();
        let answer = request.create_account_request_id(id).send().await;
        let status = answer.expect("DescribeCreateAccountStatus");
        let status = status.create_account_status.expect("a status");
        let account = status.account_id.expect("an account");
        account.parse().expect("an account id")
    }

    /// Moves an account from the root to a new unit, and does not wait for what follows.
    ///
    /// # Panics
    /// If AWS refuses.
    pub async fn move_to_a_unit(&self, account: &AccountId) {
        let root = self.sandbox.options().root.as_str();
        let organizations = self.management().organizations();
        let unit = organizations.create_organizational_unit();
        let unit = unit.parent_id(root).name("orders").send().await;
        let unit = unit.expect("CreateOrganizationalUnit").organizational_unit;
        let unit = unit.and_then(|unit| unit.id).expect("a unit");
        let moved = organizations.move_account().account_id(account.as_str());
        let moved = moved.source_parent_id(root).destination_parent_id(unit);
        moved.send().await.expect("MoveAccount");
    }

    /// Removes an account from the organization, and does not wait for what follows.
    ///
    /// # Panics
    /// If AWS refuses.
    pub async fn remove_account(&self, account: &AccountId) {
        let organizations = self.management().organizations();
        let request = organizations.remove_account_from_organization();
        let removed = request.account_id(account.as_str()).send().await;
        removed.expect("RemoveAccountFromOrganization");
    }

    /// Creates an account, and waits for all that follows.
    pub async fn account_joins(&self, name: &str) -> AccountId {
        let account = self.create_account(name).await;
        self.settle().await;
        account
    }

    /// Registers a task definition in an account, and does not wait for what follows.
    ///
    /// # Panics
    /// If ECS refuses.
    pub async fn register(&self, account: &AccountId, definition: &TaskDefinitionInput) {
        let operator = self.operator(account);
        let answer = operator.call_ecs("RegisterTaskDefinition", definition.input());
        answer.await.expect("RegisterTaskDefinition");
    }

    /// Registers a task definition in an account, and waits for all that follows.
    pub async fn register_and_settle(&self, account: &AccountId, definition: &TaskDefinitionInput) {
        self.register(account, definition).await;
        self.settle().await;
    }

    /// The answer of DescribeTaskDefinition with tags, as JSON; none if there is no active revision.
    pub async fn describe(&self, account: &AccountId, which: &str) -> Option<Value> {
        let input = json!({"taskDefinition": which, "include": ["TAGS"]});
        let answer = self.operator(account);
        let answer = answer.call_ecs("DescribeTaskDefinition", &input).await;
        answer.ok()
    }

    /// The revisions of a family with their status, such as `["1 ACTIVE", "2 ACTIVE"]`.
    pub async fn revisions(&self, account: &AccountId, family: &str) -> Vec<String> {
        let mut revisions = Vec::new();
        while let Some(described) = {
            let which = format!("{family}:{}", revisions.len() + 1);
            self.describe(account, &which).await
        } {
            let definition = &described["taskDefinition"];
            let status = definition["status"].as_str().unwrap_or_default();
            revisions.push(format!("{} {status}", definition["revision"]));
        }
        revisions
    }

    /// Creates the table `orders` with the item `42` in the resource account.
    ///
    /// # Panics
    /// If DynamoDB refuses.
    pub async fn stock_orders(&self) {
        let dynamodb = self.resource_account().dynamodb();
        let attribute = AttributeDefinition::builder().attribute_name("id");
        let key = KeySchemaElement::builder().attribute_name("id");
        let table = dynamodb.create_table().table_name("orders");
        let table = table
            .attribute_definitions(
                attribute
                    .attribute_type(ScalarAttributeType::S)
                    .build()
                    .unwrap(),
            )
            .key_schema(key.key_type(KeyType::Hash).build().unwrap())
            .billing_mode(BillingMode::PayPerRequest);
        table.send().await.expect("CreateTable");
        let item = dynamodb.put_item().table_name("orders");
        let item = item
            .item("id", AttributeValue::S("42".to_owned()))
            .item("thing", AttributeValue::S("espresso machine".to_owned()));
        item.send().await.expect("PutItem");
    }

    /// The messages in the dead-letter queues: the function, and its last error.
    #[must_use]
    pub fn dead_letters(&self) -> Vec<String> {
        let letters = self.sandbox.dead_letters().into_iter();
        letters
            .map(|letter| format!("{}: {}", letter.function, letter.last_error))
            .collect()
    }

    /// Delivers the dead letters to their function again, in one batch, and gives its answer.
    ///
    /// # Panics
    /// If there are none, or if the function does not answer.
    pub async fn redrive(&self) -> Value {
        let letters = self.sandbox.dead_letters();
        let function = letters.first().expect("a dead letter").function.clone();
        let letters = letters
            .into_iter()
            .filter(|letter| letter.function == function);
        let batch = sqs_batch(letters.map(|letter| (letter.message_id, letter.body)));
        let answer = self.invoke(&function, batch).await;
        self.settle().await;
        answer.expect("the function answers")
    }

    /// Invokes a function directly.
    ///
    /// # Errors
    /// The failure, as a caller of the function sees it.
    pub async fn invoke(&self, function: &str, payload: Value) -> Result<Value, InvocationError> {
        self.sandbox.invoke(function, payload).await
    }

    /// Invokes `pair-account` directly for an account.
    ///
    /// # Errors
    /// As [`Self::invoke`].
    pub async fn invoke_pair(&self, account: &AccountId) -> Result<Value, InvocationError> {
        self.invoke("pair-account", json!({"account": account}))
            .await
    }

    /// Invokes `patch-task-definition` directly for a family in the first Region.
    ///
    /// # Errors
    /// As [`Self::invoke`].
    pub async fn invoke_patch(
        &self,
        account: &AccountId,
        family: &str,
    ) -> Result<Value, InvocationError> {
        let item = json!({"account": account, "region": "eu-west-1", "family": family});
        self.invoke("patch-task-definition", item).await
    }

    /// Invokes `backfill` directly, and waits for all that follows.
    ///
    /// # Panics
    /// If it fails.
    pub async fn backfill(&self, item: Value) -> Value {
        let report = self.invoke("backfill", item).await;
        self.settle().await;
        report.expect("the backfill answers")
    }

    /// Turns dials.
    pub fn turn(&self, turn: impl FnOnce(&mut Dials)) {
        self.sandbox.turn(turn);
    }

    /// Holds events back until a story waits for rest.
    pub fn hold_events(&self) {
        self.turn(|dials| dials.delivery.reverse = ALL_EVENTS);
    }

    /// Makes a call fail.
    pub fn fail(&self, fault: CallFault) {
        self.turn(|dials| dials.faults.push(fault));
    }

    /// Whether every fault has happened.
    #[must_use]
    pub fn all_failed(&self) -> bool {
        self.sandbox.dials().faults.is_empty()
    }

    /// Forgets the calls so far: from now on only later ones count.
    pub fn forget(&self) {
        let calls = self.sandbox.calls().len();
        self.forgotten.store(calls, Ordering::SeqCst);
    }

    /// The calls of rolepair since the last [`Self::forget`].
    #[must_use]
    pub fn calls(&self) -> Calls {
        Calls::of_rolepair(&self.sandbox, self.forgotten.load(Ordering::SeqCst))
    }

    /// The changes of rolepair since the last [`Self::forget`]: see [`Calls::changes`].
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        self.calls().changes()
    }

    /// Asserts that rolepair has changed nothing since the last [`Self::forget`].
    ///
    /// # Panics
    /// If it has.
    #[track_caller]
    pub fn assert_no_changes(&self) {
        let none: [String; 0] = [];
        assert_eq!(self.changes(), none);
    }

    /// Asserts that the dead-letter queues are empty.
    ///
    /// # Panics
    /// If they are not.
    #[track_caller]
    pub fn assert_no_dead_letters(&self) {
        let none: [String; 0] = [];
        assert_eq!(self.dead_letters(), none);
    }

    /// The latest event of a call, such as `AccountJoinedOrganization`.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn event_of(&self, call: &str) -> Value {
        let trail = self.sandbox.trail().into_iter();
        let mut events = trail.filter(|event| event["detail"]["eventName"] == call);
        events.next_back().expect("an event")
    }

    /// All roles and all active task definitions of all accounts, without what differs from one run
    /// to another.
    pub async fn state(&self) -> Value {
        organization_state::of(self).await
    }

    /// The folder of `rolepair.yaml`.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// A batch as SQS delivers it to a function: message ids with bodies.
#[must_use]
pub fn sqs_batch(messages: impl IntoIterator<Item = (String, String)>) -> Value {
    let records = messages
        .into_iter()
        .map(|(id, body)| json!({"messageId": id, "eventSource": "aws:sqs", "body": body}));
    json!({"Records": records.collect::<Vec<_>>()})
}
