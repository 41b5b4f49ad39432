use std::collections::BTreeSet;

use rolepair_model::{Finding, FindingCode};

use super::{
    added::Added,
    container::{Container, Mount},
    layout::{ADDED_LABEL, INIT_CONTAINER, MOUNT_PATH, VOLUME},
    task::Task,
};
use crate::quoted::quoted;

/// What of rolepair's names is in use in an unpatched task: volume, container, label, mount path.
pub(crate) fn find(task: &Task<'_>, selected: &[&Container<'_>], findings: &mut Vec<Finding>) {
    let mut add = |subject: &str, message: String| {
        findings.push(Finding::new(FindingCode::NameTaken, subject, message));
    };
    if task.volumes.contains(&VOLUME) {
        let message = format!("the volume `{VOLUME}` is not rolepair's");
        add(task.family.as_str(), message);
    }
    for container in &task.containers {
        if container.name == INIT_CONTAINER {
            let message = format!("the container `{INIT_CONTAINER}` is not rolepair's");
            add(container.name, message);
        }
        let label = container.labels.get(ADDED_LABEL);
        if label.is_some_and(|label| Added::parse(label).is_none()) {
            let message = format!("the docker label `{ADDED_LABEL}` is not rolepair's");
            add(container.name, message);
        }
        if container.depends_on.contains(&INIT_CONTAINER) || container.mounts.iter().any(is_ours) {
            let message = format!(
                "the container uses `{VOLUME}` or `{INIT_CONTAINER}`, which are not rolepair's"
            );
            add(container.name, message);
        }
    }
    for container in selected {
        if let Some(path) = taken_path(task, container) {
            let message = format!(
                "the mount path {} is in the way of `{MOUNT_PATH}`",
                quoted(path)
            );
            add(container.name, message);
        }
    }
}

fn is_ours(mount: &Mount<'_>) -> bool {
    mount.volume == Some(VOLUME)
}

/// A path of the container, its own or one it has from another, at, below or above ours.
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
    fn a_path_at_below_or_above_ours_is_in_the_way() {
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
