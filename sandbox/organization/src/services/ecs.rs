//! Amazon Elastic Container Service: task definitions. Clusters, services and tasks are not part
//! of the embedded organization; a task is run by `run_task`.

use crate::operation::Operation;

mod container;
mod deregister_task_definition;
mod describe_task_definition;
mod family;
mod fargate_size;
mod list_task_definition_families;
mod list_task_definitions;
mod normalize;
mod redaction;
mod reference;
mod register_task_definition;
mod resource_tags;
mod state;
mod task_roles;
mod validate;

pub(crate) use self::{
    family::RevisionStatus, redaction::redact, reference::Reference, state::State,
    task_roles::TASKS,
};

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::write(
        "RegisterTaskDefinition",
        register_task_definition::register_task_definition,
    ),
    Operation::read(
        "DescribeTaskDefinition",
        describe_task_definition::describe_task_definition,
    ),
    Operation::write(
        "DeregisterTaskDefinition",
        deregister_task_definition::deregister_task_definition,
    ),
    Operation::read(
        "ListTaskDefinitions",
        list_task_definitions::list_task_definitions,
    ),
    Operation::read(
        "ListTaskDefinitionFamilies",
        list_task_definition_families::list_task_definition_families,
    ),
    Operation::write("TagResource", resource_tags::tag_resource),
    Operation::write("UntagResource", resource_tags::untag_resource),
    Operation::read("ListTagsForResource", resource_tags::list_tags_for_resource),
];

#[cfg(test)]
mod tests;
