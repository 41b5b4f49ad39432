use rolepair_model::Family;

use crate::{
    TaskDefinitionSelection,
    field::Field,
    keys::{Keys, distinct_and_some},
};

/// The task definitions a pair claims, and the containers it is for.
pub(crate) fn read(field: &Field<'_>) -> Option<TaskDefinitionSelection> {
    let keys = Keys::of(field, &["families", "containers"])?;
    let families = keys.or_default("families", distinct_and_some);
    // ECS gives containers and families the same characters and length.
    let containers: Option<Vec<Family>> = keys.or_default("containers", distinct_and_some);
    Some(TaskDefinitionSelection {
        families: families?,
        containers: containers?.into_iter().map(String::from).collect(),
    })
}
