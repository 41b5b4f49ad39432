//! Amazon Elastic Container Service: task definitions. Clusters, services and tasks are not part
//! of the embedded organization; a task is run by `run_task`.

use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};
use serde_json::{Value, json};

use crate::operation::Operation;

mod container;
mod deregister_task_definition;
mod describe_task_definition;
mod family;
mod fargate_size;
mod list_task_definition_families;
mod list_task_definitions;
mod normalize;
mod reference;
mod register_task_definition;
mod resource_tags;
mod task_roles;
mod validate;

pub(crate) use self::{
    family::{Family, Revision, Status},
    reference::Reference,
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

/// What CloudTrail shows in place of what it hides.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// What the service holds, all accounts and Regions.
#[derive(Debug, Default)]
pub(crate) struct State {
    registries: BTreeMap<(AccountId, Region), BTreeMap<String, Family>>,
}

impl State {
    /// The families of an account in a Region, by name.
    pub(crate) fn families(
        &self,
        account: &AccountId,
        region: &Region,
    ) -> impl Iterator<Item = (&String, &Family)> {
        let registry = self.registries.get(&(account.clone(), region.clone()));
        registry.into_iter().flatten()
    }

    /// One family.
    pub(crate) fn family(
        &self,
        account: &AccountId,
        region: &Region,
        name: &str,
    ) -> Option<&Family> {
        self.registries
            .get(&(account.clone(), region.clone()))?
            .get(name)
    }

    /// One family, to be changed; a new one where there is none.
    fn family_mut(&mut self, account: &AccountId, region: &Region, name: &str) -> &mut Family {
        let registry = self
            .registries
            .entry((account.clone(), region.clone()))
            .or_default();
        registry.entry(name.to_owned()).or_default()
    }
}

/// Hides what CloudTrail hides: the values of environment variables.
pub(crate) fn redact(parameters: &mut Value) {
    match parameters {
        Value::Object(members) => {
            for (name, value) in members {
                if name == "environment" {
                    *value = json!(HIDDEN);
                } else {
                    redact(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
