use rolepair_model::TaskDefinition;
use serde_json::Value;

use super::{
    added::Added,
    layout::{ADDED_LABEL, INIT_CONTAINER, VOLUME},
};
use crate::{
    json::{self, JsonObject},
    revision_tags::{self, ORIGINAL_TASK_ROLE_TAG},
};

/// The definition as it was before it was patched. One that is not patched only loses the tags of a
/// patch.
///
/// The definition itself records what to remove, so this also works for a patch of another version or
/// another configuration. A value that somebody has changed since then stays.
#[must_use]
pub fn unpatch(definition: &TaskDefinition) -> TaskDefinition {
    let mut unpatched = definition.clone();
    revision_tags::remove(&mut unpatched.tags);
    let Some(added) = added_to_task(&definition.body) else {
        return unpatched;
    };
    let original_role = definition.tags.get(ORIGINAL_TASK_ROLE_TAG);
    let body = &mut unpatched.body;
    restore_task_role(body, &added, original_role);
    remove_entries(body, "volumes", &added, |volume| {
        named(volume, "name", VOLUME)
    });
    if let Ok(containers) = json::list_mut(body, "containerDefinitions") {
        containers.retain(|container| !named(container, "name", INIT_CONTAINER));
        for container in containers.iter_mut().filter_map(Value::as_object_mut) {
            unpatch_container(container);
        }
    }
    unpatched
}

/// Whether the definition records a patch, for any pair and by any version.
#[must_use]
pub fn is_patched(definition: &TaskDefinition) -> bool {
    added_to_task(&definition.body).is_some()
}

/// What the records of all containers say about the task; `None` where no container has a record.
fn added_to_task(body: &JsonObject) -> Option<Added> {
    json::list(body, "containerDefinitions")
        .ok()?
        .iter()
        .filter_map(|container| Added::of(container.as_object()?))
        .reduce(|mut all, added| {
            all.created.extend(added.created);
            all.nulls.extend(added.nulls);
            all.task_role_arn = all.task_role_arn.or(added.task_role_arn);
            all
        })
}

fn restore_task_role(body: &mut JsonObject, added: &Added, original: Option<&String>) {
    const MEMBER: &str = "taskRoleArn";
    let is_ours = match (body.get(MEMBER), &added.task_role_arn) {
        (Some(Value::String(role)), Some(ours)) => role == ours,
        _ => false,
    };
    match original {
        Some(original) if is_ours => {
            body.insert(MEMBER.to_owned(), Value::from(original.as_str()));
        }
        None if is_ours && added.nulls.contains(MEMBER) => added.undo_creation(body, MEMBER),
        None if is_ours => {
            body.shift_remove(MEMBER);
        }
        _ => {}
    }
}

fn unpatch_container(container: &mut JsonObject) {
    // Somebody may have mounted our volume in a container without a record. Without the volume that
    // mount would be broken.
    let added = Added::of(container).unwrap_or_default();
    remove_entries(container, "environment", &added, |variable| {
        let mut ours = added.environment.iter();
        ours.any(|(name, value)| named(variable, "name", name) && named(variable, "value", value))
    });
    remove_entries(container, "mountPoints", &added, |mount| {
        named(mount, "sourceVolume", VOLUME)
    });
    remove_entries(container, "dependsOn", &added, |dependency| {
        named(dependency, "containerName", INIT_CONTAINER)
    });
    remove_label(container, &added);
}

fn remove_label(container: &mut JsonObject, added: &Added) {
    const MEMBER: &str = "dockerLabels";
    let Some(Value::Object(labels)) = container.get_mut(MEMBER) else {
        return;
    };
    let is_record = |label: &Value| label.as_str().and_then(Added::parse).is_some();
    if labels.get(ADDED_LABEL).is_some_and(is_record) {
        labels.shift_remove(ADDED_LABEL);
        if labels.is_empty() {
            added.undo_creation(container, MEMBER);
        }
    }
}

/// Removes entries from a list. If it is empty then and the patch created it, the list goes too.
fn remove_entries(
    object: &mut JsonObject,
    member: &str,
    added: &Added,
    is_ours: impl Fn(&Value) -> bool,
) {
    let Some(Value::Array(list)) = object.get_mut(member) else {
        return;
    };
    list.retain(|entry| !is_ours(entry));
    if list.is_empty() {
        added.undo_creation(object, member);
    }
}

fn named(entry: &Value, member: &str, text: &str) -> bool {
    entry.get(member).and_then(Value::as_str) == Some(text)
}
