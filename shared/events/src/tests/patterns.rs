//! The patterns in `infra/` let through the events that are read as facts, and few others.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

const PATTERNS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/event-patterns");

/// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html>
const PATTERN_MAX_CHARS: usize = 4096;

fn patterns() -> BTreeMap<String, String> {
    let files = std::fs::read_dir(PATTERNS).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let name = |path: &std::path::Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths
        .map(|path| (name(&path), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

/// Matches as EventBridge does, for the part of its language that the patterns use.
fn lets_through(pattern: &Value, event: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => fields
            .iter()
            .all(|(key, pattern)| lets_through(pattern, event.and_then(|event| event.get(key)))),
        Value::Array(alternatives) => alternatives.iter().any(|rule| fits(rule, event)),
        other => panic!("{other} in a pattern"),
    }
}

fn fits(rule: &Value, value: Option<&Value>) -> bool {
    if let Some(exists) = rule.get("exists") {
        exists.as_bool() == Some(value.is_some())
    } else if let Some(unwanted) = rule.get("anything-but") {
        let unwanted = unwanted.as_array().unwrap();
        value.is_some_and(|value| !unwanted.contains(value))
    } else {
        assert!(rule.is_string(), "{rule} in a pattern");
        value == Some(rule)
    }
}

/// The patterns that let an event through.
fn routes(event: &Value) -> Vec<String> {
    let patterns = patterns().into_iter();
    let fitting = patterns
        .filter(|(_, pattern)| lets_through(&serde_json::from_str(pattern).unwrap(), Some(event)));
    fitting.map(|(name, _)| name).collect()
}

#[test]
fn every_pattern_is_within_its_quota() {
    assert_eq!(patterns().len(), 3);
    for (name, pattern) in patterns() {
        assert!(pattern.chars().count() <= PATTERN_MAX_CHARS, "{name}");
        assert!(!pattern.contains("detail-type"), "{name}");
    }
}

#[test]
fn the_patterns_let_through_every_fact_and_what_must_be_reported() {
    let organizations = "pair-account-organizations";
    let control_tower = "pair-account-control-tower";
    let ecs = "patch-task-definition-ecs";
    let expected = BTreeSet::from([
        ("ct_create_managed_account_succeeded", control_tower),
        ("ct_update_managed_account_succeeded", control_tower),
        ("ecs_register_task_definition_by_rolepair_loop_guard", ecs),
        ("ecs_register_task_definition_ec2", ecs),
        ("ecs_register_task_definition_env_values_visible", ecs),
        ("ecs_register_task_definition_fargate", ecs),
        ("org_accept_handshake_member_account", organizations),
        ("org_account_joined_created_UNVERIFIED_SHAPE", organizations),
        ("org_account_joined_invited_UNVERIFIED_SHAPE", organizations),
        ("org_create_account_result_failed", organizations),
        ("org_create_account_result_succeeded", organizations),
        ("org_move_account", organizations),
    ]);
    let mut found = BTreeSet::new();
    for sample in samples::names() {
        for route in routes(&json(&sample)) {
            found.insert((sample.clone(), route));
        }
    }
    let expected = expected
        .into_iter()
        .map(|(sample, route)| (sample.to_owned(), route.to_owned()));
    assert_eq!(found, expected.collect());
}

#[test]
fn our_own_registration_is_filtered_out_and_one_without_a_session_is_not() {
    let issuer = "/detail/userIdentity/sessionContext/sessionIssuer/userName";
    let own = with(REGISTERED, &[(issuer, "rolepair-hub-task-account".into())]);
    assert!(routes(&serde_json::from_str(&own).unwrap()).is_empty());
    let user = without(REGISTERED, &["/detail/userIdentity/sessionContext"]);
    assert_eq!(
        routes(&serde_json::from_str(&user).unwrap()),
        ["patch-task-definition-ecs"]
    );
}
