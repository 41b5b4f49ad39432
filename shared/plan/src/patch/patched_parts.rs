use std::collections::BTreeMap;

use rolepair_model::TaskDefinition;
use serde_json::Value;

use super::{
    added::Added,
    layout::{ENVIRONMENT, INIT_CONTAINER, VOLUME},
};
use crate::json::{self, JsonObject};

/// The parts of a definition that a patch decides.
///
/// Two definitions are compared by these parts and not as a whole: ECS describes a definition in its
/// own form, with variables in another order and defaults spelled out. If a new default of ECS made a
/// patched definition look unpatched, rolepair would answer its own registrations for ever.
#[derive(Debug)]
pub(crate) struct PatchedParts<'a> {
    task_role: Option<&'a str>,
    /// The host directory of each volume of ours; empty for an empty volume.
    volumes: Vec<&'a str>,
    init: Vec<&'a Value>,
    containers: BTreeMap<&'a str, ContainerParts<'a>>,
}

#[derive(Debug, Default)]
struct ContainerParts<'a> {
    environment: BTreeMap<&'a str, Vec<&'a str>>,
    mounts: Vec<&'a Value>,
    dependencies: Vec<&'a Value>,
    has_record: bool,
}

impl<'a> PatchedParts<'a> {
    pub(crate) fn of(definition: &'a TaskDefinition) -> Self {
        let body = &definition.body;
        let (init, containers): (Vec<_>, Vec<_>) = entries(body, "containerDefinitions")
            .iter()
            .partition(|container| text(container, "name") == Some(INIT_CONTAINER));
        let read =
            |value: &'a Value| Some((text(value, "name")?, ContainerParts::of(value.as_object()?)));
        Self {
            task_role: body.get("taskRoleArn").and_then(Value::as_str),
            volumes: entries(body, "volumes")
                .iter()
                .filter(|volume| text(volume, "name") == Some(VOLUME))
                .map(|volume| volume.get("host").and_then(|host| text(host, "sourcePath")))
                .map(Option::unwrap_or_default)
                .collect(),
            init,
            containers: containers.into_iter().filter_map(read).collect(),
        }
    }

    /// Whether all wanted parts are here, and no other part of ours.
    pub(crate) fn cover(&self, wanted: &Self) -> bool {
        self.task_role == wanted.task_role
            && self.volumes == wanted.volumes
            && all_cover(&self.init, &wanted.init)
            && self.containers.keys().eq(wanted.containers.keys())
            && self
                .containers
                .values()
                .zip(wanted.containers.values())
                .all(|(parts, wanted)| parts.cover(wanted))
    }
}

impl<'a> ContainerParts<'a> {
    fn of(container: &'a JsonObject) -> Self {
        let of_ours = |member, key, name| {
            let list = entries(container, member).iter();
            list.filter(|entry| text(entry, key) == Some(name))
                .collect()
        };
        let mut environment: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for variable in entries(container, "environment") {
            let name = text(variable, "name").unwrap_or_default();
            if ENVIRONMENT.contains(&name) {
                let value = text(variable, "value").unwrap_or_default();
                environment.entry(name).or_default().push(value);
            }
        }
        Self {
            environment,
            mounts: of_ours("mountPoints", "sourceVolume", VOLUME),
            dependencies: of_ours("dependsOn", "containerName", INIT_CONTAINER),
            has_record: Added::of(container).is_some(),
        }
    }

    fn cover(&self, wanted: &Self) -> bool {
        self.environment == wanted.environment
            && all_cover(&self.mounts, &wanted.mounts)
            && all_cover(&self.dependencies, &wanted.dependencies)
            && self.has_record == wanted.has_record
    }
}

fn all_cover(values: &[&Value], wanted: &[&Value]) -> bool {
    values.len() == wanted.len()
        && values
            .iter()
            .zip(wanted)
            .all(|(value, wanted)| covers(value, wanted))
}

/// Whether `value` contains all of `wanted`. More members do not matter, nor does the order of a list
/// of objects. Any other list, such as a command, has to be equal.
fn covers(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Object(value), Value::Object(wanted)) => wanted
            .iter()
            .all(|(member, wanted)| value.get(member).is_some_and(|value| covers(value, wanted))),
        (Value::Array(values), Value::Array(wanted)) if wanted.iter().all(Value::is_object) => {
            wanted
                .iter()
                .all(|wanted| values.iter().any(|value| covers(value, wanted)))
        }
        _ => value == wanted,
    }
}

fn entries<'a>(object: &'a JsonObject, member: &str) -> &'a [Value] {
    json::list(object, member).unwrap_or_default()
}

fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member)?.as_str()
}
