use std::str::FromStr;

use rolepair_model::InvalidText;

use crate::{
    TaskDefinitionSelection,
    field::Field,
    keys::{Keys, distinct_and_some},
};

/// The task definitions that a pair claims, and the containers that get its profile.
pub(crate) fn read(field: &Field<'_>) -> Option<TaskDefinitionSelection> {
    let keys = Keys::of(field, &["families", "containers"])?;
    let families = keys.or_default("families", distinct_and_some);
    let containers: Option<Vec<ContainerName>> = keys.or_default("containers", distinct_and_some);
    Some(TaskDefinitionSelection {
        families: families?,
        containers: containers?.into_iter().map(|name| name.0).collect(),
    })
}

/// The name of a container.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ContainerName(String);

impl FromStr for ContainerName {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const MAX_CHARS: usize = 255;
        let is_name_char = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if (1..=MAX_CHARS).contains(&text.len()) && text.chars().all(is_name_char) {
            Ok(Self(text.to_owned()))
        } else {
            let expected = "a container name (1 to 255 letters, digits, `_`, `-`)";
            Err(InvalidText::new(text, expected))
        }
    }
}
