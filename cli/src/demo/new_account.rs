//! Step 2: an account joins, is moved into the unit, and gets its role pair.

use std::time::Duration;

use aws_sdk_organizations::types::CreateAccountState;
use rolepair_model::{AccountId, PairName};
use rolepair_policy::{PairDocuments, RolePair, TrustScope, prove};
use rolepair_rehearsal::Person;
use serde_json::{Value, json};

use crate::demo::demo_error::DemoError;
use crate::demo::names::PAIR;
use crate::demo::role_documents::{RoleDocuments, parsed, read_role};
use crate::demo::workloads::Workloads;
use crate::stage::{ApiError, Checklist, Stage};
use crate::terminal::{STRONG, Spinner, document, paint};

/// The time between two looks at whether the account exists.
const POLL: Duration = Duration::from_millis(20);

/// The new account, with its role pair.
#[derive(Debug)]
pub(crate) struct TaskAccount {
    pub(crate) id: AccountId,
    pub(crate) administrator: Person,
    pub(crate) task_role: String,
    pub(crate) resource_role: String,
}

/// Creates the account and shows the role pair that it gets.
pub(crate) async fn play(
    stage: &Stage,
    workloads: &Workloads,
    checklist: &mut Checklist,
) -> Result<TaskAccount, DemoError> {
    checklist.step("A new account joins and gets its role pair");
    let id = {
        let _spinner = Spinner::start("CreateAccount, MoveAccount, and the events they make");
        join(stage, workloads, "shop").await?
    };
    let evidence = json!({"account": id, "unit": workloads.unit});
    let words = format!("{id}, by CreateAccount and MoveAccount");
    checklist.check("the account `shop` joined (B)", true, &words, evidence);

    let pair = role_pair(stage, &id)?;
    let administrator = stage.administrator(&id).await?;
    let task = read_role(&administrator, &pair.task_role()).await?;
    let resource = read_role(&stage.shared(), &pair.resource_role()).await?;
    show(checklist, "the task role is there, in B", &task);
    show(checklist, "the resource role is there, in A", &resource);
    check_proof(checklist, &pair, &task, &resource);
    Ok(TaskAccount {
        id,
        administrator,
        task_role: pair.task_role().to_string(),
        resource_role: pair.resource_role().to_string(),
    })
}

/// Creates an account, moves it into the unit, and waits until every event is handled.
pub(crate) async fn join(
    stage: &Stage,
    workloads: &Workloads,
    name: &str,
) -> Result<AccountId, DemoError> {
    let management = stage.management();
    let id = create(&management, name).await?;
    aws_sdk_organizations::Client::new(management.config())
        .move_account()
        .account_id(&id)
        .source_parent_id(&workloads.root)
        .destination_parent_id(&workloads.unit)
        .send()
        .await
        .map_err(ApiError::of("MoveAccount"))?;
    stage.settle().await?;
    id.parse()
        .map_err(|_| DemoError::Incomplete("DescribeCreateAccountStatus"))
}

async fn create(management: &Person, name: &str) -> Result<String, DemoError> {
    let organizations = aws_sdk_organizations::Client::new(management.config());
    let asked = organizations
        .create_account()
        .account_name(name)
        .email(format!("{name}@example.com"))
        .send()
        .await
        .map_err(ApiError::of("CreateAccount"))?;
    let mut status = asked.create_account_status;
    while let Some(asked) = status {
        match asked.state() {
            Some(CreateAccountState::Succeeded) => {
                let id = asked.account_id();
                return Ok(id.ok_or(DemoError::Incomplete("CreateAccount"))?.to_owned());
            }
            Some(CreateAccountState::InProgress) => tokio::time::sleep(POLL).await,
            _ => break,
        }
        status = organizations
            .describe_create_account_status()
            .set_create_account_request_id(asked.id)
            .send()
            .await
            .map_err(ApiError::of("DescribeCreateAccountStatus"))?
            .create_account_status;
    }
    Err(DemoError::Incomplete("CreateAccount"))
}

fn role_pair(stage: &Stage, account: &AccountId) -> Result<RolePair, DemoError> {
    let options = stage.sandbox.options();
    let pair: PairName = PAIR
        .parse()
        .map_err(|_| DemoError::Incomplete("the name of the pair"))?;
    Ok(RolePair {
        partition: options.partition.clone(),
        organization: options.organization.clone(),
        pair,
        task_account: account.clone(),
        resource_account: options.resource.id.clone(),
        trust: TrustScope::Account,
        ecs_exec: false,
    })
}

fn show(checklist: &mut Checklist, name: &'static str, role: &Option<RoleDocuments>) {
    let words = role.as_ref().map_or("missing", |role| &role.arn);
    let evidence = role.as_ref().map_or(Value::Null, RoleDocuments::evidence);
    checklist.check(name, role.is_some(), words, evidence);
    let Some(role) = role else { return };
    checklist.show(&paint(STRONG, "who may assume it"));
    checklist.show_as_is(&document(&role.trust_value(), Checklist::width()));
    for (name, text) in &role.policies {
        let title = format!("what its policy `{name}` allows");
        checklist.show(&paint(STRONG, title));
        checklist.show_as_is(&document(&parsed(text), Checklist::width()));
    }
}

fn check_proof(
    checklist: &mut Checklist,
    pair: &RolePair,
    task: &Option<RoleDocuments>,
    resource: &Option<RoleDocuments>,
) {
    let (Some(task), Some(resource)) = (task, resource) else {
        return;
    };
    let documents = PairDocuments {
        task_trust: &task.trust,
        task_policies: task.policies.values().cloned().collect(),
        other_task_policies: task.attached.clone(),
        resource_trust: &resource.trust,
    };
    let proof = prove(pair, &documents);
    let findings = proof.err().unwrap_or_default();
    checklist.check(
        "the pair, as read back from IAM, is proven",
        findings.is_empty(),
        "only ECS tasks of B reach the task role, and only the task role reaches A",
        json!({"findings": findings}),
    );
}
