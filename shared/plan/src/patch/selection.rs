use rolepair_model::{Finding, FindingCode};

use super::{container::Container, layout::SKIP_LABEL, task::Task};
use crate::PatchSpec;

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
        let message = format!("no container is selected for the pair `{}`", spec.pair);
        let finding = Finding::new(FindingCode::NothingSelected, &task.family, message);
        findings.push(finding);
    }
    selected
}

fn opts_out(container: &Container<'_>) -> bool {
    container
        .labels
        .get(SKIP_LABEL)
        .is_some_and(|value| !value.trim().eq_ignore_ascii_case("false"))
}
