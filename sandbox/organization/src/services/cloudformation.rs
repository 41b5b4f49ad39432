//! AWS CloudFormation, for exactly what the templates in `infra/templates` and the commands of the
//! install section need: change sets, stacks, and StackSets with service-managed permissions.
//!
//! IAM's resources are really made, by the services' own operations and with the identity of the
//! caller, so that it is authorised and enforced like everything else. A Lambda function with a
//! queue gets the events that the rules of its stack bring to the queue, and runs the code in the
//! S3 object. The types of `recorded.rs` are known and have no effect.

mod change_sets;
mod error;
mod event_sources;
mod forwarding;
mod functions;
mod iam_properties;
mod iam_resources;
mod maker;
mod making;
mod named_stack;
mod named_stack_set;
mod not_made;
mod organizations_access;
mod output;
mod passed_roles;
mod recorded;
mod requested_plan;
mod stack_record;
mod stack_set;
mod stack_set_instances;
mod stack_set_progress;
mod stack_sets;
mod stacks;
mod state;
mod updating;

pub(crate) use forwarding::is_forwarded;
pub(crate) use organizations_access::STACK_SETS;
pub(crate) use stack_set_instances::deploy_automatically;
pub(crate) use state::State;

use crate::operation::Operation;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::write("CreateChangeSet", change_sets::create_change_set),
    Operation::read("DescribeChangeSet", change_sets::describe_change_set),
    Operation::write("ExecuteChangeSet", change_sets::execute_change_set),
    Operation::write("CreateStack", stacks::create_stack),
    Operation::write("DeleteStack", stacks::delete_stack),
    Operation::read("DescribeStacks", stacks::describe_stacks),
    Operation::read("DescribeStackEvents", stacks::describe_stack_events),
    Operation::read("DescribeStackResources", stacks::describe_stack_resources),
    Operation::read("GetTemplateSummary", stacks::get_template_summary),
    Operation::write(
        "ActivateOrganizationsAccess",
        organizations_access::activate_organizations_access,
    ),
    Operation::read(
        "DescribeOrganizationsAccess",
        organizations_access::describe_organizations_access,
    ),
    Operation::write("CreateStackSet", stack_sets::create_stack_set),
    Operation::write("UpdateStackSet", stack_sets::update_stack_set),
    Operation::read("DescribeStackSet", stack_sets::describe_stack_set),
    Operation::read("ListStackSets", stack_sets::list_stack_sets),
    Operation::write(
        "CreateStackInstances",
        stack_set_instances::create_stack_instances,
    ),
    Operation::read(
        "ListStackInstances",
        stack_set_progress::list_stack_instances,
    ),
    Operation::read(
        "DescribeStackSetOperation",
        stack_set_progress::describe_stack_set_operation,
    ),
];
