//! The stack that a call names.

use super::{error::invalid, stack_record::StackRecord, state::StackKey};
use crate::{authorize::Ask, call::Call, service_error::ServiceError, world::World};

/// Refuses the call unless it is allowed on the stack with this name or ARN. The policies are asked
/// about the stack's ARN, however the call names it, or about the name of a stack that does not
/// exist.
pub(super) fn authorize_on_stack(
    call: &Call,
    world: &World,
    name: &str,
) -> Result<(), ServiceError> {
    let stack = match found(call, world, name) {
        Some((_, record)) => record.id,
        None if name.starts_with("arn:") => name.to_owned(),
        None => call.arn(world, &format!("stack/{name}/*")),
    };
    let ask = Ask::new(format!("cloudformation:{}", call.operation), stack);
    call.authorize(world, &ask)
}

pub(super) fn named(call: &Call, world: &World) -> Result<StackRecord, ServiceError> {
    let name = call.input.text("StackName")?;
    authorize_on_stack(call, world, name)?;
    existing(call, world, name)
}

pub(super) fn existing(
    call: &Call,
    world: &World,
    name: &str,
) -> Result<StackRecord, ServiceError> {
    let found = found(call, world, name);
    found
        .map(|(_, record)| record)
        .ok_or_else(|| no_stack(name))
}

/// The stack of that name, or ARN, in the account and Region of the call.
pub(super) fn found(call: &Call, world: &World, name: &str) -> Option<(StackKey, StackRecord)> {
    let mut here = here(call, world);
    let stack = here.find(|(key, record)| key.name == name || record.id == name);
    stack.map(|(key, record)| (key.clone(), record.clone()))
}

pub(super) fn here<'a>(
    call: &'a Call,
    world: &'a World,
) -> impl Iterator<Item = (&'a StackKey, &'a StackRecord)> {
    let is_here = |key: &StackKey| key.account == *call.account() && key.region == call.region;
    let stacks = world.cloudformation.stacks.iter();
    stacks.filter(move |(key, _)| is_here(key))
}

pub(super) fn no_stack(name: &str) -> ServiceError {
    invalid(format!("Stack with id {name} does not exist"))
}
