use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    invalid_definition::InvalidDefinition, runner::Stopped, state::State, state_error::StateError,
};

/// States, and where they begin.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct States {
    pub(super) start_at: String,
    states: BTreeMap<String, State>,
}

impl States {
    /// Reads states and checks that each can be reached, and leads to one that exists.
    pub(super) fn read(
        start_at: String,
        states: Map<String, Value>,
    ) -> Result<Self, InvalidDefinition> {
        let read = |(name, state): (String, Value)| match State::read(state) {
            Ok(state) => Ok((name, state)),
            Err(error) => Err(error.within(&name)),
        };
        let states = states.into_iter().map(read).collect::<Result<_, _>>()?;
        let states = Self { start_at, states };
        states.check()?;
        Ok(states)
    }

    /// Where an execution of these states begins.
    pub(super) fn beginning(&self, input: Value) -> Stopped {
        Stopped {
            state: self.start_at.clone(),
            input,
            error: StateError::new("", ""),
            progress: None,
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&State> {
        self.states.get(name)
    }

    fn check(&self) -> Result<(), InvalidDefinition> {
        let mut reached = BTreeSet::new();
        let mut ahead = vec![self.start_at.as_str()];
        while let Some(name) = ahead.pop() {
            let state = self.get(name).ok_or_else(|| {
                InvalidDefinition::new(format!("there is no state `{name}` to go to"))
            })?;
            if reached.insert(name) {
                ahead.extend(state.next());
            }
        }
        let mut names = self.states.keys();
        match names.find(|name| !reached.contains(name.as_str())) {
            Some(name) => Err(InvalidDefinition::new("no other state leads here").within(name)),
            None => Ok(()),
        }
    }
}
