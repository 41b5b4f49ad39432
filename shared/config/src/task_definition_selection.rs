use std::collections::BTreeSet;

use rolepair_model::Family;

use crate::FamilyPattern;

/// Which task definitions of a task account a pair is for, and which of their containers.
///
/// The tag `rolepair:pair=<name>` on a task definition always names its pair. `families` claims
/// those without the tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TaskDefinitionSelection {
    /// Patterns of families; none unless told otherwise.
    pub families: Vec<FamilyPattern>,
    /// The names of the containers that get the profile; every container where it is empty.
    pub containers: BTreeSet<String>,
}

impl TaskDefinitionSelection {
    /// The tag by which a task definition names its pair.
    pub const TAG: &'static str = "rolepair:pair";

    /// Whether one of the patterns is for the family.
    #[must_use]
    pub fn claims(&self, family: &Family) -> bool {
        self.families.iter().any(|pattern| pattern.matches(family))
    }
}
