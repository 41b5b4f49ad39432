//! Which way the crates point, and what none of them may reach. The tables say it; cargo is asked
//! how it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde_json::Value;

/// Every crate, and the crates of ours it may name in its manifest.
const LAYERS: &[(&str, &[&str])] = &[
    ("rolepair-model", &[]),
    ("rolepair-policy", &["model"]),
    ("rolepair-config", &["model", "policy"]),
    ("rolepair-plan", &["model", "policy", "config"]),
    ("rolepair-events", &["model"]),
    ("rolepair-cloudformation", &[]),
    ("rolepair-reconcile", &["model", "policy", "config", "plan"]),
    (
        "rolepair-aws",
        &["model", "policy", "config", "plan", "reconcile"],
    ),
    (
        "rolepair-runtime",
        &["model", "policy", "config", "plan", "events", "reconcile"],
    ),
    ("rolepair-rehearsal", &["model", "sandbox"]),
    ("rolepair-evaluator", &["model", "policy"]),
    (
        "rolepair-sandbox",
        &["model", "evaluator", "cloudformation"],
    ),
    ("rolepair-pair-account", FUNCTION),
    ("rolepair-patch-task-definition", FUNCTION),
    ("rolepair-backfill", FUNCTION),
    // For its tests alone, which hold it against the script it stands in for.
    ("rolepair-init", &["config", "plan"]),
    ("rolepair", EVERYTHING),
    ("rolepair-tests", EVERYTHING),
];

const FUNCTION: &[&str] = &[
    "model",
    "policy",
    "config",
    "plan",
    "events",
    "reconcile",
    "aws",
    "runtime",
];

const EVERYTHING: &[&str] = &[
    "model",
    "policy",
    "config",
    "plan",
    "events",
    "reconcile",
    "aws",
    "runtime",
    "sandbox",
    "rehearsal",
    "evaluator",
    "cloudformation",
    "pair-account",
    "patch-task-definition",
    "backfill",
];

/// What a crate must not reach, however many crates lie between; a `*` ends a prefix.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("rolepair-model", IMPURE),
    ("rolepair-policy", IMPURE),
    ("rolepair-config", IMPURE),
    ("rolepair-plan", IMPURE),
    ("rolepair-events", IMPURE),
    ("rolepair-evaluator", IMPURE),
    ("rolepair-cloudformation", IMPURE),
    (
        "rolepair-reconcile",
        &["aws-*", "aws_*", "lambda*", "hyper*", "reqwest"],
    ),
    ("rolepair-aws", &["lambda*", "aws_lambda_events"]),
    (
        "rolepair-runtime",
        &["aws-sdk-*", "aws-config", "rolepair-sandbox"],
    ),
    ("rolepair-sandbox", &["lambda*", "aws-sdk-*", "aws-config"]),
    ("rolepair-pair-account", NOT_IN_A_LAMBDA),
    ("rolepair-patch-task-definition", NOT_IN_A_LAMBDA),
    ("rolepair-backfill", NOT_IN_A_LAMBDA),
];

/// No async, no AWS, no clock, no random: `aws_lambda_events` is only types of JSON.
const IMPURE: &[&str] = &[
    "aws-*",
    "lambda*",
    "tokio*",
    "async-*",
    "futures*",
    "hyper*",
    "http",
    "reqwest",
    "mio",
    "rand*",
    "getrandom",
    "uuid",
    "chrono",
    "jiff",
    "tempfile",
];

const NOT_IN_A_LAMBDA: &[&str] = &["rolepair-sandbox", "proptest", "clap", "tempfile"];

/// The one crate with lints of its own: what an integration test calls may panic.
const OWN_LINTS: &str = "rolepair-tests";

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let output = Command::new(cargo)
        .args(arguments)
        .args(["--offline", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {complaint}");
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// The packages of the workspace by name, as their manifests have them.
fn workspace() -> BTreeMap<String, Value> {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| (text(&package["name"]), package.clone()))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The names of all packages that are linked into a crate.
fn reached_by(package: &str) -> BTreeSet<String> {
    let tree = cargo(&[
        "tree",
        "--package",
        package,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    }
}

#[test]
fn every_crate_has_its_layer() {
    let listed: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    let distinct: BTreeSet<String> = listed.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(listed.len(), distinct.len(), "a crate is listed twice");
    assert_eq!(distinct, workspace().into_keys().collect());
}

#[test]
fn no_crate_names_one_that_lies_above_it() {
    let workspace = workspace();
    let mut wrong = Vec::new();
    for (name, allowed) in LAYERS {
        // Dev-dependencies count: a cycle of them is a cycle in the head.
        let dependencies = workspace[*name]["dependencies"].as_array().expect("a list");
        for dependency in dependencies
            .iter()
            .map(|dependency| text(&dependency["name"]))
        {
            let ours = dependency == "rolepair" || dependency.starts_with("rolepair-");
            let is_allowed = |layer: &&str| dependency.strip_prefix("rolepair-") == Some(layer);
            if ours && !allowed.iter().any(is_allowed) {
                wrong.push(format!("{name} names {dependency}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_crate_reaches_what_its_layer_forbids() {
    let mut wrong = Vec::new();
    for (name, forbidden) in FORBIDDEN {
        for reached in reached_by(name) {
            if forbidden.iter().any(|pattern| matches(pattern, &reached)) {
                wrong.push(format!("{name} reaches {reached}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn the_init_program_is_the_standard_library_alone() {
    let itself = BTreeSet::from(["rolepair-init".to_owned()]);
    assert_eq!(reached_by("rolepair-init"), itself);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for (name, package) in workspace() {
        let manifest = text(&package["manifest_path"]);
        let manifest = std::fs::read_to_string(Path::new(&manifest)).expect("a manifest");
        let inherits = manifest.contains("\n[lints]\nworkspace = true\n");
        assert_eq!(inherits, name != OWN_LINTS, "{name}");
    }
}
