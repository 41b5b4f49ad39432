use std::collections::BTreeMap;

use crate::{parameter_value::ParameterValue, stack::Stack};

/// What names in a template are bound to: the values of its parameters, and its stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings {
    /// The values of the parameters.
    pub values: BTreeMap<String, ParameterValue>,
    /// The stack.
    pub stack: Stack,
}

impl Bindings {
    /// The text a name refers to; `None` if there is no such name, or it is a list.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let value = self.values.get(name).and_then(ParameterValue::text);
        value.or_else(|| self.stack.pseudo(name))
    }
}
