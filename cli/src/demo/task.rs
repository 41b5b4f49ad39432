//! Step 4: the task runs, says who it is, and reads the table of the other account.

use rolepair_sandbox::{LocalCommand, RunTask, TaskRun};
use serde_json::{Value, json};

use crate::demo::new_account::{TaskAccount, parsed};
use crate::demo::program::Program;
use crate::demo::report::Report;
use crate::demo::stage::Stage;
use crate::demo::{DemoError, FAMILY, PAIR, TABLE};
use crate::terminal::{Spinner, WORD, document, paint};

/// The config file, as the patch names it.
const CONFIG_FILE: &str = "/rolepair/config";

/// What takes the profile away from a container, which leaves it with its task role.
const WITHOUT_PROFILE: [&str; 5] = ["env", "-u", "AWS_PROFILE", "-u", "AWS_CONFIG_FILE"];

/// The task of the patched definition.
#[derive(Debug)]
pub(crate) struct Task {
    request: RunTask,
    program: Program,
}

/// Runs the task twice: to ask who it is, and to read the item.
pub(crate) async fn play(
    stage: &Stage,
    account: &TaskAccount,
    program: Program,
    report: &mut Report,
) -> Result<Task, DemoError> {
    report.step("The task runs, as a role of account A");
    let spinner = Spinner::start("the init container, then the container");
    let task = Task::of(account, program);
    let (identity, item) = (task.program.identity(), task.program.item(TABLE));
    let cat = ["cat", CONFIG_FILE].map(str::to_owned);
    let (file, who, what) = tokio::join!(
        task.run(stage, &cat),
        task.run(stage, &identity),
        task.run(stage, &item),
    );
    let (file, who, what) = (file?, who?, what?);
    drop(spinner);
    report.set("container", &task.program.description());
    report.set("mounts", &first_upper(&format!("{}.", who.mounts)));

    let text = file.command.stdout;
    let holds = text.starts_with(&format!("[profile {PAIR}]\n"));
    let name = "the init container wrote the profile";
    report.check(name, holds, "", json!({"file": CONFIG_FILE, "text": text}));
    show(report, &cat, &text);

    let answer = answer_of(&who);
    let arn = answer.get("Arn").and_then(Value::as_str);
    let holds = arn.is_some_and(|arn| arn.starts_with(&expected_identity(stage, account)));
    let name = "the task is the resource role of account A";
    report.check(name, holds, "", answer.clone());
    show(report, &identity, &document(&answer));

    let answer = answer_of(&what);
    let holds = answer.pointer("/Item/item/S").is_some();
    let name = "the task reads the table of account A";
    report.check(name, holds, "", answer.clone());
    show(report, &item, &document(&answer));
    Ok(task)
}

impl Task {
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

    /// Reads the item of the table without the profile, and so as the task role. Gives the error
    /// AWS answers; none where it could be read.
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

/// How the ARN of a session of the resource role begins.
fn expected_identity(stage: &Stage, account: &TaskAccount) -> String {
    let shared = &stage.sandbox.options().resource.id;
    let role = account.resource_role.rsplit('/').next();
    let role = role.unwrap_or_default();
    format!("arn:aws:sts::{shared}:assumed-role/{role}/")
}

/// What the container printed; where it failed, what it said about it.
fn answer_of(run: &TaskRun) -> Value {
    let run = &run.command;
    match run.exit_code {
        0 => parsed(&run.stdout),
        code => json!({"exitCode": code, "error": run.stderr.trim()}),
    }
}

fn show(report: &Report, words: &[String], answer: &str) {
    let prompt = paint(WORD, format_args!("$ {}", words.join(" ")));
    report.show(&prompt);
    report.show(answer);
}

fn first_upper(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
