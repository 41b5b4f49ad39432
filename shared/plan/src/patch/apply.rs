use rolepair_config::Delivery;
use rolepair_model::TaskDefinition;
use serde_json::{Value, json};

use super::{
    added::Added,
    container::Container,
    init_container::init_container,
    layout::{
        ADDED_LABEL, AWS_CONFIG_FILE, AWS_DEFAULT_REGION, AWS_PROFILE, AWS_REGION,
        AWS_SDK_LOAD_CONFIG, CONFIG_FILE, INIT_CONTAINER, MOUNT_PATH, VOLUME,
    },
    task::Task,
    task_role::TaskRoleChange,
};
use crate::{
    PatchSpec,
    json::{self, InvalidMember, JsonObject},
    revision_tags,
};

/// Applies the patch to an unpatched definition that no finding blocks.
pub(crate) fn apply(
    unpatched: &TaskDefinition,
    task: &Task<'_>,
    selected: &[&Container<'_>],
    role: TaskRoleChange<'_>,
    spec: &PatchSpec,
) -> Result<TaskDefinition, InvalidMember> {
    let mut patched = unpatched.clone();
    let body = &mut patched.body;
    let mut added_to_task = Added::default();
    add_volume(body, spec, &mut added_to_task)?;
    let mut original = None;
    if role != TaskRoleChange::None {
        let ours = spec.task_role.to_string();
        if body.get("taskRoleArn").is_some_and(Value::is_null) {
            added_to_task.note_creation(body, "taskRoleArn");
        }
        body.insert("taskRoleArn".to_owned(), Value::from(ours.as_str()));
        added_to_task.task_role_arn = Some(ours);
    }
    if let TaskRoleChange::Replace(replaced) = role {
        original = Some(replaced);
    }
    let containers = json::list_mut(body, "containerDefinitions")?;
    for object in containers.iter_mut().filter_map(Value::as_object_mut) {
        let name = object.get("name").and_then(Value::as_str);
        if let Some(container) = selected.iter().find(|c| Some(c.name) == name) {
            add_to_container(object, container, spec, added_to_task.clone())?;
        }
    }
    if spec.delivery == Delivery::InitContainer {
        let init = init_container(spec, &task.family, task.has_task_memory);
        containers.insert(0, init);
    }
    let revision = unpatched.body.get("revision").map(Value::to_string);
    revision_tags::add(&mut patched.tags, spec, revision.as_deref(), original);
    Ok(patched)
}

fn add_volume(
    body: &mut JsonObject,
    spec: &PatchSpec,
    added: &mut Added,
) -> Result<(), InvalidMember> {
    let volume = match spec.delivery {
        Delivery::InitContainer => json!({"name": VOLUME}),
        Delivery::Host => json!({"name": VOLUME, "host": {"sourcePath": host_directory(spec)}}),
    };
    push(body, "volumes", volume, added)
}

/// The directory of an EC2 host that holds the config file of the pair.
pub(crate) fn host_directory(spec: &PatchSpec) -> String {
    format!("/etc/rolepair/{}", spec.pair)
}

fn add_to_container(
    object: &mut JsonObject,
    container: &Container<'_>,
    spec: &PatchSpec,
    mut added: Added,
) -> Result<(), InvalidMember> {
    for (name, value) in environment(spec) {
        if !container.sets(name) {
            let variable = json!({"name": name, "value": value});
            push(object, "environment", variable, &mut added)?;
            added.environment.insert(name.to_owned(), value.to_owned());
        }
    }
    let mount = json!({"sourceVolume": VOLUME, "containerPath": MOUNT_PATH, "readOnly": true});
    push(object, "mountPoints", mount, &mut added)?;
    if spec.delivery == Delivery::InitContainer {
        let dependency = json!({"containerName": INIT_CONTAINER, "condition": "SUCCESS"});
        push(object, "dependsOn", dependency, &mut added)?;
    }
    const LABELS: &str = "dockerLabels";
    added.note_creation(object, LABELS);
    let labels = json::object_mut(object, LABELS)?;
    labels.insert(ADDED_LABEL.to_owned(), Value::from(added.to_label()));
    Ok(())
}

/// The variables with which the SDKs in a container find the profile, by name and value.
fn environment(spec: &PatchSpec) -> [(&'static str, &str); 5] {
    [
        (AWS_PROFILE, spec.pair.as_str()),
        (AWS_CONFIG_FILE, CONFIG_FILE),
        (AWS_SDK_LOAD_CONFIG, "1"),
        (AWS_REGION, spec.region.as_str()),
        (AWS_DEFAULT_REGION, spec.region.as_str()),
    ]
}

fn push(
    object: &mut JsonObject,
    member: &str,
    entry: Value,
    added: &mut Added,
) -> Result<(), InvalidMember> {
    added.note_creation(object, member);
    json::list_mut(object, member)?.push(entry);
    Ok(())
}
