//! Step 5: nobody but the task reaches the shared account.

use serde_json::{Value, json};

use crate::demo::new_account::{TaskAccount, join};
use crate::demo::organization::Organization;
use crate::demo::person::{Person, Refusal, refusal};
use crate::demo::report::Report;
use crate::demo::stage::Stage;
use crate::demo::task::Task;
use crate::demo::{DemoError, TABLE};
use crate::terminal::{QUIET, Spinner, paint, wrapped};

/// A role of the account that may do anything, as far as its own account has a say.
const OTHER_ROLE: &str = "nightly-report";

/// The column what AWS says should not pass.
const WIDTH: usize = 100;

/// Lets everybody else try, and shows what AWS tells them.
pub(crate) async fn play(
    stage: &Stage,
    organization: &Organization,
    account: &TaskAccount,
    task: &Task,
    report: &mut Report,
) -> Result<(), DemoError> {
    report.step("Nobody else gets in");
    let shared = &stage.sandbox.options().resource.id;
    let table = format!("arn:aws:dynamodb:{}:{shared}:table/{TABLE}", stage.region());
    let (without_profile, others) = {
        let _spinner = Spinner::start("everybody else");
        tokio::join!(
            task.read_item_without_profile(stage, &table),
            assume_from_everywhere(stage, organization, account),
        )
    };
    let tried = "reads the table without the profile";
    attempt(
        report,
        "the task role alone is refused",
        tried,
        without_profile?,
    );
    for (name, answer) in others? {
        attempt(report, name, "assumes the resource role", answer);
    }
    Ok(())
}

/// The error AWS gave; none where it let them in.
type Answer = Option<String>;

/// What AWS answers those who are not the task and ask for its resource role.
async fn assume_from_everywhere(
    stage: &Stage,
    organization: &Organization,
    account: &TaskAccount,
) -> Result<[(&'static str, Answer); 3], DemoError> {
    let role = &account.resource_role;
    let other = other_role(account).await?;
    let third = join(stage, organization, "billing").await?;
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

async fn denied(person: &Person, role: &str) -> Answer {
    let refused = person.assume(role).await.err();
    refused.map(|refusal: Refusal| refusal.to_string())
}

fn attempt(report: &mut Report, name: &'static str, tries: &str, answer: Answer) {
    let refused = answer
        .as_deref()
        .is_some_and(|said| said.contains("AccessDenied"));
    let said = answer.unwrap_or_else(|| "it was let in".to_owned());
    let evidence = json!({"tries": tries, "answer": said});
    report.check(name, refused, tries, evidence);
    let lines = wrapped(&said, WIDTH);
    for line in lines.lines() {
        report.show(&paint(QUIET, line));
    }
}

/// Makes a role in the account that may do anything, and becomes it.
async fn other_role(account: &TaskAccount) -> Result<Person, DemoError> {
    let iam = account.administrator.iam();
    let trust = policy(json!({"Principal": {"AWS": account.id}, "Action": "sts:AssumeRole"}));
    let made = iam
        .create_role()
        .role_name(OTHER_ROLE)
        .assume_role_policy_document(trust)
        .send()
        .await
        .map_err(|error| refusal("CreateRole", error))?;
    iam.put_role_policy()
        .role_name(OTHER_ROLE)
        .policy_name("everything")
        .policy_document(policy(json!({"Action": "*", "Resource": "*"})))
        .send()
        .await
        .map_err(|error| refusal("PutRolePolicy", error))?;
    let role = made.role().map(|role| role.arn().to_owned());
    let role = role.ok_or(DemoError::Incomplete("CreateRole"))?;
    Ok(account.administrator.assume(&role).await?)
}

/// A policy of one statement that allows.
fn policy(mut statement: Value) -> String {
    if let Some(statement) = statement.as_object_mut() {
        statement.insert("Effect".to_owned(), "Allow".into());
    }
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}
