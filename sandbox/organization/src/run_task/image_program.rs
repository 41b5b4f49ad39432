use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{RunTaskError, containers::TaskContainer};

/// The words of a container's command, with the path of its program on this machine.
///
/// Images are not opened. But the program of rolepair's own init image is built together with the
/// running one, and is next to it.
pub(super) fn on_this_machine(container: &TaskContainer) -> Result<Vec<OsString>, RunTaskError> {
    let program = std::env::current_exe().ok();
    in_folder(container, program.as_deref().and_then(folder_of_programs))
}

/// Cargo puts tests one folder deeper than programs.
fn folder_of_programs(program: &Path) -> Option<&Path> {
    let folder = program.parent()?;
    if folder.ends_with("deps") {
        folder.parent()
    } else {
        Some(folder)
    }
}

fn in_folder(
    container: &TaskContainer,
    folder: Option<&Path>,
) -> Result<Vec<OsString>, RunTaskError> {
    let mut words: Vec<OsString> = container.words.iter().map(OsString::from).collect();
    let Some(program) = words.first_mut() else {
        let reason = "its command is that of its image, and images are not opened";
        return Err(RunTaskError::unrunnable(&container.name, reason));
    };
    let path = PathBuf::from(&program);
    if path.is_absolute() && !path.exists() {
        let neighbour = folder
            .zip(path.file_name())
            .map(|(folder, name)| folder.join(name));
        let Some(neighbour) = neighbour.filter(|path| path.is_file()) else {
            let reason = format!("its program `{}` is not on this machine", path.display());
            return Err(RunTaskError::unrunnable(&container.name, reason));
        };
        *program = neighbour.into_os_string();
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str], folder: &Path) -> Result<Vec<OsString>, String> {
        let container = TaskContainer {
            name: "init".to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            environment: [].into(),
            mounts: Vec::new(),
        };
        in_folder(&container, Some(folder)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_program_of_an_image_is_the_one_next_to_ours_if_this_machine_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let ours = folder.path().join("rolepair-init");
        let missing = words(&["/rolepair-init", "a"], folder.path()).unwrap_err();
        assert!(
            missing.contains("`/rolepair-init` is not on this machine"),
            "{missing}"
        );
        std::fs::write(&ours, "").unwrap();
        let found = words(&["/rolepair-init", "a"], folder.path()).unwrap();
        assert_eq!(found, [ours.into_os_string(), "a".into()]);
        for there in ["/bin/sh", "sh"] {
            assert_eq!(words(&[there], folder.path()).unwrap(), [there]);
        }
        assert!(words(&[], folder.path()).is_err());
    }
}
