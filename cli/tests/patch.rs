//! `rolepair patch` as a pipeline sees it: what goes in, what comes out, and the exit code.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

#[path = "support/piped.rs"]
mod piped;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::piped::{golden, rolepair};

const PATH: &str = "--organization-path=o-a1b2c3d4e5/r-ab12/";

fn read(name: &str) -> String {
    std::fs::read_to_string(golden(name)).unwrap()
}

/// Runs the command with the golden configuration, and further arguments.
fn patch(input: &str, arguments: &[&str]) -> Output {
    patch_with(&golden("rolepair.yaml"), input, arguments)
}

fn patch_with(config: &Path, input: &str, arguments: &[&str]) -> Output {
    let place = ["--account=444455556666", "--region=eu-west-1"];
    run(config, input, &[&place, arguments].concat())
}

/// Runs the command with the golden configuration, for the pair `orders` in another place.
fn patch_in(account: &str, region: &str, input: &str, arguments: &[&str]) -> Output {
    let place = ["--pair=orders", "--account", account, "--region", region];
    run(
        &golden("rolepair.yaml"),
        input,
        &[&place, arguments].concat(),
    )
}

fn run(config: &Path, input: &str, arguments: &[&str]) -> Output {
    let config = config.to_str().unwrap();
    rolepair(&[&["patch", "--config", config], arguments].concat(), input)
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

/// The golden description without the ARN that says where it is registered.
fn without_arn() -> String {
    changed(|value| {
        let definition = value["taskDefinition"].as_object_mut().unwrap();
        definition.remove("taskDefinitionArn").unwrap();
    })
}

/// The findings of a command that wrote nothing and ended with this code.
fn findings(output: &Output, code: i32) -> Vec<Value> {
    assert_eq!(output.status.code(), Some(code), "{}", stderr(output));
    assert_eq!(stdout(output), "");
    let lines = stderr(output).lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Runs the command where it must write nothing, and gives the codes and sentences of the findings.
fn refused_in(place: (&str, &str), input: &str, more: &[&str], code: i32) -> Vec<String> {
    let (account, region) = place;
    let arguments = [&["--output=json"], more].concat();
    let output = patch_in(account, region, input, &arguments);
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = findings(&output, code);
    for finding in &findings {
        assert_eq!(text(finding, "account"), account);
        assert_eq!(text(finding, "region"), region);
        assert_eq!(text(finding, "family"), "shop-api");
    }
    let shown = |finding| format!("{} {}", text(finding, "code"), text(finding, "message"));
    findings.iter().map(shown).collect()
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
fn a_finding_that_blocks_the_patch_is_reported_and_nothing_is_written() {
    let input = changed(|value| {
        value["taskDefinition"]["containerDefinitions"][0]["environment"] =
            serde_json::json!([{"name": "AWS_PROFILE", "value": "own"}]);
    });
    let output = patch(&input, &[PATH]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(stdout(&output), "");
    assert_eq!(
        stderr(&output),
        "RP103 api: the container sets `AWS_PROFILE` to `own` (account 444455556666, Region \
         eu-west-1, task definition shop-api:7). Cure: remove the variable, or opt the container \
         out with the docker label `rolepair.skip`\n"
    );
}

#[test]
fn a_refused_patch_reports_each_finding_once() {
    let input = changed(|value| {
        value["taskDefinition"]["containerDefinitions"][0]["environment"] = serde_json::json!([
            {"name": "AWS_PROFILE", "value": "own"},
            {"name": "AWS_REGION", "value": "us-west-2"},
        ]);
    });
    let findings = findings(&patch(&input, &[PATH, "--output=json"]), 3);
    let codes: Vec<&Value> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["RP103", "RP116"]);
}

#[test]
fn a_machine_reads_findings_as_one_object_a_line() {
    let input = changed(|value| value["taskDefinition"]["taskRoleArn"] = "own".into());
    let output = patch(&input, &[PATH, "--output=json"]);
    assert_eq!(output.status.code(), Some(3));
    let lines = findings(&output, 3);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["code"], "RP108");
}

#[test]
fn an_input_that_is_not_a_task_definition_says_what_it_is() {
    for (input, message) in [
        ("", "there is no text on standard input"),
        (" \n", "there is no text on standard input"),
        ("[]", "a task definition is a JSON object; this is a list"),
        ("{}", "`family` is missing"),
        (
            "{\"taskDefinition\": {}}",
            "`taskDefinition.family` is missing",
        ),
        (
            "{\"taskDefinition\": 7}",
            "`taskDefinition` is not an object",
        ),
        (
            "no json",
            "the text is not JSON: expected ident at line 1 column 2",
        ),
    ] {
        let findings = findings(&patch(input, &["--pair=orders", "--output=json"]), 3);
        assert_eq!(findings.len(), 1, "{input}");
        assert_eq!(findings[0]["code"], "RP115");
        assert_eq!(findings[0]["message"], message);
        assert_eq!(findings[0]["account"], "444455556666");
        assert_eq!(findings[0]["region"], "eu-west-1");
        let cure = findings[0]["cure"].as_str().unwrap();
        assert!(cure.contains("aws ecs describe-task-definition"), "{cure}");
    }
}

#[test]
fn a_byte_order_mark_is_ignored() {
    let marked = format!("\u{feff}{}", read("describe.json"));
    let output = patch(&marked, &[PATH]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), read("register.json"));
}

#[test]
fn a_person_at_a_terminal_reads_that_the_command_waits() {
    let config = golden("rolepair.yaml");
    let place = "--account=444455556666 --region=eu-west-1 --pair=orders";
    for arguments in [
        "unpatch".to_owned(),
        format!("patch {place} --config '{}'", config.display()),
    ] {
        let command = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_rolepair"));
        // It gives the command a terminal, and ends its input at once.
        let output = Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3), "{}", stdout(&output));
        let waiting = "waiting for a task definition on standard input; Ctrl-D ends it";
        assert!(stdout(&output).contains(waiting), "{}", stdout(&output));
    }
}

#[test]
fn a_definition_that_no_pair_selects_is_not_written() {
    let input = changed(|value| value["taskDefinition"]["family"] = "unrelated".into());
    let output = patch(&input, &[PATH, "--output=json"]);
    let findings = findings(&output, 4);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["code"], "RP209");
    assert_eq!(findings[0]["account"], "444455556666");
    assert_eq!(findings[0]["region"], "eu-west-1");
}

#[test]
fn a_region_that_the_configuration_does_not_list_is_left_alone() {
    for (region, message) in [
        (
            "ap-southeast-2",
            "RP305 the configuration does not list the Region `ap-southeast-2`",
        ),
        (
            "cn-north-1",
            "RP305 the Region `cn-north-1` is in the partition `aws-cn`; the configuration is for `aws`",
        ),
    ] {
        let place = ("444455556666", region);
        assert_eq!(refused_in(place, &without_arn(), &[], 4), [message]);
    }
}

#[test]
fn the_resource_account_is_left_alone() {
    let place = ("999999999999", "eu-west-1");
    assert_eq!(
        refused_in(place, &without_arn(), &[], 4),
        ["RP209 the account is the resource account, which is never a task account"]
    );
}

#[test]
fn an_account_of_another_organization_is_refused() {
    let place = ("444455556666", "eu-west-1");
    let elsewhere = ["--organization-path=o-zzzzzzzzzz/r-ab12/"];
    assert_eq!(
        refused_in(place, &without_arn(), &elsewhere, 3),
        ["RP207 the account is not in the organization `o-a1b2c3d4e5`"]
    );
}

#[test]
fn a_definition_that_is_registered_elsewhere_is_refused() {
    let describe = read("describe.json");
    let names = "RP303 the ARN of the task definition names the";
    assert_eq!(
        refused_in(("111122223333", "eu-west-1"), &describe, &[], 3),
        [format!(
            "{names} account `444455556666`, not `111122223333`"
        )]
    );
    assert_eq!(
        refused_in(("999999999999", "us-east-1"), &describe, &[], 3),
        [
            "RP209 the account is the resource account, which is never a task account".to_owned(),
            "RP305 the configuration does not list the Region `us-east-1`".to_owned(),
            format!("{names} account `444455556666`, not `999999999999`"),
            format!("{names} Region `eu-west-1`, not `us-east-1`"),
        ]
    );
    let china = changed(|value| {
        value["taskDefinition"]["taskDefinitionArn"] =
            "arn:aws-cn:ecs:eu-west-1:444455556666:task-definition/shop-api:7".into();
    });
    assert_eq!(
        refused_in(("444455556666", "eu-west-1"), &china, &[], 3),
        [format!("{names} partition `aws-cn`, not `aws`")]
    );
    let no_arn = changed(|value| value["taskDefinition"]["taskDefinitionArn"] = "shop".into());
    assert_eq!(
        refused_in(("444455556666", "eu-west-1"), &no_arn, &[], 3),
        ["RP115 `taskDefinitionArn` is `shop`, not the ARN of a task definition"]
    );
    let copy = patch_in("111122223333", "eu-west-1", &without_arn(), &[]);
    assert_eq!(copy.status.code(), Some(0), "{}", stderr(&copy));
}

#[test]
fn a_contradiction_between_arguments_and_definition_has_its_own_cure() {
    let describe = read("describe.json");
    let output = patch_in("111122223333", "eu-west-1", &describe, &["--output=json"]);
    let findings = findings(&output, 3);
    assert_eq!(findings[0]["revision"], 7);
    let cure = findings[0]["cure"].as_str().unwrap();
    assert!(cure.contains("`--account`") && cure.contains("remove `taskDefinitionArn`"));
}

#[test]
fn the_place_of_the_account_is_needed_only_where_a_pair_selects_by_it() {
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
fn every_error_of_a_configuration_is_reported_at_once() {
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
