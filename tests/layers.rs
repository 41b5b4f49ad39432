//! Which crates may depend on which, and which modules may use each other. The tables below are
//! the rules; the manifests, cargo and the source are checked against them.

#[path = "layers/modules.rs"]
mod modules;
#[path = "layers/tokens.rs"]
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde_json::Value;

/// Every crate, and the crates of this workspace that its manifest may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("rolepair-model", &[]),
    ("rolepair-policy", &["model"]),
    ("rolepair-config", &["model", "policy"]),
    ("rolepair-plan", &["model", "policy", "config"]),
    ("rolepair-events", &["model"]),
    ("rolepair-cloudformation", &[]),
    ("rolepair-state-machine", &[]),
    ("rolepair-reconcile", &["model", "policy", "config", "plan"]),
    (
        "rolepair-aws",
        &["model", "policy", "config", "plan", "reconcile"],
    ),
    (
        "rolepair-runtime",
        &["model", "policy", "config", "plan", "events", "reconcile"],
    ),
    ("rolepair-rehearsal", &["model", "sandbox", "state-machine"]),
    ("rolepair-evaluator", &["model", "policy"]),
    (
        "rolepair-sandbox",
        &["model", "evaluator", "cloudformation", "state-machine"],
    ),
    ("rolepair-pair-account", FUNCTION),
    ("rolepair-patch-task-definition", FUNCTION),
    ("rolepair-backfill", FUNCTION),
    // Only its tests need them: they compare it with the script that it replaces.
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
    "state-machine",
    "pair-account",
    "patch-task-definition",
    "backfill",
];

/// The folders of what runs in AWS. A crate in them must not reach one in [`SANDBOX`].
const RUNS_IN_AWS: &[&str] = &["functions", "init", "shared"];

/// The folder of the embedded organization and of all that only it needs.
const SANDBOX: &str = "sandbox";

/// What decides and makes changes. The sandbox enforces AWS's rules on these crates, so it must not
/// depend on them.
const NOT_IN_THE_SANDBOX: &[&str] = &["rolepair-config", "rolepair-plan", "rolepair-reconcile"];

/// The circles of modules that are allowed: the crate, the module they are below, and the reason.
/// An entry without a circle is an error.
const ALLOWED_CIRCLES: &[(&str, &str, &str)] = &[(
    "rolepair-state-machine",
    "crate",
    "the language is recursive: a Map state has states in it, and a function has functions",
)];

/// What a crate must not reach, directly or through other crates. A `*` ends a prefix.
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
    ("rolepair-runtime", &["aws-sdk-*", "aws-config"]),
    (
        "rolepair-state-machine",
        &["aws-*", "lambda*", "hyper*", "reqwest", "mio", "tempfile"],
    ),
    ("rolepair-sandbox", &["lambda*", "aws-sdk-*", "aws-config"]),
    ("rolepair-pair-account", NOT_IN_A_LAMBDA),
    ("rolepair-patch-task-definition", NOT_IN_A_LAMBDA),
    ("rolepair-backfill", NOT_IN_A_LAMBDA),
];

/// No async, no AWS, no clock, no random numbers. (`aws_lambda_events` has types of JSON only.)
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

const NOT_IN_A_LAMBDA: &[&str] = &["proptest", "clap", "tempfile"];

/// The only crate with its own lints: what an integration test calls may panic.
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

/// The packages of the workspace, by name.
fn workspace() -> BTreeMap<String, Value> {
    let metadata = cargo(&["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| (text(&package["name"]), package.clone()))
        .collect()
}

/// The folder at the root of the workspace that a package is in: `shared`, `sandbox`.
fn folder(package: &Value) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a workspace");
    let manifest = text(&package["manifest_path"]);
    let inside = Path::new(&manifest)
        .strip_prefix(root)
        .expect("a path in the workspace");
    let folder = inside.components().next().expect("a folder");
    folder.as_os_str().to_str().expect("UTF-8").to_owned()
}

/// The crates of this workspace that a crate reaches by dependencies of any kind.
fn ours_reached_by(name: &str, workspace: &BTreeMap<String, Value>) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut ahead = vec![name.to_owned()];
    while let Some(name) = ahead.pop() {
        let dependencies = workspace[&name]["dependencies"].as_array().expect("a list");
        let names = dependencies
            .iter()
            .map(|dependency| text(&dependency["name"]));
        let ours = names.filter(|name| workspace.contains_key(name));
        ahead.extend(ours.filter(|name| reached.insert(name.clone())));
    }
    reached
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The names of all packages that are compiled into a crate.
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

/// What cargo compiles: every package, with its version and its features.
fn compiled(arguments: &[&str]) -> BTreeSet<String> {
    let form = ["tree", "--prefix", "none", "--format", "{p} [{f}]"];
    let tree = cargo(&[&form, arguments].concat());
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    lines.map(str::to_owned).collect()
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    }
}

#[test]
fn every_crate_has_a_layer() {
    let listed: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    let distinct: BTreeSet<String> = listed.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(listed.len(), distinct.len(), "a crate is listed twice");
    assert_eq!(distinct, workspace().into_keys().collect());
}

#[test]
fn no_crate_depends_on_one_above_it() {
    let workspace = workspace();
    let mut wrong = Vec::new();
    for (name, allowed) in LAYERS {
        // Dev-dependencies count too: a reader has to follow them as well.
        let dependencies = workspace[*name]["dependencies"].as_array().expect("a list");
        for dependency in dependencies
            .iter()
            .map(|dependency| text(&dependency["name"]))
        {
            let ours = dependency == "rolepair" || dependency.starts_with("rolepair-");
            let is_allowed = |layer: &&str| dependency.strip_prefix("rolepair-") == Some(layer);
            if ours && !allowed.iter().any(is_allowed) {
                wrong.push(format!("{name} depends on {dependency}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn nothing_that_runs_in_aws_reaches_the_sandbox() {
    let workspace = workspace();
    let mut wrong = Vec::new();
    for (name, package) in &workspace {
        if RUNS_IN_AWS.contains(&folder(package).as_str()) {
            for reached in ours_reached_by(name, &workspace) {
                if folder(&workspace[&reached]) == SANDBOX {
                    wrong.push(format!("{name} reaches {reached}"));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn the_sandbox_reaches_nothing_that_decides_or_makes_changes() {
    let workspace = workspace();
    let mut wrong = Vec::new();
    for (name, package) in &workspace {
        if folder(package) == SANDBOX {
            let reached = ours_reached_by(name, &workspace);
            let forbidden = NOT_IN_THE_SANDBOX
                .iter()
                .filter(|one| reached.contains(**one));
            wrong.extend(forbidden.map(|one| format!("{name} reaches {one}")));
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
fn the_demo_and_the_tests_share_one_compilation_of_their_crates() {
    let demo = compiled(&["--package", "rolepair", "--edges", "normal,build"]);
    let tests = compiled(&["--workspace", "--edges", "normal,build,dev"]);
    // Only the tests open a terminal of their own. The AWS SDKs do not depend on this crate.
    let (excepted, compiled_again): (Vec<&String>, Vec<&String>) = demo
        .difference(&tests)
        .partition(|line| line.starts_with("rustix "));
    assert_eq!(compiled_again, [""; 0]);
    assert_eq!(excepted.len(), 1, "the exception is out of date");
}

#[test]
fn the_init_program_has_no_dependency_but_the_standard_library() {
    let itself = BTreeSet::from(["rolepair-init".to_owned()]);
    assert_eq!(reached_by("rolepair-init"), itself);
}

#[test]
fn every_crate_inherits_the_lints_of_the_workspace() {
    for (name, package) in workspace() {
        let manifest = text(&package["manifest_path"]);
        let manifest = std::fs::read_to_string(Path::new(&manifest)).expect("a manifest");
        let inherits = manifest.contains("\n[lints]\nworkspace = true\n");
        assert_eq!(inherits, name != OWN_LINTS, "{name}");
    }
}

#[test]
fn no_modules_of_a_crate_use_each_other_in_a_circle() {
    let (mut wrong, mut needed) = (Vec::new(), BTreeSet::new());
    for (name, package) in workspace() {
        let folder = folder(&package);
        if !RUNS_IN_AWS.contains(&folder.as_str()) && folder != SANDBOX {
            continue;
        }
        for target in package["targets"].as_array().expect("a list") {
            let kind = text(&target["kind"][0]);
            if ["lib", "bin"].contains(&kind.as_str()) {
                let root = text(&target["src_path"]);
                for circle in modules::circles(Path::new(&root)) {
                    match allowed(&name, &circle) {
                        Some(index) => drop(needed.insert(index)),
                        None => wrong.push(format!("{name}: {}", circle.join(", "))),
                    }
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    let every_entry = 0..ALLOWED_CIRCLES.len();
    assert!(
        needed.into_iter().eq(every_entry),
        "an allowed circle is gone"
    );
}

/// Which entry of [`ALLOWED_CIRCLES`] allows the circle.
fn allowed(name: &str, circle: &[String]) -> Option<usize> {
    ALLOWED_CIRCLES.iter().position(|(allowed, parent, _)| {
        let parent = format!("{parent}::");
        *allowed == name && circle.iter().all(|module| module.starts_with(&parent))
    })
}
