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
const LONG: &str = "three_hundred";

fn tell(part: &PolicyPart, arguments: &[&str]) -> Output {
    let stories = std::env::current_exe().unwrap();
    let mut command = Command::new(stories);
    command
        .args(arguments)
        .env(POLICY, &part.policy)
        .env(POLICY_TEXT, part.without.to_string())
        .env_remove("UPDATE_REPORT")
        .env("RUST_BACKTRACE", "0");
    command.output().unwrap()
}

/// Whether a story fails without a part of a policy.
pub(super) fn fails_without(part: &PolicyPart, story: &str) -> bool {
    let output = tell(part, &["--exact", story]);
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
        let output = tell(part, &arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = said.lines();
        let failed = lines.find_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"));
        failed.map(str::to_owned)
    })
}
