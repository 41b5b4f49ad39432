use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    invalid_definition::InvalidDefinition,
    states::States,
    substitutions::{Substitutions, substitute},
};

/// A state machine whose whole definition is supported here.
#[derive(Debug, Clone, PartialEq)]
pub struct StateMachine {
    pub(crate) name: String,
    pub(super) states: States,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Raw {
    #[serde(rename = "Comment")]
    _comment: Option<String>,
    start_at: String,
    states: Map<String, Value>,
}

impl StateMachine {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads a definition, with a value for each `${Name}`.
    ///
    /// # Errors
    /// The first thing in it that is wrong or not known here, and where it is.
    pub fn new<'s>(
        name: &str,
        definition: &str,
        substitutions: impl IntoIterator<Item = (&'s str, &'s str)>,
    ) -> Result<Self, InvalidDefinition> {
        let substitutions: Substitutions = substitutions
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let text = substitute(definition, &substitutions)?;
        let raw: Raw = serde_json::from_str(&text).map_err(InvalidDefinition::new)?;
        Ok(Self {
            name: name.to_owned(),
            states: States::read(raw.start_at, raw.states)?,
        })
    }
}
