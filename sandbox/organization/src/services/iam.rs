//! AWS Identity and Access Management.

mod account_summary;
mod attached_policies;
mod aws_managed;
mod boundary;
mod create_role;
mod delete_role;
mod documents;
mod get_role;
mod grants;
mod inline_policies;
mod limits;
mod list_roles;
mod managed_policies;
mod managed_policy;
mod paging;
mod pass_role;
mod role;
mod role_output;
mod role_tags;
mod seed;
mod state;
mod trust;
mod update_role;
mod user;

pub(crate) use grants::Grants;
pub(crate) use managed_policies::replace_document;
pub(crate) use pass_role::may_be_passed;
pub(crate) use role::Role;
pub(crate) use seed::{Operator, PolicySeed, RoleSeed, seed_operator, seed_policy, seed_role};
pub(crate) use state::{State, no_such_entity};
pub(crate) use trust::in_force as trust_in_force;

use crate::{
    authorize::Ask, call::Call, operation::Operation, service_error::ServiceError, world::World,
};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::write("CreateRole", create_role::create_role),
    Operation::read("GetRole", get_role::get_role),
    Operation::read("ListRoles", list_roles::list_roles),
    Operation::write("DeleteRole", delete_role::delete_role),
    Operation::write(
        "UpdateAssumeRolePolicy",
        update_role::update_assume_role_policy,
    ),
    Operation::write("UpdateRole", update_role::update_role),
    Operation::write("PutRolePolicy", inline_policies::put_role_policy),
    Operation::read("GetRolePolicy", inline_policies::get_role_policy),
    Operation::read("ListRolePolicies", inline_policies::list_role_policies),
    Operation::write("DeleteRolePolicy", inline_policies::delete_role_policy),
    Operation::write("AttachRolePolicy", attached_policies::attach_role_policy),
    Operation::write("DetachRolePolicy", attached_policies::detach_role_policy),
    Operation::read(
        "ListAttachedRolePolicies",
        attached_policies::list_attached_role_policies,
    ),
    Operation::write("TagRole", role_tags::tag_role),
    Operation::write("UntagRole", role_tags::untag_role),
    Operation::read("ListRoleTags", role_tags::list_role_tags),
    Operation::write(
        "PutRolePermissionsBoundary",
        boundary::put_role_permissions_boundary,
    ),
    Operation::write(
        "DeleteRolePermissionsBoundary",
        boundary::delete_role_permissions_boundary,
    ),
    Operation::write("CreatePolicy", managed_policies::create_policy),
    Operation::read("GetPolicy", managed_policies::get_policy),
    Operation::read("GetPolicyVersion", managed_policies::get_policy_version),
    Operation::read("ListPolicies", managed_policies::list_policies),
    Operation::write("DeletePolicy", managed_policies::delete_policy),
    Operation::read("GetAccountSummary", account_summary::get_account_summary),
];

/// What IAM holds for the caller's account.
fn state<'a>(call: &Call, world: &'a World) -> Result<&'a State, ServiceError> {
    world
        .iam
        .get(call.account())
        .ok_or_else(|| no_account(call))
}

/// What IAM holds for the caller's account, to be changed.
fn state_mut<'a>(call: &Call, world: &'a mut World) -> Result<&'a mut State, ServiceError> {
    world
        .iam
        .get_mut(call.account())
        .ok_or_else(|| no_account(call))
}

fn no_account(call: &Call) -> ServiceError {
    no_such_entity(format!("The account {} cannot be found.", call.account()))
}

/// Authorises a call on the role its `RoleName` names, and says which role that is.
///
/// A role that is not there is asked for by its name without a path, as IAM does: whoever may only
/// read below a path is refused, not told that there is nothing.
fn authorize_on_role<'a>(
    call: &Call,
    world: &'a World,
    refine: impl FnOnce(Ask, &Role) -> Ask,
) -> Result<&'a Role, ServiceError> {
    let name = role_name(call)?;
    let action = format!("iam:{}", call.operation);
    match state(call, world)?.role(name) {
        Ok(role) => {
            let mut ask = Ask::new(action, role.arn.to_string()).with_resource_tags(&role.tags);
            if let Some(boundary) = &role.grants.boundary {
                ask = ask.with("iam:PermissionsBoundary", boundary);
            }
            call.authorize(world, &refine(ask, role))?;
            Ok(role)
        }
        Err(not_there) => {
            let arn = format!(
                "arn:{}:iam::{}:role/{name}",
                world.partition,
                call.account()
            );
            call.authorize(world, &Ask::new(action, arn))?;
            Err(not_there)
        }
    }
}

/// The same, for operations that have nothing more to say to the policies.
fn authorized_role<'a>(call: &Call, world: &'a World) -> Result<&'a Role, ServiceError> {
    authorize_on_role(call, world, |ask, _| ask)
}

fn role_name(call: &Call) -> Result<&str, ServiceError> {
    let name = call.input.text("RoleName")?;
    let valid = name.parse::<rolepair_model::RoleName>().is_ok();
    let constraint = "Member must satisfy regular expression pattern: [\\w+=,.@-]{1,64}";
    valid
        .then_some(name)
        .ok_or_else(|| limits::invalid("roleName", name, constraint))
}

/// Changes what the caller's account knows of an authorised role's documents, as slowly as the
/// dials say.
fn change_grants(
    call: &Call,
    world: &mut World,
    name: &str,
    change: impl FnOnce(&mut Grants),
) -> Result<(), ServiceError> {
    let (propagation, now) = (world.dials.iam_propagation, world.now());
    state_mut(call, world)?
        .role_mut(name)?
        .change(propagation, now, change);
    Ok(())
}
