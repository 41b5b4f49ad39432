use std::collections::BTreeMap;

use rolepair_cloudformation::{EvaluatedOutput, EvaluatedResource, Scope, Template};
use time::OffsetDateTime;

/// A template with everything it asks for: what a stack is made of.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) template: Template,
    /// The parameters as they were given, or their defaults.
    pub(super) texts: BTreeMap<String, String>,
    pub(super) capabilities: Vec<String>,
}

/// A stack: what was asked for, and what came of it.
#[derive(Debug, Clone)]
pub(super) struct StackRecord {
    pub(super) id: String,
    pub(super) name: String,
    /// Part of the names of its resources.
    pub(super) unique: String,
    pub(super) status: &'static str,
    pub(super) reason: Option<String>,
    pub(super) created: OffsetDateTime,
    /// None while only a change set knows.
    pub(super) plan: Option<Plan>,
    pub(super) resources: Vec<EvaluatedResource>,
    pub(super) outputs: Vec<EvaluatedOutput>,
    pub(super) change_sets: BTreeMap<String, ChangeSet>,
    /// The newest last.
    pub(super) events: Vec<StackEvent>,
}

/// What would be changed.
#[derive(Debug, Clone)]
pub(super) struct ChangeSet {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) plan: Plan,
    /// What is to be different: the resource, its type, and how.
    pub(super) changes: Vec<(String, String, &'static str)>,
    pub(super) is_executed: bool,
}

/// What happened to a resource of a stack.
#[derive(Debug, Clone)]
pub(super) struct StackEvent {
    pub(super) id: String,
    pub(super) at: OffsetDateTime,
    pub(super) logical_id: String,
    pub(super) physical_id: String,
    pub(super) kind: String,
    pub(super) status: &'static str,
    pub(super) reason: Option<String>,
}

impl Plan {
    /// What its functions refer to in a stack.
    pub(super) fn scope(&self, stack: rolepair_cloudformation::Stack) -> Scope {
        let value = |parameter: &rolepair_cloudformation::Parameter| {
            let text = self.texts.get(&parameter.name)?;
            // What a parameter does not take was refused when it was asked for.
            Some((parameter.name.clone(), parameter.value(text).ok()?))
        };
        Scope {
            values: self.template.parameters.iter().filter_map(value).collect(),
            stack,
        }
    }
}
