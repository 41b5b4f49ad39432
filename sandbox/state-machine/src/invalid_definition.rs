use std::fmt;

use thiserror::Error;

/// What is wrong with a state machine's definition, or not supported here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{message}", self.place())]
pub struct InvalidDefinition {
    /// The state, from the outside in; empty if it is the definition itself.
    pub states: Vec<String>,
    /// What is wrong.
    pub message: String,
}

impl InvalidDefinition {
    pub(super) fn new(message: impl fmt::Display) -> Self {
        Self {
            states: Vec::new(),
            message: message.to_string(),
        }
    }

    /// The same, in the state `name`.
    pub(super) fn within(mut self, name: &str) -> Self {
        self.states.insert(0, name.to_owned());
        self
    }

    fn place(&self) -> String {
        let states = self.states.iter();
        states.map(|state| format!("state `{state}`: ")).collect()
    }
}
