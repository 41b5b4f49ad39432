use std::collections::BTreeMap;

use serde_json::Value;

use super::{managed_policy::ManagedPolicy, role::Role, user::User};
use crate::service_error::ServiceError;

/// What IAM holds for one account.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// By name in lower case: names that differ only in case are the same.
    roles: BTreeMap<String, Role>,
    pub(crate) users: BTreeMap<String, User>,
    /// The account's own managed policies, by ARN.
    pub(crate) policies: BTreeMap<String, ManagedPolicy>,
}

impl State {
    /// The role of that name.
    pub(crate) fn role(&self, name: &str) -> Result<&Role, ServiceError> {
        self.roles
            .get(&name.to_ascii_lowercase())
            .ok_or_else(|| no_role(name))
    }

    /// The role of that name, to be changed.
    pub(crate) fn role_mut(&mut self, name: &str) -> Result<&mut Role, ServiceError> {
        self.roles
            .get_mut(&name.to_ascii_lowercase())
            .ok_or_else(|| no_role(name))
    }

    /// The role with that unique id.
    pub(crate) fn role_with_id(&self, id: &str) -> Option<&Role> {
        self.roles.values().find(|role| role.id == id)
    }

    /// Every role, in the order of the names.
    pub(crate) fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values()
    }

    pub(crate) fn insert_role(&mut self, role: Role) {
        self.roles
            .insert(role.arn.name.as_str().to_ascii_lowercase(), role);
    }

    pub(crate) fn remove_role(&mut self, name: &str) {
        self.roles.remove(&name.to_ascii_lowercase());
    }

    /// The document of a managed policy, the account's own or AWS's.
    pub(crate) fn policy_document(&self, arn: &str) -> Option<Value> {
        match self.policies.get(arn) {
            Some(policy) => serde_json::from_str(&policy.document).ok(),
            None => super::aws_managed::document(arn),
        }
    }
}

fn no_role(name: &str) -> ServiceError {
    no_such_entity(format!("The role with name {name} cannot be found."))
}

/// The error for a name that does not exist.
pub(crate) fn no_such_entity(message: impl Into<String>) -> ServiceError {
    ServiceError::new(404, "NoSuchEntity", message)
}
