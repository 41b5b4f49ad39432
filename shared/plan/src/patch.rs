mod added;
mod apply;
mod config_file;
mod container;
#[cfg(test)]
pub(crate) mod ecs_model;
mod environment_conflicts;
#[cfg(test)]
mod findings;
#[cfg(test)]
mod golden;
mod host_user_data;
mod init_container;
#[cfg(test)]
mod laws;
mod layout;
mod limits;
mod name_conflicts;
mod patch_spec;
mod patched_parts;
mod selection;
#[cfg(test)]
mod stories;
pub(crate) mod task;
mod task_role;
mod unpatch;

pub use host_user_data::host_user_data;
pub use patch_spec::PatchSpec;
pub use unpatch::{is_patched, unpatch};

use rolepair_config::Delivery;
use rolepair_model::{About, Finding, FindingCode, TaskDefinition};
use serde_json::Value;

use self::{apply::apply, container::Container, patched_parts::PatchedParts, task::Task};
use crate::{is_ours, patched_from};

/// The result of patching a task definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// What is to be done.
    pub outcome: PatchOutcome,
    /// What a person should know; with [`PatchOutcome::Refused`], all the reasons.
    pub findings: Vec<Finding>,
}

/// What is to be done about a task definition.
#[derive(Debug, Clone, PartialEq)]
pub enum PatchOutcome {
    /// Nothing: it is as the patch would make it.
    Unchanged,
    /// Register this definition, through [`register_input`](crate::register_input).
    Changed(TaskDefinition),
    /// Nothing: a patch would break the task, or silently change what its owner decided.
    Refused,
}

/// Patches a task definition, so that its containers reach the resource role of the pair.
///
/// Three laws hold. A patched definition needs no patch, even after ECS has described it in its own
/// form; so rolepair never answers its own registration. [`unpatch`] gives the original definition
/// back. Only the members that the patch is for differ. A definition that was patched for another
/// pair or configuration is unpatched first.
#[must_use]
pub fn patch(definition: &TaskDefinition, spec: &PatchSpec) -> Patch {
    let mut findings = Vec::new();
    let unpatched = unpatch(definition);
    let outcome = match patch_unpatched(&unpatched, spec, &mut findings) {
        Some(patched) if is_already(definition, &patched) => PatchOutcome::Unchanged,
        Some(patched) => {
            limits::find(&patched, family(&patched), &mut findings);
            if findings.iter().any(Finding::blocks) {
                PatchOutcome::Refused
            } else {
                PatchOutcome::Changed(patched)
            }
        }
        None => PatchOutcome::Refused,
    };
    let about = about(definition, spec);
    let findings = findings.into_iter();
    let findings = findings.map(|finding| finding.concerning(&about)).collect();
    Patch { outcome, findings }
}

/// What every finding about a definition is about. The revision is known once ECS has described it.
fn about(definition: &TaskDefinition, spec: &PatchSpec) -> About {
    let revision = definition.body.get("revision").and_then(Value::as_u64);
    About {
        account: Some(spec.task_role.account.clone()),
        region: Some(spec.region.clone()),
        family: family(definition).parse().ok(),
        revision: revision.and_then(|revision| revision.try_into().ok()),
        role: None,
    }
}

fn family(definition: &TaskDefinition) -> &str {
    let family = definition.body.get("family").and_then(Value::as_str);
    family.unwrap_or_default()
}

/// The patch of an unpatched definition, unless a finding blocks it.
fn patch_unpatched(
    unpatched: &TaskDefinition,
    spec: &PatchSpec,
    findings: &mut Vec<Finding>,
) -> Option<TaskDefinition> {
    let task = Task::read(&unpatched.body)
        .map_err(|malformed| findings.extend(malformed))
        .ok()?;
    let selected = selection::select(&task, spec, findings);
    find_conflicts(&task, &selected, spec, findings);
    let role = task_role::change(&task, spec)
        .map_err(|finding| findings.push(finding))
        .ok()?;
    if findings.iter().any(Finding::blocks) {
        return None;
    }
    findings.extend(public_init_image(&task, spec));
    apply(unpatched, &task, &selected, role, spec)
        .map_err(|error| findings.push(task::malformed(&task.family, &error)))
        .ok()
}

fn find_conflicts(
    task: &Task<'_>,
    selected: &[&Container<'_>],
    spec: &PatchSpec,
    findings: &mut Vec<Finding>,
) {
    if task.is_for_windows {
        let message = "the task definition is for Windows, which rolepair does not patch";
        findings.push(Finding::new(FindingCode::Windows, &task.family, message));
    }
    if task.is_for_fargate && spec.delivery == Delivery::Host {
        let message = "Fargate has no host to read the config file from";
        findings.push(Finding::new(
            FindingCode::HostOnFargate,
            &task.family,
            message,
        ));
    }
    for container in selected {
        environment_conflicts::find(container, spec, findings);
    }
    name_conflicts::find(task, selected, findings);
}

/// Only for a definition that is patched: one that is left alone pulls no init image.
fn public_init_image(task: &Task<'_>, spec: &PatchSpec) -> Option<Finding> {
    let pulls = spec.delivery == Delivery::InitContainer && spec.init_image.is_public();
    let message = format!(
        "`{}` comes from a public registry; a task in a subnet without access to the Internet cannot pull it",
        spec.init_image
    );
    pulls.then(|| Finding::new(FindingCode::PublicInitImage, &task.family, message))
}

fn is_already(definition: &TaskDefinition, patched: &TaskDefinition) -> bool {
    PatchedParts::of(definition).cover(&PatchedParts::of(patched))
}

/// Whether both revisions are rolepair's patch of the same revision with the same content, as two
/// workers register them at the same time. Each may have the form in which it was registered, or the
/// form in which ECS describes it.
#[must_use]
pub fn is_same_patch(one: &TaskDefinition, other: &TaskDefinition) -> bool {
    let (parts, other_parts) = (PatchedParts::of(one), PatchedParts::of(other));
    is_ours(one)
        && is_ours(other)
        && one.body.get("family") == other.body.get("family")
        && patched_from(one).is_some()
        && patched_from(one) == patched_from(other)
        && (parts.cover(&other_parts) || other_parts.cover(&parts))
}
