//! What RegisterTaskDefinition refuses, as far as it is documented
//! (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html>).
//! A member this file does not know is kept and never checked.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    container::{Container, text},
    fargate_size,
    reference::client,
};
use crate::service_error::ServiceError;

/// Containers in one task definition
/// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>).
const MAX_CONTAINERS: usize = 10;
/// Bytes of one task definition, from the same page.
const MAX_BYTES: usize = 65_536;
/// The length of the name of a container or a volume.
const MAX_NAME: usize = 255;

/// A registration that may be carried out.
pub(super) struct Valid<'a> {
    pub(super) members: &'a Map<String, Value>,
    pub(super) containers: Vec<Container<'a>>,
}

/// Checks a registration.
pub(super) fn registration(members: &Map<String, Value>) -> Result<Valid<'_>, ServiceError> {
    let length = serde_json::to_string(members).map_or(0, |text| text.len());
    if length > MAX_BYTES {
        return Err(client(format!(
            "Actual length: '{length}'. Max allowed length is '{MAX_BYTES}' bytes."
        )));
    }
    let containers = containers(members)?;
    let volumes = volumes(members)?;
    for container in &containers {
        self_contained(container)?;
        mounts(container, &volumes)?;
        dependencies(container, &containers)?;
    }
    no_circle(&containers)?;
    if requires(members, "FARGATE") {
        fargate(members)?;
    } else {
        memory(members, &containers)?;
    }
    Ok(Valid {
        members,
        containers,
    })
}

fn containers(members: &Map<String, Value>) -> Result<Vec<Container<'_>>, ServiceError> {
    let Some(Value::Array(items)) = members.get("containerDefinitions") else {
        return Err(client("Container definitions should not be null or empty."));
    };
    if items.is_empty() {
        return Err(client("Container definitions should not be null or empty."));
    }
    if items.len() > MAX_CONTAINERS {
        return Err(client(format!(
            "A task definition can have at most {MAX_CONTAINERS} containers."
        )));
    }
    let mut names = BTreeSet::new();
    let mut containers = Vec::new();
    for item in items {
        let members = item
            .as_object()
            .ok_or_else(|| client("A container definition is not an object."))?;
        let name = text(members, "name").filter(|name| is_name(name));
        let name = name.ok_or_else(|| client("Container.name contains invalid characters."))?;
        if !names.insert(name) {
            return Err(client(format!("Container names must be unique: {name}")));
        }
        let essential = members.get("essential") != Some(&Value::Bool(false));
        containers.push(Container {
            name,
            essential,
            members,
        });
    }
    if !containers.iter().any(|container| container.essential) {
        return Err(client(
            "At least one container must be marked as essential.",
        ));
    }
    Ok(containers)
}

fn volumes(members: &Map<String, Value>) -> Result<BTreeSet<&str>, ServiceError> {
    let mut names = BTreeSet::new();
    for volume in members
        .get("volumes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let name = volume
            .get("name")
            .and_then(Value::as_str)
            .filter(|name| is_name(name));
        let name = name.ok_or_else(|| client("Volume.name contains invalid characters."))?;
        if !names.insert(name) {
            return Err(client(format!("Volume names must be unique: {name}")));
        }
        let source = volume
            .get("host")
            .and_then(|host| host.get("sourcePath"))
            .and_then(Value::as_str);
        if source.is_some() && requires(members, "FARGATE") {
            return Err(client(
                "host.sourcePath should not be set for volumes in Fargate.",
            ));
        }
    }
    Ok(names)
}

/// Checks one container by itself.
fn self_contained(container: &Container<'_>) -> Result<(), ServiceError> {
    if container.text("image").is_none_or(str::is_empty) {
        return Err(client("Container.image should not be null or empty."));
    }
    let environment: BTreeSet<&str> = container
        .objects("environment")
        .filter_map(|entry| text(entry, "name"))
        .collect();
    let mut secrets = container
        .objects("secrets")
        .filter_map(|entry| text(entry, "name"));
    match secrets.find(|name| environment.contains(name)) {
        None => Ok(()),
        Some(name) => Err(client(format!(
            "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{name}'."
        ))),
    }
}

fn mounts(container: &Container<'_>, volumes: &BTreeSet<&str>) -> Result<(), ServiceError> {
    let mut paths = BTreeSet::new();
    for mount in container.objects("mountPoints") {
        let volume = text(mount, "sourceVolume").unwrap_or_default();
        if !volumes.contains(volume) {
            return Err(client(format!("Unknown volume '{volume}'.")));
        }
        let path = text(mount, "containerPath").unwrap_or_default();
        if path.is_empty() {
            return Err(client(
                "MountPoint.containerPath should not be null or empty.",
            ));
        }
        if !paths.insert(path) {
            return Err(client(format!("Duplicate mount point: {path}")));
        }
    }
    Ok(())
}

fn dependencies(container: &Container<'_>, all: &[Container<'_>]) -> Result<(), ServiceError> {
    let own = container.name;
    for dependency in container.objects("dependsOn") {
        let name = text(dependency, "containerName").unwrap_or_default();
        let on = all.iter().find(|other| other.name == name && name != own);
        let on = on.ok_or_else(|| {
            client(format!(
                "Container '{own}' depends on container '{name}', which is not there."
            ))
        })?;
        match text(dependency, "condition").unwrap_or_default() {
            "START" => {}
            "HEALTHY" if on.members.contains_key("healthCheck") => {}
            "HEALTHY" => {
                return Err(client(format!(
                    "Container '{name}' has no health check to depend on."
                )));
            }
            "SUCCESS" | "COMPLETE" if !on.essential => {}
            condition @ ("SUCCESS" | "COMPLETE") => {
                return Err(client(format!(
                    "The condition {condition} cannot be set on the essential container '{name}'."
                )));
            }
            other => {
                return Err(client(format!(
                    "Invalid container dependency condition: {other}"
                )));
            }
        }
    }
    Ok(())
}

/// Removes, again and again, what depends on nothing that is left. What cannot be removed is in a circle.
fn no_circle(all: &[Container<'_>]) -> Result<(), ServiceError> {
    let mut waiting: BTreeMap<&str, BTreeSet<&str>> = all
        .iter()
        .map(|container| {
            let on = container
                .objects("dependsOn")
                .filter_map(|dependency| text(dependency, "containerName"));
            (container.name, on.collect())
        })
        .collect();
    loop {
        let ready: BTreeSet<&str> = waiting
            .iter()
            .filter(|(_, on)| on.is_empty())
            .map(|(name, _)| *name)
            .collect();
        if ready.is_empty() {
            break;
        }
        waiting.retain(|name, _| !ready.contains(name));
        for on in waiting.values_mut() {
            on.retain(|name| !ready.contains(name));
        }
    }
    match waiting.keys().next() {
        None => Ok(()),
        Some(name) => Err(client(format!(
            "Container '{name}' depends on itself, in a circle."
        ))),
    }
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html>
fn fargate(members: &Map<String, Value>) -> Result<(), ServiceError> {
    if text(members, "networkMode") != Some("awsvpc") {
        return Err(client("Fargate only supports network mode 'awsvpc'."));
    }
    let (Some(cpu), Some(memory)) = (text(members, "cpu"), text(members, "memory")) else {
        return Err(client(
            "Fargate requires that 'cpu' and 'memory' be defined at the task level.",
        ));
    };
    if fargate_size::exists(cpu, memory) {
        Ok(())
    } else {
        Err(client("No Fargate configuration exists for given values."))
    }
}

/// Without memory for the task as a whole, every container needs its own.
fn memory(members: &Map<String, Value>, containers: &[Container<'_>]) -> Result<(), ServiceError> {
    if members
        .get("memory")
        .is_some_and(|memory| !memory.is_null())
    {
        return Ok(());
    }
    let own = |container: &Container<'_>| {
        container.members.contains_key("memory")
            || container.members.contains_key("memoryReservation")
    };
    match containers.iter().find(|container| !own(container)) {
        None => Ok(()),
        Some(container) => Err(client(format!(
            "Invalid setting for container '{}'. At least one of 'memory' or 'memoryReservation' must be specified.",
            container.name
        ))),
    }
}

fn requires(members: &Map<String, Value>, compatibility: &str) -> bool {
    let required = members
        .get("requiresCompatibilities")
        .and_then(Value::as_array);
    required
        .into_iter()
        .flatten()
        .any(|name| name.as_str() == Some(compatibility))
}

fn is_name(text: &str) -> bool {
    let allowed =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    !text.is_empty() && text.len() <= MAX_NAME && text.chars().all(allowed)
}

#[cfg(test)]
mod tests;
