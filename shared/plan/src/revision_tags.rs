use rolepair_model::{Tags, TaskDefinition};

use crate::PatchSpec;

/// The tag of a role or a revision that rolepair made; its value is [`MANAGED_BY`].
pub const MANAGED_BY_TAG: &str = "rolepair:managed-by";

/// The value of [`MANAGED_BY_TAG`].
pub const MANAGED_BY: &str = "rolepair";

/// The tag of a patched revision that names the pair it was patched for.
pub const PATCHED_PAIR_TAG: &str = "rolepair:patched-pair";

/// The tag of a patched revision that holds the number of the revision it was made from.
pub const PATCHED_FROM_TAG: &str = "rolepair:patched-from";

/// The tag of a patched revision that keeps the task role that the patch replaced.
pub const ORIGINAL_TASK_ROLE_TAG: &str = "rolepair:original-task-role";

/// The tags of a patch. The tag `rolepair:pair`, which selects the pair, belongs to the owner.
const PATCH_TAGS: [&str; 4] = [
    MANAGED_BY_TAG,
    PATCHED_PAIR_TAG,
    PATCHED_FROM_TAG,
    ORIGINAL_TASK_ROLE_TAG,
];

/// Whether the revision has the tags that rolepair gives to a revision it registers.
///
/// A revision that somebody made from a patched one may have them too. What needs a patch is decided
/// by [`patch`](crate::patch), never by these tags.
#[must_use]
pub fn is_ours(definition: &TaskDefinition) -> bool {
    let tags = &definition.tags;
    tags.get(MANAGED_BY_TAG).is_some_and(|by| by == MANAGED_BY)
        && tags.contains_key(PATCHED_PAIR_TAG)
}

/// The revision that this one is the patch of, if rolepair registered it.
#[must_use]
pub fn patched_from(definition: &TaskDefinition) -> Option<u32> {
    is_ours(definition)
        .then(|| definition.tags.get(PATCHED_FROM_TAG)?.parse().ok())
        .flatten()
}

/// Adds the tags of a patch of `revision`, which is `None` for a definition that was never registered.
pub(crate) fn add(
    tags: &mut Tags,
    spec: &PatchSpec,
    revision: Option<&str>,
    original: Option<&str>,
) {
    let mut insert = |key: &str, value: &str| tags.insert(key.to_owned(), value.to_owned());
    insert(MANAGED_BY_TAG, MANAGED_BY);
    insert(PATCHED_PAIR_TAG, spec.pair.as_str());
    if let Some(revision) = revision {
        insert(PATCHED_FROM_TAG, revision);
    }
    if let Some(original) = original {
        insert(ORIGINAL_TASK_ROLE_TAG, original);
    }
}

/// Removes the tags of a patch.
pub(crate) fn remove(tags: &mut Tags) {
    for key in PATCH_TAGS {
        tags.remove(key);
    }
}
