//! `rolepair demo` as a script sees it.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of an integration test may panic"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::Value;

/// Runs the demo where no AWS CLI is found, so that it is the same on every machine.
fn demo(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rolepair"))
        .arg("demo")
        .args(arguments)
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

#[test]
fn everything_the_demo_claims_holds_and_has_evidence() {
    let (code, document) = demo(&["--output", "json"]);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(code, Some(0), "{document:#}");
    assert_eq!(document["holds"], true);
    assert_eq!(document["error"], Value::Null);
    for what in ["functions", "container", "mounts"] {
        assert!(document["setting"][what].is_string(), "{what}");
    }
    let checks = document["checks"].as_array().unwrap();
    for check in checks {
        assert_eq!(check["holds"], true, "{check:#}");
        assert!(!check["evidence"].is_null(), "{check:#}");
    }
    let names: Vec<&str> = checks
        .iter()
        .filter_map(|check| check["name"].as_str())
        .collect();
    for name in [
        "the pair, as read back from IAM, is proven",
        "a patched revision follows the one that was registered",
        "the task is the resource role of account A",
        "the task reads the table of account A",
        "the task role alone is refused",
        "another role of B is refused",
        "an administrator of another account is refused",
        "the backfill finds nothing left to do",
    ] {
        assert!(names.contains(&name), "{name} is not among {names:#?}");
    }
}

#[test]
fn a_demo_that_cannot_go_on_says_so_and_fails() {
    let (code, document) = demo(&["--output", "json", "--functions", "/nonexistent"]);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(document["holds"], false);
    let error = document["error"].as_str().unwrap();
    assert!(error.contains("/nonexistent/pair-account"), "{error}");
}

#[test]
fn a_demo_whose_functions_do_nothing_fails() {
    let folder = tempfile::tempdir().unwrap();
    for function in ["pair-account", "patch-task-definition", "backfill"] {
        let program = folder.path().join(function);
        std::fs::write(&program, "#!/bin/sh\nexit 1\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let folder = folder.path().to_str().unwrap();
    let (code, document) = demo(&["--output", "json", "--functions", folder]);
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(code, Some(1));
    assert_eq!(document["holds"], false);
    let checks = document["checks"].as_array().unwrap();
    let held = |name: &str| {
        let check = checks.iter().find(|check| check["name"] == name).unwrap();
        check["holds"].as_bool().unwrap()
    };
    assert!(held("the account `shop` joined (B)"));
    for name in [
        "the task role is there, in B",
        "a patched revision follows the one that was registered",
        "the task is the resource role of account A",
        "the task role alone is refused",
        "there are no dead letters",
        "the backfill finds nothing left to do",
    ] {
        assert!(!held(name), "{name}");
    }
}
