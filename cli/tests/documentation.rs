//! What the README and the pages of `docs/` say is what the product does.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rolepair_config::Config;
use rolepair_model::{FindingCode, Severity};
use serde_json::Value;

/// The front door has to be read in one go.
const MOST_LINES_OF_THE_README: usize = 250;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The README and every page of `docs/`, with their names.
fn pages() -> Vec<(String, String)> {
    let mut pages = vec![("README.md".to_owned(), page("README.md"))];
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("docs/{}", path.file_name().unwrap().to_str().unwrap());
        pages.push((name, fs::read_to_string(&path).unwrap()));
    }
    pages
}

/// The part of a page between `<!-- name -->` and `<!-- end of name -->`.
fn section(path: &str, name: &str) -> String {
    let text = page(path);
    let (_, after) = text.split_once(&format!("<!-- {name} -->\n")).unwrap();
    let (section, _) = after
        .split_once(&format!("<!-- end of {name} -->"))
        .unwrap();
    section.to_owned()
}

/// The code blocks of a language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    page.split(&fence)
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap())
        .collect()
}

fn rolepair(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolepair"));
    command.args(arguments);
    command
}

#[test]
fn the_readme_is_short() {
    let lines = page("README.md").lines().count();
    assert!(
        lines <= MOST_LINES_OF_THE_README,
        "the README has {lines} lines; details belong in docs/"
    );
}

#[test]
fn every_finding_is_in_the_table_with_its_cure_and_no_other() {
    let mut table = String::from("| code | | meaning | cure |\n|---|---|---|---|\n");
    for code in FindingCode::ALL {
        let effect = match code.severity() {
            Severity::Blocking => "stops",
            Severity::Note => "note",
        };
        let (meaning, cure) = (code.meaning(), code.cure());
        table.push_str(&format!("| {code} | {effect} | {meaning} | {cure} |\n"));
    }
    assert_eq!(
        section("docs/findings.md", "findings"),
        table,
        "it should be:\n{table}"
    );
}

#[test]
fn every_example_of_a_configuration_is_one() {
    let mut examples = 0;
    for (name, text) in pages() {
        let configurations = blocks(&text, "yaml").into_iter();
        for block in configurations.filter(|block| block.starts_with("version:")) {
            examples += 1;
            let config = Config::parse(block, &name, &|_| unreachable!());
            assert!(config.is_ok(), "{name}: {:#?}", config.unwrap_err());
        }
    }
    assert!(examples > 0);
}

#[test]
fn the_patch_that_is_shown_is_the_patch_that_is_made() {
    let golden = root().join("cli/tests/golden");
    let describe = fs::File::open(golden.join("describe.json")).unwrap();
    let output = rolepair(&["patch", "--diff", "--pair=orders"])
        .args(["--account=444455556666", "--region=eu-west-1", "--config"])
        .arg(golden.join("rolepair.yaml"))
        .stdin(Stdio::from(describe))
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stderr).unwrap();
    let block = format!("```diff\n{shown}```\n");
    assert_eq!(
        section("docs/patch.md", "patch"),
        block,
        "it should be:\n{block}"
    );
}

#[test]
fn the_checks_that_are_shown_are_those_of_the_demo() {
    let output = rolepair(&["demo", "--output", "json"])
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    let demo: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = demo["checks"].as_array().unwrap();
    let mut block = String::from("```text\n");
    for check in checks {
        block.push_str(&format!("✔ {}\n", check["name"].as_str().unwrap()));
    }
    block.push_str("```\n");
    assert_eq!(
        section("README.md", "demo"),
        block,
        "it should be:\n{block}"
    );

    let profile = checks
        .iter()
        .find(|check| check["name"] == "the init container wrote the profile")
        .unwrap();
    let text = profile["evidence"]["text"].as_str().unwrap().trim_end();
    assert_eq!(blocks(&page("README.md"), "ini"), [text]);
}

/// Every command, as it is typed after `rolepair`.
fn commands() -> Vec<String> {
    let mut commands = Vec::new();
    for parent in ["", "sandbox "] {
        let help = help(parent);
        let (_, listed) = help.split_once("Commands:\n").unwrap();
        let names = listed
            .lines()
            .take_while(|line| !line.is_empty())
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next())
            .filter(|name| *name != "help" && *name != "sandbox");
        commands.extend(names.map(|name| format!("{parent}{name}")));
    }
    commands
}

fn help(command: &str) -> String {
    let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
    String::from_utf8(rolepair(&arguments).output().unwrap().stdout).unwrap()
}

#[test]
fn every_command_is_in_the_table() {
    let page = page("docs/command-line.md");
    for command in commands() {
        assert!(
            page.contains(&format!("| [`rolepair {command}`]")),
            "docs/command-line.md has no row for `rolepair {command}`"
        );
    }
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let page = page("docs/command-line.md");
    let mut tables = 0;
    for command in commands() {
        let help = help(&command);
        let (_, codes) = help.split_once("Exit codes:\n").unwrap();
        let rows: Vec<String> = codes
            .lines()
            .map_while(|line| line.strip_prefix("  "))
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
            .map(|line| format!("| {} |", line.replacen("  ", " | ", 1)))
            .collect();
        if rows.is_empty() {
            assert_eq!(command, "sandbox run-task", "{help}");
            continue;
        }
        tables += 1;
        let heading = format!("| exit code | `rolepair {command}` |\n|---|---|\n");
        let table = format!("{heading}{}\n", rows.join("\n"));
        assert!(page.contains(&table), "it should be:\n{table}");
    }
    assert!(tables >= 7);
}
