use rolepair_config::InitProgram;
use rolepair_model::Family;
use serde_json::{Value, json};

use super::{
    added::Added,
    config_file,
    layout::{ADDED_LABEL, CONFIG_FILE, INIT_CONTAINER, MOUNT_PATH, VOLUME},
};
use crate::PatchSpec;

/// The memory of the init container, in MiB, where the task sets none for all its containers. It is
/// enough for a shell; the minimum of Docker is 6.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>
const MEMORY_MIB: u32 = 32;

/// Writes the file under another name and renames it, so that no reader sees half of it. All its input
/// is in its environment; it needs no network and no AWS API.
const SCRIPT: &str = "umask 022 \
    && printf '%s\\n' \"$ROLEPAIR_CONFIG_TEXT\" > \"$ROLEPAIR_CONFIG_FILE.new\" \
    && chmod 0644 \"$ROLEPAIR_CONFIG_FILE.new\" \
    && mv -f \"$ROLEPAIR_CONFIG_FILE.new\" \"$ROLEPAIR_CONFIG_FILE\"";

/// The path of rolepair's own program in its init image. It does the same as the script.
const PROGRAM: &str = "/rolepair-init";

/// The container that writes the config file and ends before the others start.
///
/// The entry point is set as well as the command, because that of the image would run otherwise. The
/// container runs as root, who owns an empty volume. `essential` is set because ECS takes its absence
/// for true. Other defaults are left out: ECS might not describe them, and the patch would look
/// incomplete.
pub(crate) fn init_container(spec: &PatchSpec, family: &Family, has_task_memory: bool) -> Value {
    let (entry_point, command): (&[&str], &[&str]) = match spec.init_program {
        InitProgram::Shell => (&["sh", "-c"], &[SCRIPT]),
        InitProgram::RolepairInit => (&[PROGRAM], &[]),
    };
    let mut container = json!({
        "name": INIT_CONTAINER,
        "image": spec.init_image.as_str(),
        "essential": false,
        "user": "0",
        "readonlyRootFilesystem": true,
        "entryPoint": entry_point,
        "command": command,
        "environment": [
            {"name": "ROLEPAIR_CONFIG_FILE", "value": CONFIG_FILE},
            {"name": "ROLEPAIR_CONFIG_TEXT", "value": config_file::text(spec, &config_file::session_of_family(family))},
        ],
        "mountPoints": [
            {"sourceVolume": VOLUME, "containerPath": MOUNT_PATH},
        ],
        "dockerLabels": {ADDED_LABEL: Added::default().to_label()},
    });
    if let Some(container) = container.as_object_mut() {
        if command.is_empty() {
            // ECS does not describe an empty command, which would look like another patch.
            container.shift_remove("command");
        }
        if !has_task_memory {
            container.insert("memory".to_owned(), json!(MEMORY_MIB));
        }
    }
    container
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt, process::Command};

    use super::*;
    use crate::examples::spec;

    /// Runs the command of the container, as ECS would, with the file in another place.
    fn run(config_file: &std::path::Path) -> bool {
        let family = "orders-api".parse().unwrap();
        let container = init_container(&spec(), &family, true);
        let texts = |member: &str| {
            let list = container[member].as_array().unwrap();
            list.iter()
                .map(|text| text.as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let words = [texts("entryPoint"), texts("command")].concat();
        let mut command = Command::new(&words[0]);
        for variable in container["environment"].as_array().unwrap() {
            command.env(
                variable["name"].as_str().unwrap(),
                variable["value"].as_str().unwrap(),
            );
        }
        command
            .args(&words[1..])
            .env("ROLEPAIR_CONFIG_FILE", config_file);
        command.output().unwrap().status.success()
    }

    #[test]
    fn the_command_writes_a_file_that_all_users_can_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        for _ in 0..2 {
            assert!(run(&file));
        }
        let expected = config_file::text(&spec(), "orders-api") + "\n";
        assert_eq!(fs::read_to_string(&file).unwrap(), expected);
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o644
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_command_fails_where_it_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!run(&folder.path().join("missing").join("config")));
    }
}
