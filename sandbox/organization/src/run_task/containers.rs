//! The containers of a task definition, as far as they matter for running them here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::RunTaskError;

/// A container to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TaskContainer {
    pub(super) name: String,
    /// Entry point and command; empty if both are the image's own.
    pub(super) words: Vec<String>,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) mounts: Vec<Mount>,
}

/// A volume's place in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) volume: String,
    pub(super) path: String,
    pub(super) read_only: bool,
}

/// What has to run for one container to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    /// Containers that have to end first, in the order they are run; `true` if they have to
    /// succeed.
    pub(super) first: Vec<(TaskContainer, bool)>,
    /// The container itself.
    pub(super) chosen: TaskContainer,
    /// Containers it depends on that would keep running next to it. They are not run.
    pub(super) left_out: BTreeSet<String>,
}

/// The container of a task if none is named: the first essential one.
pub(super) fn default_container(task_definition: &Map<String, Value>) -> Option<String> {
    let essential = |container: &&Value| container.get("essential") != Some(&Value::Bool(false));
    let container = definitions(task_definition).find(essential)?;
    container.get("name")?.as_str().map(str::to_owned)
}

/// Everything that has to run for the container `name`.
pub(super) fn order(
    task_definition: &Map<String, Value>,
    name: &str,
) -> Result<Order, RunTaskError> {
    let mut order = Order {
        first: Vec::new(),
        chosen: container(task_definition, name)?,
        left_out: BTreeSet::new(),
    };
    let mut seen = BTreeSet::from([name.to_owned()]);
    visit(task_definition, name, &mut seen, &mut order)?;
    Ok(order)
}

/// Adds what `name` waits for, deepest first, and then `name`.
fn visit(
    task_definition: &Map<String, Value>,
    name: &str,
    seen: &mut BTreeSet<String>,
    order: &mut Order,
) -> Result<(), RunTaskError> {
    let definition = definition(task_definition, name)?;
    for dependency in list(definition, "dependsOn") {
        let on = text(dependency, "containerName");
        if !seen.insert(on.clone()) {
            continue;
        }
        visit(task_definition, &on, seen, order)?;
        match text(dependency, "condition").as_str() {
            condition @ ("SUCCESS" | "COMPLETE") => {
                let must_succeed = condition == "SUCCESS";
                order
                    .first
                    .push((container(task_definition, &on)?, must_succeed));
            }
            _ => drop(order.left_out.insert(on)),
        }
    }
    Ok(())
}

fn container(
    task_definition: &Map<String, Value>,
    name: &str,
) -> Result<TaskContainer, RunTaskError> {
    let definition = definition(task_definition, name)?;
    for (member, what) in [
        ("secrets", "secrets"),
        ("environmentFiles", "environment files"),
    ] {
        if list(definition, member).next().is_some() {
            return Err(RunTaskError::unrunnable(
                name,
                format!("it takes {what}, which the embedded organization does not have"),
            ));
        }
    }
    let words = |member| {
        list(definition, member)
            .filter_map(Value::as_str)
            .map(str::to_owned)
    };
    let environment =
        list(definition, "environment").map(|entry| (text(entry, "name"), text(entry, "value")));
    Ok(TaskContainer {
        name: name.to_owned(),
        words: words("entryPoint").chain(words("command")).collect(),
        environment: environment.collect(),
        mounts: mounts(task_definition, definition)?,
    })
}

/// The container's own mounts, and those of `volumesFrom`.
fn mounts(
    task_definition: &Map<String, Value>,
    container: &Value,
) -> Result<Vec<Mount>, RunTaskError> {
    let mut mounts: Vec<Mount> = own_mounts(container).collect();
    for from in list(container, "volumesFrom") {
        let read_only = from.get("readOnly") == Some(&Value::Bool(true));
        let source = definition(task_definition, &text(from, "sourceContainer"))?;
        let inherited = own_mounts(source).map(|mount| Mount {
            read_only: mount.read_only || read_only,
            ..mount
        });
        let inherited: Vec<Mount> = inherited
            .filter(|mount| mounts.iter().all(|own| own.path != mount.path))
            .collect();
        mounts.extend(inherited);
    }
    Ok(mounts)
}

fn own_mounts(container: &Value) -> impl Iterator<Item = Mount> {
    list(container, "mountPoints").map(|mount| Mount {
        volume: text(mount, "sourceVolume"),
        path: text(mount, "containerPath"),
        read_only: mount.get("readOnly") == Some(&Value::Bool(true)),
    })
}

fn definition<'a>(
    task_definition: &'a Map<String, Value>,
    name: &str,
) -> Result<&'a Value, RunTaskError> {
    definitions(task_definition)
        .find(|container| text(container, "name") == name)
        .ok_or_else(|| {
            RunTaskError::refused(format!("the task definition has no container `{name}`"))
        })
}

fn definitions(task_definition: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    task_definition
        .get("containerDefinitions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn list<'a>(value: &'a Value, member: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(member)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text(value: &Value, member: &str) -> String {
    value
        .get(member)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn task() -> Map<String, Value> {
        let task = json!({"containerDefinitions": [
            {"name": "late", "essential": false, "entryPoint": ["sh", "-c"], "command": ["true"],
             "dependsOn": [{"containerName": "early", "condition": "COMPLETE"}],
             "mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}]},
            {"name": "early", "essential": false},
            {"name": "proxy"},
            {"name": "app",
             "environment": [{"name": "A", "value": "1"}],
             "volumesFrom": [{"sourceContainer": "late", "readOnly": true}],
             "dependsOn": [{"containerName": "proxy", "condition": "START"}, {"containerName": "late", "condition": "SUCCESS"}]},
            {"name": "other", "secrets": [{"name": "S", "valueFrom": "x"}]},
        ]});
        task.as_object().unwrap().clone()
    }

    #[test]
    fn what_has_to_end_first_comes_first_and_what_keeps_running_is_named() {
        let order = order(&task(), "app").unwrap();
        let first: Vec<(&str, bool)> = order
            .first
            .iter()
            .map(|(container, must)| (container.name.as_str(), *must))
            .collect();
        assert_eq!(first, [("early", false), ("late", true)]);
        assert_eq!(order.left_out, BTreeSet::from(["proxy".to_owned()]));
        assert_eq!(order.first[1].0.words, ["sh", "-c", "true"]);
        assert_eq!(order.chosen.environment["A"], "1");
    }

    #[test]
    fn a_container_takes_the_mounts_of_another() {
        let order = order(&task(), "app").unwrap();
        let mount = Mount {
            volume: "v".to_owned(),
            path: "/v".to_owned(),
            read_only: true,
        };
        assert_eq!(order.chosen.mounts, [mount]);
        assert!(!order.first[1].0.mounts[0].read_only);
    }

    #[test]
    fn the_first_essential_container_is_the_default() {
        assert_eq!(default_container(&task()).unwrap(), "proxy");
    }

    #[test]
    fn secrets_and_missing_containers_are_refused() {
        let error = order(&task(), "other").unwrap_err().to_string();
        assert!(
            error.contains("`other`") && error.contains("secrets"),
            "{error}"
        );
        assert!(
            order(&task(), "nobody")
                .unwrap_err()
                .to_string()
                .contains("`nobody`")
        );
    }
}
