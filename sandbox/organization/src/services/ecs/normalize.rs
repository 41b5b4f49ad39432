//! How ECS describes a registration: it fills in defaults, and keeps members it does not know.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::container::{Container, text};
use crate::clock;

/// What the service adds to a revision.
pub(super) struct Identity<'a> {
    pub(super) arn: &'a str,
    pub(super) number: u32,
    pub(super) by: &'a str,
    pub(super) at: OffsetDateTime,
}

/// The task definition as DescribeTaskDefinition gives it. With `reorder`, lists whose order means nothing are sorted, as ECS may do.
pub(super) fn described(
    members: &Map<String, Value>,
    containers: &[Container<'_>],
    identity: &Identity<'_>,
    reorder: bool,
) -> Map<String, Value> {
    let mut body = members.clone();
    body.remove("tags");
    body.retain(|_, value| !value.is_null());
    let network_mode = text(members, "networkMode");
    let containers: Vec<Value> = containers
        .iter()
        .map(|container| described_container(container, network_mode, reorder))
        .collect();
    let mut set = |name: &str, value: Value| body.insert(name.to_owned(), value);
    set("containerDefinitions", Value::Array(containers));
    set("volumes", described_volumes(members));
    set("taskDefinitionArn", json!(identity.arn));
    set("revision", json!(identity.number));
    set("status", json!("ACTIVE"));
    set("requiresAttributes", required_attributes(members));
    set("compatibilities", compatibilities(members));
    set("registeredAt", clock::epoch(identity.at));
    set("registeredBy", json!(identity.by));
    body.entry("placementConstraints")
        .or_insert_with(|| json!([]));
    body
}

fn described_container(
    container: &Container<'_>,
    network_mode: Option<&str>,
    reorder: bool,
) -> Value {
    let mut members = container.members.clone();
    members.retain(|_, value| !value.is_null());
    let defaults = [
        ("cpu", json!(0)),
        ("portMappings", json!([])),
        ("essential", json!(true)),
        ("environment", json!([])),
        ("mountPoints", json!([])),
        ("volumesFrom", json!([])),
        ("systemControls", json!([])),
    ];
    for (name, value) in defaults {
        members.entry(name).or_insert(value);
    }
    if let Some(Value::Array(mappings)) = members.get_mut("portMappings") {
        for mapping in mappings.iter_mut().filter_map(Value::as_object_mut) {
            let port = mapping
                .get("containerPort")
                .cloned()
                .filter(|_| network_mode == Some("awsvpc"));
            mapping
                .entry("hostPort")
                .or_insert(port.unwrap_or(json!(0)));
            mapping.entry("protocol").or_insert(json!("tcp"));
        }
    }
    if reorder && let Some(Value::Array(environment)) = members.get_mut("environment") {
        environment
            .sort_by_key(|entry| entry.get("name").and_then(Value::as_str).map(str::to_owned));
    }
    Value::Object(members)
}

fn described_volumes(members: &Map<String, Value>) -> Value {
    let volumes = members.get("volumes").and_then(Value::as_array);
    volumes
        .into_iter()
        .flatten()
        .map(|volume| {
            let mut volume = volume.clone();
            if let Value::Object(volume) = &mut volume
                && volume.len() == 1
            {
                volume.insert("host".to_owned(), json!({}));
            }
            volume
        })
        .collect()
}

fn compatibilities(members: &Map<String, Value>) -> Value {
    let awsvpc = text(members, "networkMode") == Some("awsvpc");
    let sized = text(members, "cpu").is_some() && text(members, "memory").is_some();
    let on_host = members
        .get("volumes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let on_host = on_host
        .filter_map(|volume| volume.get("host"))
        .any(|host| host.get("sourcePath").is_some());
    match (awsvpc, sized && !on_host) {
        (true, true) => json!(["EC2", "FARGATE"]),
        (true, false) => json!(["EC2"]),
        (false, _) => json!(["EXTERNAL", "EC2"]),
    }
}

fn required_attributes(members: &Map<String, Value>) -> Value {
    const DOCKER: &str = "com.amazonaws.ecs.capability.docker-remote-api";
    let containers = members
        .get("containerDefinitions")
        .and_then(Value::as_array);
    let containers: Vec<&Value> = containers.into_iter().flatten().collect();
    let mut names: Vec<String> = containers
        .iter()
        .filter_map(|container| {
            container
                .get("logConfiguration")?
                .get("logDriver")?
                .as_str()
        })
        .map(|driver| format!("com.amazonaws.ecs.capability.logging-driver.{driver}"))
        .collect();
    if text(members, "taskRoleArn").is_some() {
        names.push("com.amazonaws.ecs.capability.task-iam-role".to_owned());
    }
    if containers
        .iter()
        .any(|container| container.get("dependsOn").is_some())
    {
        names.push("ecs.capability.container-ordering".to_owned());
    }
    if text(members, "networkMode") == Some("awsvpc") {
        names.push("ecs.capability.task-eni".to_owned());
    }
    names.push(format!("{DOCKER}.1.18"));
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| json!({ "name": name }))
        .collect()
}

#[cfg(test)]
mod tests;
