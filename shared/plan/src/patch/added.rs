use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::layout::{ADDED_LABEL, ENVIRONMENT};
use crate::json::{self, JsonObject};

/// What a patch added to a container and to its task, as the container's docker label keeps it.
///
/// ECS describes a definition in its own form: variables in another order, empty lists where there
/// was no list. Order and form therefore do not show what the patch added, so it is recorded. A thing
/// with one of rolepair's names needs no record: a definition that has one of its own is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Added {
    /// The variables, each with the value it was given.
    pub(crate) environment: BTreeMap<String, String>,
    /// The members that were absent, of the container or (`volumes`, `taskRoleArn`) of the task.
    pub(crate) created: BTreeSet<String>,
    /// The members that were JSON null, of either.
    pub(crate) nulls: BTreeSet<String>,
    /// The task role that the patch set, if the task had another one or no task role.
    pub(crate) task_role_arn: Option<String>,
}

impl Added {
    /// The record of a container, if there is one that can be read.
    pub(crate) fn of(container: &JsonObject) -> Option<Self> {
        let label = json::object(container, "dockerLabels")
            .ok()??
            .get(ADDED_LABEL)?;
        Self::parse(label.as_str()?)
    }

    /// Reads a label. One that records a variable that a patch never adds is not ours: to remove that
    /// variable could change what the container does.
    pub(crate) fn parse(label: &str) -> Option<Self> {
        let label: JsonObject = serde_json::from_str(label).ok()?;
        let added: Self = serde_json::from_value(Value::Object(label)).ok()?;
        let is_ours = |name: &String| ENVIRONMENT.contains(&name.as_str());
        added.environment.keys().all(is_ours).then_some(added)
    }

    /// Records that `member` of `object` is about to be created, unless it is there.
    pub(crate) fn note_creation(&mut self, object: &JsonObject, member: &str) {
        match object.get(member) {
            None => self.created.insert(member.to_owned()),
            Some(Value::Null) => self.nulls.insert(member.to_owned()),
            Some(_) => false,
        };
    }

    /// Gives `member`, which is empty now, the value it had before it was created.
    pub(crate) fn undo_creation(&self, object: &mut JsonObject, member: &str) {
        if self.nulls.contains(member) {
            object.insert(member.to_owned(), Value::Null);
        } else if self.created.contains(member) {
            object.shift_remove(member);
        }
    }

    /// The text of the label.
    pub(crate) fn to_label(&self) -> String {
        let mut label = JsonObject::new();
        let mut insert = |member: &str, value: Value| label.insert(member.to_owned(), value);
        if !self.environment.is_empty() {
            insert("environment", json!(self.environment));
        }
        if !self.created.is_empty() {
            insert("created", json!(self.created));
        }
        if !self.nulls.is_empty() {
            insert("nulls", json!(self.nulls));
        }
        if let Some(role) = &self.task_role_arn {
            insert("taskRoleArn", json!(role));
        }
        Value::Object(label).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let added = Added {
            environment: [("AWS_PROFILE".to_owned(), "orders".to_owned())].into(),
            created: ["environment".to_owned()].into(),
            nulls: ["volumes".to_owned()].into(),
            task_role_arn: Some("arn".to_owned()),
        };
        assert_eq!(Added::parse(&added.to_label()), Some(added));
        assert_eq!(Added::parse("{}"), Some(Added::default()));
    }

    #[test]
    fn a_label_that_is_not_a_record_of_ours_is_not_read() {
        for label in [
            "",
            "1",
            "[]",
            r#"{"other":1}"#,
            r#"{"environment":{"AWS_ACCESS_KEY_ID":"x"}}"#,
        ] {
            assert_eq!(Added::parse(label), None, "{label}");
        }
    }
}
