//! Step 5: only the task reaches the shared account.

use rolepair_rehearsal::Person;
use serde_json::{Value, json};

use crate::demo::demo_error::DemoError;
use crate::demo::names::TABLE;
use crate::demo::new_account::{TaskAccount, join};
use crate::demo::task::PatchedTask;
use crate::demo::workloads::Workloads;
use crate::stage::{ApiError, Checklist, Stage, assume};
use crate::terminal::{QUIET, Spinner, paint};

/// A role of the account whose own policy allows everything.
const OTHER_ROLE: &str = "nightly-report";

/// Lets everybody else try, and shows what AWS answers.
pub(crate) async fn play(
    stage: &Stage,
    workloads: &Workloads,
    account: &TaskAccount,
    task: &PatchedTask,
    checklist: &mut Checklist,
) -> Result<(), DemoError> {
    checklist.step("Nobody else gets in");
    let shared = &stage.sandbox.options().resource.id;
    let table = format!("arn:aws:dynamodb:{}:{shared}:table/{TABLE}", stage.region());
    let (without_profile, others) = {
        let _spinner = Spinner::start("everybody else");
        tokio::join!(
            task.read_item_without_profile(stage, &table),
            assume_from_everywhere(stage, workloads, account),
        )
    };
    let tried = "reads the table without the profile";
    attempt(
        checklist,
        "the task role alone is refused",
        tried,
        without_profile?,
    );
    for (name, error) in others? {
        attempt(checklist, name, "assumes the resource role", error);
    }
    Ok(())
}

/// The errors that AWS answers others than the task when they assume the resource role; none for a
/// call that succeeded.
async fn assume_from_everywhere(
    stage: &Stage,
    workloads: &Workloads,
    account: &TaskAccount,
) -> Result<[(&'static str, Option<String>); 3], DemoError> {
    let role = &account.resource_role;
    let other = other_role(account).await?;
    let third = join(stage, workloads, "billing").await?;
    let stranger = stage.administrator(&third).await?;
    Ok([
        ("another role of B is refused", denied(&other, role).await),
        (
            "an administrator of B is refused",
            denied(&account.administrator, role).await,
        ),
        (
            "an administrator of another account is refused",
            denied(&stranger, role).await,
        ),
    ])
}

async fn denied(person: &Person, role: &str) -> Option<String> {
    let error = assume(person, role).await.err();
    error.map(|error| error.to_string())
}

fn attempt(checklist: &mut Checklist, name: &'static str, tries: &str, error: Option<String>) {
    let refused = error
        .as_deref()
        .is_some_and(|error| error.contains("AccessDenied"));
    let answer = error.unwrap_or_else(|| "the call succeeded".to_owned());
    let evidence = json!({"tries": tries, "answer": answer});
    checklist.check(name, refused, tries, evidence);
    for line in answer.lines() {
        checklist.show(&paint(QUIET, line));
    }
}

/// Makes a role in the account that allows everything, and assumes it.
async fn other_role(account: &TaskAccount) -> Result<Person, DemoError> {
    let iam = aws_sdk_iam::Client::new(account.administrator.config());
    let trust = policy(json!({"Principal": {"AWS": account.id}, "Action": "sts:AssumeRole"}));
    let made = iam
        .create_role()
        .role_name(OTHER_ROLE)
        .assume_role_policy_document(trust)
        .send()
        .await
        .map_err(ApiError::of("CreateRole"))?;
    iam.put_role_policy()
        .role_name(OTHER_ROLE)
        .policy_name("everything")
        .policy_document(policy(json!({"Action": "*", "Resource": "*"})))
        .send()
        .await
        .map_err(ApiError::of("PutRolePolicy"))?;
    let role = made.role().map(|role| role.arn().to_owned());
    let role = role.ok_or(DemoError::Incomplete("CreateRole"))?;
    Ok(assume(&account.administrator, &role).await?)
}

/// A policy with one statement, which allows.
fn policy(mut statement: Value) -> String {
    if let Some(statement) = statement.as_object_mut() {
        statement.insert("Effect".to_owned(), "Allow".into());
    }
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}
