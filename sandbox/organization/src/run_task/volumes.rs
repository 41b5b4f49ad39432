//! The folders used as the volumes of a task.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::RunTaskError;

/// One folder per volume: the host's own if the volume names one that exists, else a new one below
/// `scratch`. Notes list the differences from ECS.
pub(super) fn folders(
    task_definition: &Map<String, Value>,
    scratch: &Path,
    notes: &mut Vec<String>,
) -> Result<BTreeMap<String, PathBuf>, RunTaskError> {
    let volumes = task_definition.get("volumes").and_then(Value::as_array);
    let mut folders = BTreeMap::new();
    for (number, volume) in volumes.into_iter().flatten().enumerate() {
        let name = volume
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let folder = match on_host(volume) {
            Some(path) if path.is_dir() => path,
            elsewhere => {
                if let Some(path) = elsewhere {
                    notes.push(format!(
                        "the volume `{name}` is empty: there is no `{}` on this machine",
                        path.display()
                    ));
                } else if is_remote(volume) {
                    notes.push(format!(
                        "the volume `{name}` is an empty folder on this machine"
                    ));
                }
                let folder = scratch.join(format!("volume-{number}"));
                fs::create_dir(&folder)
                    .map_err(RunTaskError::system("making a folder for a volume"))?;
                folder
            }
        };
        folders.insert(name.to_owned(), folder);
    }
    Ok(folders)
}

fn on_host(volume: &Value) -> Option<PathBuf> {
    let path = volume.get("host")?.get("sourcePath")?.as_str()?;
    Some(PathBuf::from(path)).filter(|path| path.is_absolute())
}

fn is_remote(volume: &Value) -> bool {
    let members = volume.as_object();
    members.is_some_and(|members| {
        members
            .keys()
            .any(|member| !matches!(member.as_str(), "name" | "host"))
    })
}
