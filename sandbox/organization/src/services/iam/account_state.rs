use super::state::{State, no_such_entity};
use crate::{call::Call, service_error::ServiceError, world::World};

/// What IAM holds for the caller's account.
pub(super) fn state<'a>(call: &Call, world: &'a World) -> Result<&'a State, ServiceError> {
    world
        .iam
        .get(call.account())
        .ok_or_else(|| no_account(call))
}

/// What IAM holds for the caller's account, to be changed.
pub(super) fn state_mut<'a>(
    call: &Call,
    world: &'a mut World,
) -> Result<&'a mut State, ServiceError> {
    world
        .iam
        .get_mut(call.account())
        .ok_or_else(|| no_account(call))
}

fn no_account(call: &Call) -> ServiceError {
    no_such_entity(format!("The account {} cannot be found.", call.account()))
}
