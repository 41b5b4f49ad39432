//! The event patterns of `infra/event-patterns`, each for the function its file name begins with:
//! the same files the templates embed.

use std::sync::LazyLock;

use serde_json::Value;

use super::event_pattern::EventPattern;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../infra/event-patterns/", $name)))),+]
    };
}

/// File name and text of every pattern.
const FILES: &[(&str, &str)] = files![
    "pair-account-control-tower.json",
    "pair-account-organizations.json",
    "patch-task-definition-ecs.json",
];

/// The patterns of the function called `function`.
pub(super) fn of(function: &str) -> Vec<EventPattern> {
    FILES
        .iter()
        .filter(|(file, _)| is_for(file, function))
        .filter_map(|(file, text)| {
            // A test reads every file, so a wrong one never gets here.
            EventPattern::parse(text)
                .inspect_err(|error| tracing::error!(file, %error, "an event pattern is wrong"))
                .ok()
        })
        .collect()
}

/// The name of rolepair's rule whose pattern matches an event. The rules of the member accounts
/// have the same patterns as the hub's.
pub(crate) fn rolepair_rule(event: &Value) -> Option<String> {
    static RULES: LazyLock<Vec<(String, EventPattern)>> = LazyLock::new(|| {
        let rule = |(file, text): &(&str, &str)| {
            let name = file.strip_suffix(".json")?;
            Some((format!("rolepair-{name}"), EventPattern::parse(text).ok()?))
        };
        FILES.iter().filter_map(rule).collect()
    });
    let mut rules = RULES.iter();
    let rule = rules.find(|(_, pattern)| pattern.matches(event))?;
    Some(rule.0.clone())
}

/// `pair-account-moved.json` is for `pair-account`, not for a function `pair-acc`.
fn is_for(file: &str, function: &str) -> bool {
    file.strip_prefix(function)
        .is_some_and(|rest| rest.starts_with('-') || rest == ".json")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn folder(below: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(below)
    }

    fn names(below: &str) -> Vec<String> {
        let entries = std::fs::read_dir(folder(below)).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".json"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn every_pattern_of_the_folder_is_embedded_can_be_read_and_has_its_function() {
        let embedded: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names("infra/event-patterns"), embedded);
        for (name, text) in FILES {
            EventPattern::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let functions = ["pair-account", "patch-task-definition", "backfill"];
            assert_eq!(
                functions
                    .iter()
                    .filter(|function| is_for(name, function))
                    .count(),
                1,
                "{name}"
            );
        }
    }

    /// The samples that reach a function, each by exactly one pattern.
    #[test]
    fn each_sample_event_goes_where_it_belongs_and_goes_there_once() {
        let accounts = [
            "ct_create_managed_account_succeeded.json",
            "ct_update_managed_account_succeeded.json",
            "org_accept_handshake_member_account.json",
            "org_account_joined_created_UNVERIFIED_SHAPE.json",
            "org_account_joined_invited_UNVERIFIED_SHAPE.json",
            "org_create_account_result_failed.json",
            "org_create_account_result_succeeded.json",
            "org_move_account.json",
        ];
        let task_definitions = [
            "ecs_register_task_definition_by_rolepair_loop_guard.json",
            "ecs_register_task_definition_ec2.json",
            "ecs_register_task_definition_env_values_visible.json",
            "ecs_register_task_definition_fargate.json",
        ];
        let events = names("tests/golden/events");
        assert!(events.len() > 25);
        for name in events {
            let text = std::fs::read_to_string(folder("tests/golden/events").join(&name)).unwrap();
            let event = serde_json::from_str(&text).unwrap();
            let matching = |function| {
                of(function)
                    .iter()
                    .filter(|pattern| pattern.matches(&event))
                    .count()
            };
            let expected = |list: &[&str]| usize::from(list.contains(&name.as_str()));
            assert_eq!(matching("pair-account"), expected(&accounts), "{name}");
            assert_eq!(
                matching("patch-task-definition"),
                expected(&task_definitions),
                "{name}"
            );
            assert_eq!(matching("backfill"), 0, "{name}");
        }
    }
    #[test]
    fn what_the_hub_role_registers_does_not_come_back() {
        let sample = "tests/golden/events/ecs_register_task_definition_by_rolepair_loop_guard.json";
        let text = std::fs::read_to_string(folder(sample)).unwrap();
        let text = text.replace("rolepair-registrar", "rolepair-hub-task-account");
        let event = serde_json::from_str(&text).unwrap();
        assert!(
            !of("patch-task-definition")
                .iter()
                .any(|pattern| pattern.matches(&event))
        );
    }
}
