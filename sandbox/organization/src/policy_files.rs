use std::collections::BTreeMap;

use serde_json::Value;
use thiserror::Error;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../infra/policies/", $name, ".json")))),+]
    };
}

/// The files that are in force here, by name. The others are about services that do not exist here:
/// keys, queues, logs and repositories.
const FILES: &[(&str, &str)] = files![
    "event-bus",
    "forward",
    "forward-trust",
    "function",
    "function-backfill",
    "function-pair-account",
    "function-patch-task-definition",
    "function-trust",
    "hub-role-trust",
    "resource-account-boundary",
    "resource-account-role",
    "state-machine",
    "state-machine-trust",
    "task-account-boundary",
    "task-account-role",
];

/// The policies of `infra/policies`, which the templates contain too. rolepair's own roles are made
/// from them, so that every call is judged as where the templates are deployed.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyFiles {
    files: BTreeMap<String, Value>,
}

/// Why a text cannot replace a file of `infra/policies`.
#[derive(Debug, Error)]
pub enum InvalidPolicyFile {
    /// There is no such file, or it is not in force here.
    #[error("`{0}` is not a policy that is in force here")]
    Unknown(String),
    /// The text is not JSON.
    #[error("`{name}` is not JSON")]
    NotJson {
        /// The file.
        name: String,
        /// What is wrong.
        source: serde_json::Error,
    },
}

/// The values of `${...}`: one text, or a list if the placeholder is alone in a list.
pub(crate) type Placeholders = BTreeMap<&'static str, Vec<String>>;

impl PolicyFiles {
    /// With another text for one file, `task-account-role`.
    ///
    /// # Errors
    /// If the file is not in force here, or the text is not JSON.
    pub fn with(mut self, name: &str, text: &str) -> Result<Self, InvalidPolicyFile> {
        let Some(file) = self.files.get_mut(name) else {
            return Err(InvalidPolicyFile::Unknown(name.to_owned()));
        };
        let not_json = |source| InvalidPolicyFile::NotJson {
            name: name.to_owned(),
            source,
        };
        *file = serde_json::from_str(text).map_err(not_json)?;
        Ok(self)
    }

    /// The names of the files that are in force here.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The policy of a file. A missing file allows nothing. A placeholder without a value stays,
    /// and matches nothing.
    pub(crate) fn policy(&self, name: &str, values: &Placeholders) -> Value {
        self.files
            .get(name)
            .map_or(Value::Null, |file| filled(file, values))
    }
}

impl Default for PolicyFiles {
    fn default() -> Self {
        let file = |(name, text): &(&str, &str)| {
            // A test reads every file, so a wrong one never gets here.
            let policy = serde_json::from_str(text).unwrap_or_default();
            ((*name).to_owned(), policy)
        };
        Self {
            files: FILES.iter().map(file).collect(),
        }
    }
}

fn filled(value: &Value, values: &Placeholders) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), filled(member, values)))
            .collect(),
        Value::Array(items) => items.iter().flat_map(|item| listed(item, values)).collect(),
        Value::String(text) => text_with(text, values).into(),
        other => other.clone(),
    }
}

/// The values of an item of a list: several if the item is nothing but a placeholder.
fn listed(item: &Value, values: &Placeholders) -> Vec<Value> {
    let alone = item.as_str().and_then(|text| {
        let name = text.strip_prefix("${")?.strip_suffix('}')?;
        values.get(name)
    });
    match alone {
        Some(texts) => texts
            .iter()
            .map(|text| Value::from(text.as_str()))
            .collect(),
        None => vec![filled(item, values)],
    }
}

fn text_with(text: &str, values: &Placeholders) -> String {
    let mut text = text.to_owned();
    for (name, value) in values {
        if let [value] = value.as_slice() {
            text = text.replace(&format!("${{{name}}}"), value);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;

    /// The policies of services that do not exist here.
    const NOT_IN_FORCE: [&str; 13] = [
        "bucket",
        "bucket-read",
        "function-key",
        "image-pull",
        "instance-trust",
        "queue",
        "queue-without-rules",
        "schedule",
        "schedule-key",
        "schedule-sends",
        "schedule-starts",
        "schedule-trust",
        "state-machine-key",
    ];

    #[test]
    fn every_file_of_the_folder_is_in_force_or_known_not_to_be() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/policies");
        let entries = std::fs::read_dir(folder).unwrap();
        let mut files: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let policies = PolicyFiles::default();
        let mut known: Vec<String> = policies
            .names()
            .chain(NOT_IN_FORCE)
            .map(|name| format!("{name}.json"))
            .collect();
        known.sort();
        assert_eq!(files, known);
    }

    #[test]
    fn every_file_is_a_policy() {
        for (name, text) in FILES {
            let policy: Value = serde_json::from_str(text).unwrap();
            assert!(policy["Statement"].is_array(), "{name}");
        }
    }

    #[test]
    fn a_placeholder_is_a_text_or_a_list_if_it_is_alone() {
        let policies = PolicyFiles::default();
        let text =
            r#"{"a": "arn:${partition}:x:${regions}", "b": ["${regions}", "c"], "d": "${e}"}"#;
        let policies = policies.with("forward", text).unwrap();
        let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let values = Placeholders::from([
            ("partition", list(&["aws-cn"])),
            ("regions", list(&["r1", "r2"])),
        ]);
        let expected = json!({"a": "arn:aws-cn:x:${regions}", "b": ["r1", "r2", "c"], "d": "${e}"});
        assert_eq!(policies.policy("forward", &values), expected);
    }

    #[test]
    fn a_file_that_is_not_in_force_cannot_be_replaced() {
        let policies = PolicyFiles::default();
        let unknown = policies.clone().with("queue", "{}").unwrap_err();
        assert!(matches!(unknown, InvalidPolicyFile::Unknown(_)));
        assert!(policies.with("forward", "{").is_err());
    }
}
