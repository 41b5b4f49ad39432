//! `rolepair patch` as a pipeline sees it: what goes in, what comes out, and the exit code.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PATH: &str = "--organization-path=o-a1b2c3d4e5/r-ab12/";

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(golden(name)).unwrap()
}

/// Runs the command with the golden configuration, and further arguments.
fn patch(input: &str, arguments: &[&str]) -> Output {
    patch_with(&golden("rolepair.yaml"), input, arguments)
}

fn patch_with(config: &Path, input: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolepair"))
        .args([
            "patch",
            "--account",
            "444455556666",
            "--region",
            "eu-west-1",
        ])
        .arg("--config")
        .arg(config)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The command may end before it has read everything: a wrong configuration is told first.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// The golden description, changed.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut value: Value = serde_json::from_str(&read("describe.json")).unwrap();
    change(&mut value);
    value.to_string()
}

#[test]
fn a_description_becomes_the_input_of_register() {
    let output = patch(&read("describe.json"), &[PATH]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), read("register.json"));
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_bare_definition_is_as_good_as_the_whole_answer() {
    let whole: Value = serde_json::from_str(&read("describe.json")).unwrap();
    let output = patch(&whole["taskDefinition"].to_string(), &["--pair=orders"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let registered: Value = serde_json::from_str(stdout(&output)).unwrap();
    let golden: Value = serde_json::from_str(&read("register.json")).unwrap();
    assert_eq!(
        registered["containerDefinitions"],
        golden["containerDefinitions"]
    );
}

#[test]
fn a_patched_definition_comes_out_as_it_went_in() {
    let output = patch(&read("register.json"), &[PATH]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let out: Value = serde_json::from_str(stdout(&output)).unwrap();
    let golden: Value = serde_json::from_str(&read("register.json")).unwrap();
    assert_eq!(out, golden);
}

#[test]
fn a_finding_against_the_patch_is_told_and_nothing_is_written() {
    let input = changed(|value| {
        value["taskDefinition"]["containerDefinitions"][0]["environment"] =
            serde_json::json!([{"name": "AWS_PROFILE", "value": "own"}]);
    });
    let output = patch(&input, &[PATH]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(stdout(&output), "");
    assert_eq!(stderr(&output).lines().count(), 1);
    assert!(stderr(&output).starts_with("RP103 "), "{}", stderr(&output));
}

#[test]
fn a_machine_reads_findings_as_one_object_a_line() {
    let input = changed(|value| value["taskDefinition"]["taskRoleArn"] = "own".into());
    let output = patch(&input, &[PATH, "--output=json"]);
    assert_eq!(output.status.code(), Some(3));
    let lines: Vec<Value> = stderr(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["code"], "RP108");
}

#[test]
fn what_is_no_task_definition_is_a_finding() {
    for input in ["", "[]", "{\"taskDefinition\": 7}", "no json"] {
        let output = patch(input, &["--pair=orders"]);
        assert_eq!(output.status.code(), Some(3), "{input}");
        assert!(stderr(&output).starts_with("RP115 "), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn a_definition_that_no_pair_selects_is_not_written() {
    let input = changed(|value| value["taskDefinition"]["family"] = "unrelated".into());
    let output = patch(&input, &[PATH]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(stdout(&output), "");
}

#[test]
fn where_the_account_stands_is_asked_for_only_when_a_pair_needs_it() {
    let output = patch(&read("describe.json"), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--organization-path"));

    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("rolepair.yaml");
    let text = read("rolepair.yaml");
    let by_id = text.replace(
        "organizational_units: [r-ab12]",
        "include: [\"444455556666\"]",
    );
    assert_ne!(text, by_id);
    std::fs::write(&config, by_id).unwrap();
    let output = patch_with(&config, &read("describe.json"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn every_error_of_a_configuration_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("rolepair.yaml");
    let text = read("rolepair.yaml");
    let wrong = text
        .replace("eu-west-1", "nowhere")
        .replace("o-a1b2c3d4e5", "o-1")
        .replace("families:", "famiglies:");
    std::fs::write(&config, wrong).unwrap();
    let output = patch_with(&config, &read("describe.json"), &["--pair=orders"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    let codes: Vec<&str> = stderr(&output)
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    assert_eq!(codes.len(), 3, "{}", stderr(&output));
    assert!(
        codes.iter().all(|code| code.starts_with("RPC")),
        "{codes:?}"
    );
}

#[test]
fn arguments_that_cannot_be_meant_are_refused() {
    for wrong in ["--pair=payments", "--account-tag=team", "--frobnicate"] {
        let output = patch(&read("describe.json"), &[PATH, wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn the_diff_is_for_people_and_stays_off_standard_output() {
    let output = patch(&read("describe.json"), &[PATH, "--diff"]);
    assert_eq!(stdout(&output), read("register.json"));
    let added = |line: &&str| line.starts_with("+ ");
    assert!(stderr(&output).lines().filter(added).count() > 10);
    assert!(
        !stderr(&output).contains('\u{1b}'),
        "colour without a terminal"
    );
}
