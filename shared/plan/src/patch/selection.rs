use rolepair_model::{Finding, FindingCode};

use super::{container::Container, layout::SKIP_LABEL, task::Task};
use crate::{PatchSpec, quoted::quoted};

/// The containers of a task that the pair is for.
///
/// A container that opts out is a note. A task without a selected container is a finding that blocks.
pub(crate) fn select<'t, 'a>(
    task: &'t Task<'a>,
    spec: &PatchSpec,
    findings: &mut Vec<Finding>,
) -> Vec<&'t Container<'a>> {
    let is_named = |name: &str| spec.containers.is_empty() || spec.containers.contains(name);
    let (skipped, selected): (Vec<_>, Vec<_>) = task
        .containers
        .iter()
        .filter(|container| is_named(container.name))
        .partition(|container| opts_out(container));
    findings.extend(skipped.into_iter().map(|container| {
        let message = format!("the container opts out by its docker label `{SKIP_LABEL}`");
        Finding::new(FindingCode::ContainerOptedOut, container.name, message)
    }));
    if selected.is_empty() {
        findings.push(nothing_selected(task, spec));
    }
    selected
}

/// Names the containers that the pair selects and those that are there: a typing error shows at once.
fn nothing_selected(task: &Task<'_>, spec: &PatchSpec) -> Finding {
    let wanted = if spec.containers.is_empty() {
        "every container".to_owned()
    } else {
        list(spec.containers.iter().map(|name| quoted(name)))
    };
    let there = list(task.containers.iter().map(|container| {
        let opts_out = if opts_out(container) {
            " (opts out)"
        } else {
            ""
        };
        format!("{}{opts_out}", quoted(container.name))
    }));
    let message = format!(
        "the pair `{}` wants {wanted}; the task definition has {there}",
        spec.pair
    );
    let finds_one = spec
        .containers
        .iter()
        .any(|name| task.container(name).is_some());
    let cure = if spec.containers.is_empty() || finds_one {
        "remove the docker label `rolepair.skip` from a container, or leave the family out of the pair"
    } else {
        "correct `containers` of the pair"
    };
    Finding::new(FindingCode::NothingSelected, &task.family, message).with_cure(cure)
}

fn list(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn opts_out(container: &Container<'_>) -> bool {
    container
        .labels
        .get(SKIP_LABEL)
        .is_some_and(|value| !value.trim().eq_ignore_ascii_case("false"))
}
