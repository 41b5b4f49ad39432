//! Who may make a call of Organizations, and what the policies are asked.

use crate::{authorize::Ask, call::Call, service_error::ServiceError, world::World};

/// Only the management account may do this.
pub(super) fn authorize_management(
    call: &Call,
    world: &World,
    ask: &Ask,
) -> Result<(), ServiceError> {
    must_be_member(call, world)?;
    if *call.account() != world.organizations.management {
        return Err(not_permitted(call));
    }
    call.authorize(world, ask)
}

/// Only the management account and delegated administrators may read this.
pub(super) fn authorize_reader(call: &Call, world: &World, ask: &Ask) -> Result<(), ServiceError> {
    must_be_member(call, world)?;
    let organization = &world.organizations;
    let delegated = organization.delegated.contains_key(call.account());
    if *call.account() != organization.management && !delegated {
        return Err(not_permitted(call));
    }
    call.authorize(world, ask)
}

/// Any account of the organization may do this.
pub(super) fn authorize_member(call: &Call, world: &World, ask: &Ask) -> Result<(), ServiceError> {
    must_be_member(call, world)?;
    call.authorize(world, ask)
}

fn must_be_member(call: &Call, world: &World) -> Result<(), ServiceError> {
    if world.organizations.membership(call.account()).is_some() {
        return Ok(());
    }
    Err(ServiceError::new(
        400,
        "AWSOrganizationsNotInUseException",
        "Your account is not a member of an organization.",
    ))
}

pub(super) fn not_permitted(call: &Call) -> ServiceError {
    call.access_denied("You don't have permissions to access this resource.")
}

/// The action of the operation in a policy.
pub(super) fn action(call: &Call) -> String {
    format!("organizations:{}", call.operation)
}

/// An operation without a resource.
pub(super) fn ask(call: &Call) -> Ask {
    Ask::new(action(call), "*")
}

/// An operation on an account, a unit or the root.
pub(super) fn ask_on(call: &Call, world: &World, id: &str) -> Ask {
    Ask::new(action(call), world.organizations.arn(&world.partition, id))
        .with_resource_tags(&world.organizations.tags(id).cloned().unwrap_or_default())
}

/// The service's error for something that does not exist: `AccountNotFoundException`.
pub(super) fn not_found(kind: &str) -> ServiceError {
    let code = format!("{kind}NotFoundException");
    ServiceError::new(
        400,
        &code,
        format!("You specified a {} that doesn't exist.", spaced(kind)),
    )
}

fn spaced(kind: &str) -> String {
    let mut words = String::new();
    for c in kind.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}
