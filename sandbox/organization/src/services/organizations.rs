//! AWS Organizations.

mod account_creation;
mod accounts;
mod authorization;
mod closure;
mod create_account;
mod delegation;
mod departure;
mod handshake;
mod handshakes;
mod move_account;
mod output;
mod paging;
mod policies;
mod redaction;
mod service_access;
mod service_control_policy;
mod state;
mod tags;
mod tree;
mod units;

pub(crate) use account_creation::{finish as finish_account_creation, make_usual_access_role};
pub(crate) use redaction::redact;
pub(crate) use state::{JoinedMethod, State};

use crate::operation::Operation;

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
