//! Step 4: the task runs, asks for its identity, and reads the table of the other account.

use rolepair_sandbox::{LocalCommand, RunTask, TaskRun};
use serde_json::{Value, json};

use crate::demo::demo_error::DemoError;
use crate::demo::names::{FAMILY, PAIR, TABLE};
use crate::demo::new_account::TaskAccount;
use crate::demo::program::Program;
use crate::demo::role_documents::parsed;
use crate::stage::{Checklist, Stage};
use crate::terminal::{Spinner, WORD, document, paint};

/// The AWS config file of the patch.
const CONFIG_FILE: &str = "/rolepair/config";

/// Runs a command without the profile, so only with the task role.
const WITHOUT_PROFILE: [&str; 5] = ["env", "-u", "AWS_PROFILE", "-u", "AWS_CONFIG_FILE"];

/// The task of the patched definition, and the program in its container.
#[derive(Debug)]
pub(crate) struct PatchedTask {
    request: RunTask,
    program: Program,
}

/// Runs the task to read its config file, to ask for its identity, and to read the item.
pub(crate) async fn play(
    stage: &Stage,
    account: &TaskAccount,
    program: Program,
    checklist: &mut Checklist,
) -> Result<PatchedTask, DemoError> {
    checklist.step("The task runs, as a role of account A");
    let spinner = Spinner::start("the init container, then the container");
    let task = PatchedTask::of(account, program);
    let (identity, item) = (task.program.identity(), task.program.item(TABLE));
    let cat = ["cat", CONFIG_FILE].map(str::to_owned);
    let (file, who, what) = tokio::join!(
        task.run(stage, &cat),
        task.run(stage, &identity),
        task.run(stage, &item),
    );
    let (file, who, what) = (file?, who?, what?);
    drop(spinner);
    checklist.set("container", &task.program.description());
    checklist.set("mounts", &first_upper(&format!("{}.", who.mounts)));

    let text = file.command.stdout;
    let holds = text.starts_with(&format!("[profile {PAIR}]\n"));
    let name = "the init container wrote the profile";
    checklist.check(name, holds, "", json!({"file": CONFIG_FILE, "text": text}));
    show(checklist, &cat, &text);

    let answer = answer_of(&who);
    let arn = answer.get("Arn").and_then(Value::as_str);
    let holds = arn.is_some_and(|arn| arn.starts_with(&expected_identity(stage, account)));
    let name = "the task is the resource role of account A";
    checklist.check(name, holds, "", answer.clone());
    show(checklist, &identity, &document(&answer, Checklist::width()));

    let answer = answer_of(&what);
    let holds = answer.pointer("/Item/item/S").is_some();
    let name = "the task reads the table of account A";
    checklist.check(name, holds, "", answer.clone());
    show(checklist, &item, &document(&answer, Checklist::width()));
    Ok(task)
}

impl PatchedTask {
    fn of(account: &TaskAccount, program: Program) -> Self {
        Self {
            request: RunTask {
                account: account.id.clone(),
                region: None,
                task_definition: FAMILY.to_owned(),
                container: None,
            },
            program,
        }
    }

    /// Reads the item of the table without the profile, so as the task role. Gives the error that AWS
    /// answers; none if the item was read.
    pub(crate) async fn read_item_without_profile(
        &self,
        stage: &Stage,
        table: &str,
    ) -> Result<Option<String>, DemoError> {
        let mut words: Vec<String> = WITHOUT_PROFILE.map(str::to_owned).to_vec();
        words.extend(self.program.item(table));
        let run = self.run(stage, &words).await?.command;
        Ok((run.exit_code != 0).then(|| run.stderr.trim().to_owned()))
    }

    async fn run(&self, stage: &Stage, words: &[String]) -> Result<TaskRun, DemoError> {
        let command = LocalCommand::new(words).captured();
        Ok(stage.sandbox.run_task(&self.request, &command).await?)
    }
}

/// The beginning of the ARN of a session of the resource role.
fn expected_identity(stage: &Stage, account: &TaskAccount) -> String {
    let shared = &stage.sandbox.options().resource.id;
    let role = account.resource_role.rsplit('/').next();
    let role = role.unwrap_or_default();
    format!("arn:aws:sts::{shared}:assumed-role/{role}/")
}

/// What the container printed, or its error output if it failed.
fn answer_of(run: &TaskRun) -> Value {
    let run = &run.command;
    match run.exit_code {
        0 => parsed(&run.stdout),
        code => json!({"exitCode": code, "error": run.stderr.trim()}),
    }
}

fn show(checklist: &Checklist, words: &[String], answer: &str) {
    let prompt = paint(WORD, format_args!("$ {}", words.join(" ")));
    checklist.show(&prompt);
    checklist.show_as_is(answer);
}

fn first_upper(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
