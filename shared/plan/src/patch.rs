use rolepair_model::{Finding, TaskDefinition};

use crate::PatchSpec;

/// What came of patching a task definition.
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
    /// Register this, by way of [`register_input`](crate::register_input).
    Changed(TaskDefinition),
    /// Nothing: a patch would break or silently change what somebody decided.
    Refused,
}

/// Patches a task definition, so that its containers reach the resource role of the pair.
///
/// Three laws hold. A patched definition needs no patch, also after ECS has described it in its
/// own way, which ends the loop of our own registration. [`unpatch`](crate::unpatch) of the patch
/// is the definition again. Nothing but what the patch is for differs. A definition patched for
/// something else is patched anew from its unpatched form.
#[must_use]
pub fn patch(definition: &TaskDefinition, spec: &PatchSpec) -> Patch {
    let _ = (definition, spec);
    Patch {
        outcome: PatchOutcome::Refused,
        findings: Vec::new(),
    }
}

/// Whether both revisions are rolepair's patch of the same revision, with the same content: what
/// two workers side by side register.
#[must_use]
pub fn is_same_patch(one: &TaskDefinition, other: &TaskDefinition) -> bool {
    let _ = (one, other);
    false
}
