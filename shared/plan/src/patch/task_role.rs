use rolepair_config::ExistingTaskRole;
use rolepair_model::{Finding, FindingCode};

use super::task::Task;
use crate::{PatchSpec, quoted::quoted};

/// The most characters of the value of a tag
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html>).
const TAG_VALUE_MAX: usize = 256;

/// What the patch does to the task role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskRoleChange<'a> {
    /// Nothing: it is ours.
    None,
    /// Sets ours, where there was no task role.
    Set,
    /// Sets ours, and keeps the role that was there in a tag.
    Replace(&'a str),
}

/// What the patch does to the task role, or the finding that blocks it.
pub(crate) fn change<'a>(task: &Task<'a>, spec: &PatchSpec) -> Result<TaskRoleChange<'a>, Finding> {
    let Some(role) = task.task_role else {
        return Ok(TaskRoleChange::Set);
    };
    if role == spec.task_role.to_string() {
        return Ok(TaskRoleChange::None);
    }
    // A role name is unique in its account, so the bare name of our role means our role. But ECS would
    // complete it without the path, to the ARN of a role that does not exist.
    let is_ours_or_none = role.is_empty() || role == spec.task_role.name.as_str();
    let refused = |message: String| Finding::new(FindingCode::OtherTaskRole, &task.family, message);
    if !is_ours_or_none && spec.existing_task_role == ExistingTaskRole::Refuse {
        return Err(refused(format!(
            "the task definition has the task role {}, not `{}`",
            quoted(role),
            spec.task_role
        )));
    }
    if !fits_a_tag(role) {
        let finding = refused(format!(
            "the task role {} does not fit into a tag, so `unpatch` could not restore it",
            quoted(role)
        ));
        return Err(finding.with_cure(
            "give the task a role with a shorter path and name, of letters, digits and `_.:/=+-@`",
        ));
    }
    Ok(TaskRoleChange::Replace(role))
}

/// Whether AWS accepts the text as the value of a tag. A role name may contain a comma, its path even
/// more characters, and together they may be too long.
fn fits_a_tag(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_.:/=+-@".contains(c);
    text.len() <= TAG_VALUE_MAX && text.chars().all(is_allowed)
}
