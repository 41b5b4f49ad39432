//! `rolepair unpatch` as a person sees it who removes rolepair: what goes in, what comes out, and the
//! exit code.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of an integration test may panic"
)]

#[path = "support/piped.rs"]
mod piped;

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::piped::{golden, rolepair};

fn read(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(golden(name)).unwrap()).unwrap()
}

fn unpatch(input: &Value) -> Output {
    rolepair(&["unpatch"], &input.to_string())
}

/// The patch of a description for the pair `orders`, described as ECS would describe it.
fn patched(description: &Value, config: &Path) -> Value {
    let config = config.to_str().unwrap();
    let arguments = [
        "patch",
        "--pair=orders",
        "--account=444455556666",
        "--region=eu-west-1",
        "--config",
        config,
    ];
    let output = rolepair(&arguments, &description.to_string());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut body = json_of(&output);
    let tags = body.as_object_mut().unwrap().remove("tags").unwrap();
    body["revision"] = json!(8);
    body["status"] = json!("ACTIVE");
    body["registeredAt"] = json!(1763600001.5);
    json!({"taskDefinition": body, "tags": tags})
}

/// The input that would register the golden description again.
fn original() -> Value {
    let describe = read("describe.json");
    let mut input = describe["taskDefinition"].clone();
    let members = input.as_object_mut().unwrap();
    for described in [
        "taskDefinitionArn",
        "revision",
        "status",
        "compatibilities",
        "registeredAt",
        "registeredBy",
    ] {
        members.remove(described).unwrap();
    }
    members.insert("tags".to_owned(), json!([{"key": "team", "value": "shop"}]));
    input
}

fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn a_patched_description_becomes_what_was_registered_before_the_patch() {
    let output = unpatch(&patched(&read("describe.json"), &golden("rolepair.yaml")));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(json_of(&output), original());
    assert_eq!(stderr(&output), "");
}

#[test]
fn the_input_that_registered_the_patch_can_be_unpatched_too() {
    let output = unpatch(&read("register.json"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(json_of(&output), original());
}

#[test]
fn a_task_role_that_was_replaced_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("rolepair.yaml");
    let text = std::fs::read_to_string(golden("rolepair.yaml")).unwrap();
    let replacing = text.replace(
        "  orders:\n",
        "  orders:\n    existing_task_role: replace\n",
    );
    assert_ne!(text, replacing);
    std::fs::write(&config, replacing).unwrap();
    let mut description = read("describe.json");
    let role = "arn:aws:iam::444455556666:role/shop";
    description["taskDefinition"]["taskRoleArn"] = role.into();
    let patched = patched(&description, &config);
    assert_ne!(patched["taskDefinition"]["taskRoleArn"], role);

    let output = unpatch(&patched);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(json_of(&output)["taskRoleArn"], role);

    let mut without_tags = patched;
    without_tags.as_object_mut().unwrap().remove("tags");
    let output = unpatch(&without_tags);
    assert_eq!(output.status.code(), Some(3), "the role would be lost");
    assert!(stderr(&output).starts_with("RP115 shop-api: "));
    assert!(stderr(&output).contains("`--include TAGS`"));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_definition_that_is_not_patched_is_not_written() {
    let output = unpatch(&read("describe.json"));
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("is not patched"));
    assert!(output.stdout.is_empty());
}

#[test]
fn an_input_that_is_not_a_task_definition_is_a_finding() {
    for input in ["", "[]", "{\"taskDefinition\": 7}", "no json"] {
        let output = rolepair(&["unpatch", "--output=json"], input);
        assert_eq!(output.status.code(), Some(3), "{input}");
        let finding: Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!(finding["code"], "RP115");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn it_takes_no_configuration_and_shows_what_changes_when_asked() {
    let input = read("register.json").to_string();
    let output = rolepair(&["unpatch", "--config=rolepair.yaml"], &input);
    assert_eq!(output.status.code(), Some(2));
    let output = rolepair(&["unpatch", "--diff"], &input);
    assert_eq!(json_of(&output), original());
    let removed = |line: &&str| line.starts_with("- ");
    assert!(stderr(&output).lines().filter(removed).count() > 10);
}
