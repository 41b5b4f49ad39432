use std::collections::BTreeMap;

use rolepair_cloudformation::{Bindings, EvaluatedOutput, EvaluatedResource, Template};
use time::OffsetDateTime;

/// A template with the values of its parameters: what a stack is made of.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) template: Template,
    /// The parameters as they were given, or their defaults.
    pub(super) texts: BTreeMap<String, String>,
    pub(super) capabilities: Vec<String>,
}

/// A stack: its plan, and the result.
#[derive(Debug, Clone)]
pub(super) struct StackRecord {
    pub(super) id: String,
    pub(super) name: String,
    /// Part of the names of its resources.
    pub(super) unique: String,
    pub(super) status: &'static str,
    pub(super) reason: Option<String>,
    pub(super) created: OffsetDateTime,
    /// `None` while only a change set has it.
    pub(super) plan: Option<Plan>,
    pub(super) resources: Vec<EvaluatedResource>,
    pub(super) outputs: Vec<EvaluatedOutput>,
    pub(super) change_sets: BTreeMap<String, ChangeSet>,
    /// The newest last.
    pub(super) events: Vec<StackEvent>,
}

/// A change set.
#[derive(Debug, Clone)]
pub(super) struct ChangeSet {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) plan: Plan,
    /// The changes: the resource, its type, and the kind of change.
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
    /// The values that its functions refer to in a stack.
    pub(super) fn bindings(&self, stack: rolepair_cloudformation::Stack) -> Bindings {
        let value = |parameter: &rolepair_cloudformation::Parameter| {
            let text = self.texts.get(&parameter.name)?;
            // Values that a parameter does not accept were refused when the plan was read.
            Some((parameter.name.clone(), parameter.value(text).ok()?))
        };
        Bindings {
            values: self.template.parameters.iter().filter_map(value).collect(),
            stack,
        }
    }
}
