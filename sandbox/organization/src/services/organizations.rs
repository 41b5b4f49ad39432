//! AWS Organizations.

mod account_creation;
mod accounts;
mod closure;
mod create_account;
mod delegation;
mod departure;
mod handshakes;
mod move_account;
mod output;
mod paging;
mod policies;
mod redaction;
mod service_access;
mod state;
mod tags;
mod tree;
mod units;

pub(crate) use account_creation::{finish as finish_account_creation, make_usual_access_role};
pub(crate) use redaction::redact;
pub(crate) use state::{JoinedMethod, State};

use crate::{
    authorize::Ask, call::Call, operation::Operation, service_error::ServiceError, world::World,
};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::read("DescribeOrganization", accounts::describe_organization),
    Operation::read("DescribeAccount", accounts::describe_account),
    Operation::read("ListAccounts", accounts::list_accounts),
    Operation::read("ListAccountsForParent", accounts::list_accounts_for_parent),
    Operation::write("CreateAccount", create_account::create_account),
    Operation::read(
        "DescribeCreateAccountStatus",
        create_account::describe_create_account_status,
    ),
    Operation::read(
        "ListCreateAccountStatus",
        create_account::list_create_account_status,
    ),
    Operation::read("ListRoots", tree::list_roots),
    Operation::read("ListParents", tree::list_parents),
    Operation::read("ListChildren", tree::list_children),
    Operation::write(
        "CreateOrganizationalUnit",
        units::create_organizational_unit,
    ),
    Operation::read(
        "DescribeOrganizationalUnit",
        units::describe_organizational_unit,
    ),
    Operation::read(
        "ListOrganizationalUnitsForParent",
        units::list_organizational_units_for_parent,
    ),
    Operation::write("MoveAccount", move_account::move_account),
    Operation::write(
        "RemoveAccountFromOrganization",
        departure::remove_account_from_organization,
    ),
    Operation::write("CloseAccount", closure::close_account),
    Operation::write("LeaveOrganization", departure::leave_organization),
    Operation::write(
        "InviteAccountToOrganization",
        handshakes::invite_account_to_organization,
    ),
    Operation::write("AcceptHandshake", handshakes::accept_handshake),
    Operation::read("DescribeHandshake", handshakes::describe_handshake),
    Operation::read(
        "ListHandshakesForAccount",
        handshakes::list_handshakes_for_account,
    ),
    Operation::write("TagResource", tags::tag_resource),
    Operation::write("UntagResource", tags::untag_resource),
    Operation::read("ListTagsForResource", tags::list_tags_for_resource),
    Operation::write("CreatePolicy", policies::create_policy),
    Operation::write("UpdatePolicy", policies::update_policy),
    Operation::read("DescribePolicy", policies::describe_policy),
    Operation::write("AttachPolicy", policies::attach_policy),
    Operation::write("DetachPolicy", policies::detach_policy),
    Operation::read("ListPoliciesForTarget", policies::list_policies_for_target),
    Operation::write(
        "EnableAWSServiceAccess",
        service_access::enable_aws_service_access,
    ),
    Operation::read(
        "ListAWSServiceAccessForOrganization",
        service_access::list_aws_service_access_for_organization,
    ),
    Operation::write(
        "RegisterDelegatedAdministrator",
        delegation::register_delegated_administrator,
    ),
    Operation::read(
        "ListDelegatedAdministrators",
        delegation::list_delegated_administrators,
    ),
];

/// Only the management account may do this.
fn authorize_management(call: &Call, world: &World, ask: &Ask) -> Result<(), ServiceError> {
    must_be_member(call, world)?;
    if *call.account() != world.organizations.management {
        return Err(not_permitted(call));
    }
    call.authorize(world, ask)
}

/// Only the management account and delegated administrators may read this.
fn authorize_reader(call: &Call, world: &World, ask: &Ask) -> Result<(), ServiceError> {
    must_be_member(call, world)?;
    let organization = &world.organizations;
    let delegated = organization.delegated.contains_key(call.account());
    if *call.account() != organization.management && !delegated {
        return Err(not_permitted(call));
    }
    call.authorize(world, ask)
}

/// Any account of the organization may do this.
fn authorize_member(call: &Call, world: &World, ask: &Ask) -> Result<(), ServiceError> {
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

fn not_permitted(call: &Call) -> ServiceError {
    call.access_denied("You don't have permissions to access this resource.")
}

/// What the operation is called in a policy.
fn action(call: &Call) -> String {
    format!("organizations:{}", call.operation)
}

/// An operation that is done to nothing in particular.
fn ask(call: &Call) -> Ask {
    Ask::new(action(call), "*")
}

/// An operation on an account, a unit or the root.
fn ask_on(call: &Call, world: &World, id: &str) -> Ask {
    Ask::new(action(call), world.organizations.arn(&world.partition, id))
        .with_resource_tags(&world.organizations.tags(id).cloned().unwrap_or_default())
}

/// What was named is not there, in the words of the service: `AccountNotFoundException`.
fn not_found(kind: &str) -> ServiceError {
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
