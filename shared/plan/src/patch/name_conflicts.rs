use std::collections::BTreeSet;

use rolepair_model::{Finding, FindingCode};

use super::{
    added::Added,
    container::{Container, Mount},
    layout::{ADDED_LABEL, INIT_CONTAINER, MOUNT_PATH, VOLUME},
    task::Task,
};
use crate::quoted::quoted;

/// Finds the names of rolepair that an unpatched task uses already: for a volume, a container, a
/// docker label or a mount path.
pub(crate) fn find(task: &Task<'_>, selected: &[&Container<'_>], findings: &mut Vec<Finding>) {
    let mut add = |subject: &str, message: String, cure: &'static str| {
        let finding = Finding::new(FindingCode::NameTaken, subject, message);
        findings.push(finding.with_cure(cure));
    };
    if task.volumes.contains(&VOLUME) {
        let message =
            format!("the task definition has a volume `{VOLUME}` that rolepair did not add");
        add(task.family.as_str(), message, "rename the volume");
    }
    for container in &task.containers {
        if container.name == INIT_CONTAINER {
            let message = format!("rolepair did not add the container `{INIT_CONTAINER}`");
            add(container.name, message, "rename the container");
        }
        let label = container.labels.get(ADDED_LABEL);
        if label.is_some_and(|label| Added::parse(label).is_none()) {
            let message = format!("rolepair did not write the docker label `{ADDED_LABEL}`");
            add(container.name, message, "remove the docker label");
        }
        if container.depends_on.contains(&INIT_CONTAINER) || container.mounts.iter().any(is_ours) {
            let message = format!(
                "the container mounts the volume `{VOLUME}` or depends on `{INIT_CONTAINER}`, and \
                 rolepair added neither"
            );
            add(
                container.name,
                message,
                "remove the mount and the dependency",
            );
        }
    }
    for container in selected {
        if let Some(path) = taken_path(task, container) {
            let message = format!(
                "the mount path {} overlaps `{MOUNT_PATH}`, where rolepair mounts its volume",
                quoted(path)
            );
            add(container.name, message, "mount it at another path");
        }
    }
}

fn is_ours(mount: &Mount<'_>) -> bool {
    mount.volume == Some(VOLUME)
}

/// A mount path of the container that is at, below or above ours; its own, or that of a container
/// whose volumes it takes.
fn taken_path<'a>(task: &Task<'a>, container: &Container<'a>) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![container.name];
    while let Some(name) = waiting.pop() {
        let Some(container) = task.container(name).filter(|_| seen.insert(name)) else {
            continue;
        };
        let mounts = container.mounts.iter().map(|mount| mount.path);
        let taken = mounts
            .chain(container.tmpfs.iter().copied())
            .find(|path| overlaps(path, MOUNT_PATH));
        if taken.is_some() {
            return taken;
        }
        waiting.extend(&container.volumes_from);
    }
    None
}

/// Whether one path is the other, or leads through it.
fn overlaps(one: &str, other: &str) -> bool {
    steps(one)
        .iter()
        .zip(&steps(other))
        .all(|(one, other)| one == other)
}

/// The steps of a path from the root, as the kernel would take them.
fn steps(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_at_below_or_above_ours_overlaps_it() {
        for path in [
            "/rolepair",
            "/rolepair/",
            "//rolepair",
            "/rolepair/x",
            "/",
            "",
            "/x/../rolepair",
            "/./rolepair/.",
            "/../rolepair",
            "rolepair",
        ] {
            assert!(overlaps(path, MOUNT_PATH), "{path}");
        }
        for path in ["/rolepair2", "/data", "/data/rolepair", "/rolepair/../data"] {
            assert!(!overlaps(path, MOUNT_PATH), "{path}");
        }
    }
}
