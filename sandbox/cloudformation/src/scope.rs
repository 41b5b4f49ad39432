use std::collections::BTreeMap;

use crate::{parameter_value::ParameterValue, stack::Stack};

/// What the functions of a template refer to: the values of its parameters, and its stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The values of the parameters.
    pub values: BTreeMap<String, ParameterValue>,
    /// The stack.
    pub stack: Stack,
}

impl Scope {
    /// The text a name stands for; none where it stands for nothing, or for a list.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let value = self.values.get(name).and_then(ParameterValue::text);
        value.or_else(|| self.stack.pseudo(name))
    }
}
