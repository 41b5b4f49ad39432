use rolepair_model::{Finding, FindingCode};

use super::{container::Container, layout::SKIP_LABEL, task::Task};
use crate::{PatchSpec, quoted::quoted};

/// The containers of a task that the pair is for.
///
/// One that opts out is a note; that there is none left is a finding.
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

/// Names the containers that the pair wants and those that are there: a typing error shows at once.
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
    Finding::new(FindingCode::NothingSelected, &task.family, message)
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
