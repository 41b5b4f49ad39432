//! `rolepair sandbox` as a script sees it: what `serve` says first, how it ends, and what `run-task`
//! answers.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use serde_json::Value;

fn rolepair(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolepair"));
    command.args(arguments);
    command
}

/// A sandbox that is served, and what it said first. It ends with the test.
struct Served {
    process: Child,
    hello: Value,
}

impl Served {
    fn start() -> Self {
        let mut process = rolepair(&["sandbox", "serve", "--output", "json"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let hello = serde_json::from_str(&line).unwrap();
        Self { process, hello }
    }

    fn endpoint(&self) -> &str {
        self.hello.get("endpoint").unwrap().as_str().unwrap()
    }

    fn run_task(&self, task_definition: &str, command: &[&str]) -> Output {
        rolepair(&["sandbox", "run-task", "--endpoint", self.endpoint()])
            .args(["--account", "333333333333"])
            .args(["--task-definition", task_definition, "--"])
            .args(command)
            .output()
            .unwrap()
    }

    /// Ends it as a supervisor would.
    fn end(&mut self) -> ExitStatus {
        let kill = format!("kill -TERM {}", self.process.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
        self.process.wait().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn serve_prints_what_an_operator_needs_and_ends_on_a_signal() {
    let mut served = Served::start();
    let environment = served.hello["environment"].as_object().unwrap();
    let names: Vec<&str> = environment.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "AWS_ENDPOINT_URL",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_REGION",
            "AWS_DEFAULT_REGION"
        ]
    );
    assert_eq!(environment["AWS_ENDPOINT_URL"], served.endpoint());
    for account in ["management", "hub", "resource"] {
        let id = served.hello["accounts"][account].as_str().unwrap();
        assert_eq!(id.len(), 12, "{account}");
    }
    let config = std::fs::read_to_string(served.hello["config"].as_str().unwrap()).unwrap();
    assert!(config.starts_with("version: 1\n"), "{config}");
    assert_eq!(served.end().code(), Some(0));
}

#[test]
fn a_missing_task_and_a_failing_command_have_different_exit_codes() {
    let served = Served::start();
    let output = served.run_task("nobody", &["true"]);
    assert_eq!(output.status.code(), Some(125));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("Unable to describe task definition"),
        "{said}"
    );
}

#[test]
fn run_task_says_when_nobody_answers() {
    let mut served = Served::start();
    served.end();
    let output = served.run_task("nobody", &["true"]);
    assert_eq!(output.status.code(), Some(125));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("no embedded organization answers at"),
        "{said}"
    );
}

#[test]
fn a_taken_port_and_a_wrong_configuration_have_different_exit_codes() {
    let served = Served::start();
    let port = served.endpoint().rsplit(':').next().unwrap();
    let output = rolepair(&["sandbox", "serve", "--port", port])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(port), "{said}");

    let output = rolepair(&["sandbox", "serve", "--config", "/nonexistent/rolepair.yaml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("RPC01"), "{said}");
}

#[test]
fn a_dial_that_cannot_be_set_is_a_usage_error() {
    for dial in [
        ["--fail", "iam:CreateRole:1:explode"],
        ["--page-size", "0"],
        ["--throttle", "sts"],
    ] {
        let output = rolepair(&["sandbox", "serve"]).args(dial).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{dial:?}");
    }
}

#[test]
fn a_rehearsed_backfill_names_the_accounts_in_trouble_and_its_restart_finishes_them() {
    let arguments = ["sandbox", "backfill", "--accounts", "12", "--failing", "3"];
    let done = rolepair(&arguments)
        .args(["--again", "--output", "json"])
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert!(done.status.success(), "{document:#}");
    let runs = document["measured"].as_array().unwrap();
    let accounts: Vec<_> = runs.iter().map(|run| &run["accounts"]).collect();
    assert_eq!(accounts, [15, 3, 15]);
    assert_eq!(runs[2]["iam_writes_in_resource_account"], 0);
    let names = document["checks"].as_array().unwrap().iter();
    let named = names
        .filter_map(|check| check["evidence"].get("failures"))
        .next();
    let named = named.unwrap().as_array().unwrap();
    let mut findings: Vec<_> = named.iter().map(|one| one["error"].clone()).collect();
    findings.sort_by_key(ToString::to_string);
    assert_eq!(findings, ["Refused", "Refused", "Transient"]);
}

#[test]
fn more_failing_accounts_than_a_run_would_survive_are_refused() {
    let done = rolepair(&["sandbox", "backfill", "--accounts", "12", "--failing", "4"]).output();
    assert_eq!(done.unwrap().status.code(), Some(2));
}

#[test]
fn a_rehearsal_whose_function_is_not_there_fails() {
    let folder = tempfile::tempdir().unwrap();
    let done = rolepair(&["sandbox", "backfill", "--accounts", "4", "--failing", "0"])
        .arg("--functions")
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
}
