//! Runs stories in processes of their own, with a policy that lacks a part.

use std::process::{Command, Output};

use rolepair_tests::{POLICY, POLICY_TEXT, PolicyPart};

/// Where to search for stories: first the quick ones and those about what the functions do mainly.
const PLACES: [&str; 7] = [
    "an_account_joins",
    "a_task_definition_is_registered",
    "escalations",
    "drift",
    "backfill::",
    "choices",
    "stories",
];

/// A story that takes too long to be searched.
const LONG: &str = "of_a_hundred_accounts";

fn stories(arguments: &[&str]) -> Command {
    let stories = std::env::current_exe().unwrap();
    let mut command = Command::new(stories);
    command
        .args(arguments)
        .env_remove("UPDATE_REPORT")
        .env("RUST_BACKTRACE", "0");
    command
}

fn run_without(part: &PolicyPart, arguments: &[&str]) -> Output {
    let mut command = stories(arguments);
    command
        .env(POLICY, &part.policy)
        .env(POLICY_TEXT, part.without.to_string());
    command.output().unwrap()
}

/// Whether a story passes with every policy whole.
pub(super) fn passes(story: &str) -> bool {
    let output = stories(&["--exact", story]).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    output.status.success() && printed.contains(&format!("test {story} ... ok"))
}

/// Whether a story fails without a part of a policy.
pub(super) fn fails_without(part: &PolicyPart, story: &str) -> bool {
    let output = run_without(part, &["--exact", story]);
    let printed = String::from_utf8_lossy(&output.stdout);
    !output.status.success() && printed.contains(&format!("test {story} ... FAILED"))
}

/// A story that fails without a part of a policy.
pub(super) fn story_that_fails_without(part: &PolicyPart) -> Option<String> {
    PLACES.iter().find_map(|place| {
        let arguments = [
            "--test-threads=4",
            "--skip",
            LONG,
            "--skip",
            "minimal_permissions",
            place,
        ];
        let output = run_without(part, &arguments);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = printed.lines();
        let failed = lines.find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
        failed.map(str::to_owned)
    })
}
