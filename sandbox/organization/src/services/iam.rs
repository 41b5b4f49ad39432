//! AWS Identity and Access Management.

mod account_state;
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
mod named_role;
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

use crate::operation::Operation;

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
