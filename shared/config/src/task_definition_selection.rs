use std::collections::BTreeSet;

use rolepair_model::Family;

use crate::FamilyPattern;

/// Which task definitions of a task account a pair claims, and which of their containers it patches.
///
/// The tag `rolepair:pair=<name>` on a task definition always names its pair. `families` claims task
/// definitions without the tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TaskDefinitionSelection {
    /// Patterns of families. Empty by default.
    pub families: Vec<FamilyPattern>,
    /// The names of the containers that get the profile. If empty, every container gets it.
    pub containers: BTreeSet<String>,
}

impl TaskDefinitionSelection {
    /// The tag by which a task definition names its pair.
    pub const TAG: &'static str = "rolepair:pair";

    /// Whether one of the patterns matches the family.
    #[must_use]
    pub fn claims(&self, family: &Family) -> bool {
        self.families.iter().any(|pattern| pattern.matches(family))
    }
}
