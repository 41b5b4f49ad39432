//! Step 2: an account joins, is moved into the unit, and has its role pair.

use std::time::Duration;

use aws_sdk_organizations::types::CreateAccountState;
use rolepair_model::{AccountId, PairName};
use rolepair_policy::{PairDocuments, RolePair, TrustScope, prove};
use serde_json::{Value, json};

use crate::demo::organization::Organization;
use crate::demo::person::{Person, refusal};
use crate::demo::report::Report;
use crate::demo::role::{Role, read_role};
use crate::demo::stage::Stage;
use crate::demo::{DemoError, PAIR};
use crate::terminal::{STRONG, Spinner, document, paint};

/// How often a person asks whether the account is there.
const POLL: Duration = Duration::from_millis(20);

/// What step 2 leaves for the others.
#[derive(Debug)]
pub(crate) struct TaskAccount {
    pub(crate) id: AccountId,
    pub(crate) administrator: Person,
    pub(crate) task_role: String,
    pub(crate) resource_role: String,
}

/// Creates the account and shows what it was given.
pub(crate) async fn play(
    stage: &Stage,
    organization: &Organization,
    report: &mut Report,
) -> Result<TaskAccount, DemoError> {
    report.step("A new account joins, and has its role pair");
    let id = {
        let _spinner = Spinner::start("CreateAccount, MoveAccount, and the events they make");
        join(stage, organization, "shop").await?
    };
    let evidence = json!({"account": id, "unit": organization.unit});
    let words = format!("{id}, by CreateAccount and MoveAccount");
    report.check("the account `shop` joined (B)", true, &words, evidence);

    let pair = role_pair(stage, &id)?;
    let administrator = stage.administrator(&id).await?;
    let task = read_role(&administrator, &pair.task_role()).await?;
    let resource = read_role(&stage.shared(), &pair.resource_role()).await?;
    show(report, "the task role is there, in B", &task);
    show(report, "the resource role is there, in A", &resource);
    check_proof(report, &pair, &task, &resource);
    Ok(TaskAccount {
        id,
        administrator,
        task_role: pair.task_role().to_string(),
        resource_role: pair.resource_role().to_string(),
    })
}

/// Creates an account, moves it into the unit, and waits until every event is dealt with.
pub(crate) async fn join(
    stage: &Stage,
    organization: &Organization,
    name: &str,
) -> Result<AccountId, DemoError> {
    let management = stage.management();
    let id = create(&management, name).await?;
    management
        .organizations()
        .move_account()
        .account_id(&id)
        .source_parent_id(&organization.root)
        .destination_parent_id(&organization.unit)
        .send()
        .await
        .map_err(|error| refusal("MoveAccount", error))?;
    stage.settle().await?;
    id.parse()
        .map_err(|_| DemoError::Incomplete("DescribeCreateAccountStatus"))
}

async fn create(management: &Person, name: &str) -> Result<String, DemoError> {
    let organizations = management.organizations();
    let asked = organizations
        .create_account()
        .account_name(name)
        .email(format!("{name}@example.com"))
        .send()
        .await
        .map_err(|error| refusal("CreateAccount", error))?;
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
            .map_err(|error| refusal("DescribeCreateAccountStatus", error))?
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

fn show(report: &mut Report, name: &'static str, role: &Option<Role>) {
    let words = role.as_ref().map_or("missing", |role| &role.arn);
    let evidence = role.as_ref().map_or(Value::Null, Role::evidence);
    report.check(name, role.is_some(), words, evidence);
    let Some(role) = role else { return };
    report.show(&paint(STRONG, "who may assume it"));
    report.show(&document(&role.trust_value()));
    for (name, text) in &role.policies {
        let title = format!("what it may do, by its policy `{name}`");
        report.show(&paint(STRONG, title));
        report.show(&document(&parsed(text)));
    }
}

fn check_proof(report: &mut Report, pair: &RolePair, task: &Option<Role>, resource: &Option<Role>) {
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
    report.check(
        "the pair, as read back from IAM, is proven",
        findings.is_empty(),
        "only ECS tasks of B reach the task role, and only the task role reaches A",
        json!({"findings": findings}),
    );
}

/// The JSON of a policy; its text where it is none.
pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}
