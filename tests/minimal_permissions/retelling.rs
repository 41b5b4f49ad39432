//! Tells stories again in a process of their own, with a policy that lacks something.

use std::process::{Command, Output};

use rolepair_tests::{POLICY, POLICY_TEXT, PolicyPart};

/// Where stories are looked for, the quick ones and those of the functions' main way first.
const WHERE: [&str; 7] = [
    "an_account_joins",
    "a_task_definition_is_registered",
    "escalations",
    "drift",
    "backfill::",
    "choices",
    "stories",
];

/// Too long to be told again and again.
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

fn tell_without(part: &PolicyPart, arguments: &[&str]) -> Output {
    let mut command = stories(arguments);
    command
        .env(POLICY, &part.policy)
        .env(POLICY_TEXT, part.without.to_string());
    command.output().unwrap()
}

/// Whether a story ends well in a process of its own, where nothing is taken out.
pub(super) fn ends_well(story: &str) -> bool {
    let output = stories(&["--exact", story]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    output.status.success() && said.contains(&format!("test {story} ... ok"))
}

/// Whether a story fails without a part of a policy.
pub(super) fn fails_without(part: &PolicyPart, story: &str) -> bool {
    let output = tell_without(part, &["--exact", story]);
    let said = String::from_utf8_lossy(&output.stdout);
    !output.status.success() && said.contains(&format!("test {story} ... FAILED"))
}

/// A story that fails without a part of a policy.
pub(super) fn story_that_fails_without(part: &PolicyPart) -> Option<String> {
    WHERE.iter().find_map(|place| {
        let arguments = [
            "--test-threads=4",
            "--skip",
            LONG,
            "--skip",
            "minimal_permissions",
            place,
        ];
        let output = tell_without(part, &arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = said.lines();
        let failed = lines.find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
        failed.map(str::to_owned)
    })
}
