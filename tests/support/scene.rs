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

use crate::{Calls, Operator, TaskDefinition, organization_state};

/// How long anything may take until all is at rest. Far more than it does take.
const PATIENCE: Duration = Duration::from_secs(60);

/// More events than any story has: all are held back until somebody waits for rest.
const ALL: usize = 1_000;

/// An organization that runs, with rolepair in it.
#[derive(Debug)]
pub struct Scene {
    /// The organization.
    pub sandbox: Sandbox,
    /// Holds `rolepair.yaml`.
    folder: TempDir,
    /// Calls before this one are no longer looked at.
    seen: AtomicUsize,
}

impl Scene {
    pub(crate) fn new(sandbox: Sandbox, folder: TempDir) -> Self {
        Self {
            sandbox,
            folder,
            seen: AtomicUsize::new(0),
        }
    }

    /// Waits until nothing is in flight.
    ///
    /// # Panics
    /// Where that does not come.
    pub async fn settle(&self) {
        let rest = tokio::time::timeout(PATIENCE, self.sandbox.idle()).await;
        rest.expect("everything comes to rest");
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
    /// Where there is no such function.
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

    /// An account is created; what follows from it is not waited for.
    ///
    /// # Panics
    /// Where it is not.
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
        let account = status.account_id.expect("the account is there");
        account.parse().expect("an account id")
    }

    /// An account moves from the root to a unit of its own; what follows from it is not waited for.
    ///
    /// # Panics
    /// Where it does not.
    pub async fn moves_to_a_unit(&self, account: &AccountId) {
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

    /// An account is created, and all that follows has happened.
    pub async fn account_joins(&self, name: &str) -> AccountId {
        let account = self.create_account(name).await;
        self.settle().await;
        account
    }

    /// A task definition is registered in an account; what follows is not waited for.
    ///
    /// # Panics
    /// Where it is refused.
    pub async fn register(&self, account: &AccountId, definition: &TaskDefinition) {
        let operator = self.operator(account);
        let answer = operator.call_ecs("RegisterTaskDefinition", definition.input());
        answer.await.expect("RegisterTaskDefinition");
    }

    /// A task definition is registered in an account, and all that follows has happened.
    pub async fn registers(&self, account: &AccountId, definition: &TaskDefinition) {
        self.register(account, definition).await;
        self.settle().await;
    }

    /// DescribeTaskDefinition's answer with tags, as JSON; none where there is no active one.
    pub async fn describe(&self, account: &AccountId, which: &str) -> Option<Value> {
        let input = json!({"taskDefinition": which, "include": ["TAGS"]});
        let answer = self.operator(account);
        let answer = answer.call_ecs("DescribeTaskDefinition", &input).await;
        answer.ok()
    }

    /// The revisions of a family with their status: `["1 ACTIVE", "2 ACTIVE"]`.
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

    /// The resource account gets the table `orders` with the item `42`.
    ///
    /// # Panics
    /// Where it does not.
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

    /// The events that failed once too often: the function, and what it said last.
    #[must_use]
    pub fn died(&self) -> Vec<String> {
        let letters = self.sandbox.dead_letters().into_iter();
        letters
            .map(|letter| format!("{}: {}", letter.function, letter.last_error))
            .collect()
    }

    /// Brings the events that died to their function again in one batch; gives its reply.
    ///
    /// # Panics
    /// Where the function does not even answer.
    pub async fn redrive(&self) -> Value {
        let letters = self.sandbox.dead_letters();
        let function = letters.first().expect("a dead letter").function.clone();
        let records = letters.iter().filter(|letter| letter.function == function);
        let records = records.map(|letter| {
            json!({"messageId": letter.message_id, "eventSource": "aws:sqs", "body": letter.body})
        });
        let batch = json!({"Records": records.collect::<Vec<_>>()});
        let answer = self.invoke(&function, batch).await;
        self.settle().await;
        answer.expect("the function answers")
    }

    /// Invokes a function directly.
    ///
    /// # Errors
    /// What its caller sees of a failure.
    pub async fn invoke(&self, function: &str, payload: Value) -> Result<Value, InvocationError> {
        self.sandbox.invoke(function, payload).await
    }

    /// Invokes the backfill directly.
    ///
    /// # Panics
    /// Where it fails.
    pub async fn backfill(&self, item: Value) -> Value {
        let report = self.invoke("backfill", item).await;
        self.settle().await;
        report.expect("the backfill answers")
    }

    /// Turns dials.
    pub fn turn(&self, turn: impl FnOnce(&mut Dials)) {
        self.sandbox.turn(turn);
    }

    /// Holds events back until somebody waits for rest.
    pub fn hold_events(&self) {
        self.turn(|dials| dials.delivery.reverse = ALL);
    }

    /// Lets a call fail.
    pub fn fail(&self, fault: CallFault) {
        self.turn(|dials| dials.faults.push(fault));
    }

    /// Whether every fault asked for has come to pass.
    #[must_use]
    pub fn all_failed(&self) -> bool {
        self.sandbox.dials().faults.is_empty()
    }

    /// From now on only what comes after is looked at.
    pub fn forget(&self) {
        let calls = self.sandbox.calls().len();
        self.seen.store(calls, Ordering::SeqCst);
    }

    /// The calls rolepair made since.
    #[must_use]
    pub fn calls(&self) -> Calls {
        Calls::of_rolepair(&self.sandbox, self.seen.load(Ordering::SeqCst))
    }

    /// What rolepair changed since: see [`Calls::changes`].
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        self.calls().changes()
    }

    /// All roles and all active task definitions of all accounts, without what differs from one run
    /// to another.
    pub async fn state(&self) -> Value {
        organization_state::of(self).await
    }

    /// Where `rolepair.yaml` is.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}
