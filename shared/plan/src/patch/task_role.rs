use rolepair_config::ExistingTaskRole;
use rolepair_model::{Finding, FindingCode};

use super::task::Task;
use crate::{PatchSpec, quoted::quoted};

/// The value of a tag has 256 characters at the most
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html>).
const TAG_VALUE_MAX: usize = 256;

/// What the patch does to the task role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TaskRoleChange<'a> {
    /// Nothing: it is ours.
    None,
    /// Sets ours, where there was none.
    Set,
    /// Sets ours; what was there is kept in a tag.
    Replace(&'a str),
}

/// What is to be done about the task role, or the finding that stands against it.
pub(crate) fn change<'a>(task: &Task<'a>, spec: &PatchSpec) -> Result<TaskRoleChange<'a>, Finding> {
    let Some(role) = task.task_role else {
        return Ok(TaskRoleChange::Set);
    };
    if role == spec.task_role.to_string() {
        return Ok(TaskRoleChange::None);
    }
    // A role's name is unique in its account, so ours in short is ours. But ECS would complete it
    // without the path, to a role that does not exist.
    let is_ours_or_none = role.is_empty() || role == spec.task_role.name.as_str();
    let refuse = |message: String| {
        Err(Finding::new(
            FindingCode::OtherTaskRole,
            &task.family,
            message,
        ))
    };
    if !is_ours_or_none && spec.existing_task_role == ExistingTaskRole::Refuse {
        return refuse(format!(
            "the task definition has the task role {}",
            quoted(role)
        ));
    }
    if !fits_a_tag(role) {
        return refuse(format!(
            "the task role {} cannot be kept in a tag, so it could never be restored",
            quoted(role)
        ));
    }
    Ok(TaskRoleChange::Replace(role))
}

/// Whether AWS takes the text as the value of a tag. A role's name may hold a comma, its path may
/// hold more, and both together may be too long.
fn fits_a_tag(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_.:/=+-@".contains(c);
    text.len() <= TAG_VALUE_MAX && text.chars().all(is_allowed)
}
