use super::stack_set::StackSet;
use crate::{call::Call, service_error::ServiceError, world::World};

/// The StackSet a call names, by its name or its id.
pub(super) fn named_stack_set<'a>(
    call: &Call,
    world: &'a World,
) -> Result<&'a StackSet, ServiceError> {
    let name = call.input.text("StackSetName")?;
    let mut sets = world.cloudformation.sets.values();
    let set = sets.find(|set| set.name == name || set.id == name);
    set.ok_or_else(|| {
        let message = format!("StackSet {name} not found");
        ServiceError::new(404, "StackSetNotFoundException", message)
    })
}
