use rolepair_model::Family;
use serde_json::{Value, json};

use crate::{
    PatchSpec,
    added::Added,
    config_file,
    layout::{ADDED_LABEL, CONFIG_FILE, INIT_CONTAINER, MOUNT_PATH, VOLUME},
};

/// The memory of the init container, in MiB, where a task has none of its own to share: a shell
/// for an instant. Docker takes no less than 6.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>
const MEMORY_MIB: u32 = 32;

/// Writes the file beside its place and moves it there, so that no one ever reads half of it.
/// Everything it knows is in its environment; it needs no network and no AWS API.
const SCRIPT: &str = "umask 022 \
    && printf '%s\\n' \"$ROLEPAIR_CONFIG_TEXT\" > \"$ROLEPAIR_CONFIG_FILE.new\" \
    && chmod 0644 \"$ROLEPAIR_CONFIG_FILE.new\" \
    && mv -f \"$ROLEPAIR_CONFIG_FILE.new\" \"$ROLEPAIR_CONFIG_FILE\"";

/// The container that writes the config file and ends before the others start.
///
/// The entry point is set beside the command, or that of the image would come before it. It runs
/// as root, to whom an empty volume belongs; ECS takes an absent `essential` for true.
pub(crate) fn init_container(spec: &PatchSpec, family: &Family, has_task_memory: bool) -> Value {
    let mut container = json!({
        "name": INIT_CONTAINER,
        "image": spec.init_image.as_str(),
        "essential": false,
        "user": "0",
        "readonlyRootFilesystem": true,
        "entryPoint": ["sh", "-c"],
        "command": [SCRIPT],
        "environment": [
            {"name": "ROLEPAIR_CONFIG_FILE", "value": CONFIG_FILE},
            {"name": "ROLEPAIR_CONFIG_TEXT", "value": config_file::text(spec, &config_file::session_of_family(family))},
        ],
        "mountPoints": [
            {"sourceVolume": VOLUME, "containerPath": MOUNT_PATH, "readOnly": false},
        ],
        "dockerLabels": {ADDED_LABEL: Added::default().to_label()},
    });
    if let (Some(container), false) = (container.as_object_mut(), has_task_memory) {
        container.insert("memory".to_owned(), json!(MEMORY_MIB));
    }
    container
}
