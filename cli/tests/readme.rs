//! What the README says is what the product does.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rolepair_config::Config;
use rolepair_model::{FindingCode, Severity};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).unwrap()
}

/// The part between `<!-- name -->` and `<!-- end of name -->`.
fn section(name: &str) -> String {
    let text = readme();
    let (_, after) = text.split_once(&format!("<!-- {name} -->\n")).unwrap();
    let (section, _) = after
        .split_once(&format!("<!-- end of {name} -->"))
        .unwrap();
    section.to_owned()
}

/// The code blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let text = readme();
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap().to_owned())
        .collect()
}

fn rolepair(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolepair"));
    command.args(arguments);
    command
}

#[test]
fn every_finding_is_in_the_table_and_no_other() {
    let mut table = String::from("| code | | meaning |\n|---|---|---|\n");
    for code in FindingCode::ALL {
        let effect = match code.severity() {
            Severity::Blocking => "stops",
            Severity::Note => "note",
        };
        table.push_str(&format!("| {code} | {effect} | {} |\n", code.meaning()));
    }
    assert_eq!(section("findings"), table, "it should be:\n{table}");
}

#[test]
fn every_example_of_a_configuration_is_one() {
    let blocks = blocks("yaml");
    assert!(!blocks.is_empty());
    for block in blocks {
        let config = Config::parse(&block, "README.md", &|_| unreachable!());
        assert!(config.is_ok(), "{:#?}", config.unwrap_err());
    }
}

#[test]
fn the_patch_that_is_shown_is_the_patch_that_is_made() {
    let golden = root().join("cli/tests/golden");
    let describe = std::fs::File::open(golden.join("describe.json")).unwrap();
    let output = rolepair(&["patch", "--diff", "--pair=orders"])
        .args(["--account=444455556666", "--region=eu-west-1", "--config"])
        .arg(golden.join("rolepair.yaml"))
        .stdin(Stdio::from(describe))
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stderr).unwrap();
    let block = format!("```diff\n{shown}```\n");
    assert_eq!(section("patch"), block, "it should be:\n{block}");
}

#[test]
fn the_exit_codes_are_those_the_help_tells() {
    let readme = readme();
    for command in ["patch", "unpatch"] {
        let help = rolepair(&[command, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let (_, codes) = help.split_once("Exit codes:\n").unwrap();
        let told: Vec<String> = codes
            .lines()
            .map_while(|line| line.strip_prefix("  "))
            .map(|line| format!("| {} |", line.replacen("  ", " | ", 1)))
            .collect();
        assert_eq!(told.len(), 5, "{help}");
        let heading = format!("| exit code | `rolepair {command}` |\n|---|---|\n");
        let table = format!("{heading}{}\n", told.join("\n"));
        assert!(readme.contains(&table), "it should be:\n{table}");
    }
}
