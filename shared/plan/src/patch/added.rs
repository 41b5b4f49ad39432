use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::layout::{ADDED_LABEL, ENVIRONMENT};
use crate::json::{self, Object};

/// What a patch added to a container and to its task, as the container's docker label keeps it.
///
/// ECS gives a definition back in its own way: variables in another order, empty lists where there
/// were none. So what is ours cannot be read off the order or the form, and is written down. What
/// has one of our names needs no record: a definition that has such a thing of its own is refused.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Added {
    /// The variables, each with the value it was given.
    pub(crate) environment: BTreeMap<String, String>,
    /// The members that were absent, of the container and (`volumes`) of the task.
    pub(crate) created: BTreeSet<String>,
    /// The members that were JSON null, likewise.
    pub(crate) nulls: BTreeSet<String>,
    /// The task role, where the task had another one or none.
    pub(crate) task_role_arn: Option<String>,
}

impl Added {
    /// The record of a container, if it has one that can be read.
    pub(crate) fn of(container: &Object) -> Option<Self> {
        let label = json::object(container, "dockerLabels")
            .ok()??
            .get(ADDED_LABEL)?;
        Self::parse(label.as_str()?)
    }

    /// A label that records a variable a patch never adds is not ours: removing that variable
    /// could change what the container is.
    pub(crate) fn parse(label: &str) -> Option<Self> {
        let label: Object = serde_json::from_str(label).ok()?;
        let added: Self = serde_json::from_value(Value::Object(label)).ok()?;
        let is_ours = |name: &String| ENVIRONMENT.contains(&name.as_str());
        added.environment.keys().all(is_ours).then_some(added)
    }

    /// Notes that `member` of `object` is about to be made, if it is.
    pub(crate) fn note_creation(&mut self, object: &Object, member: &str) {
        match object.get(member) {
            None => self.created.insert(member.to_owned()),
            Some(Value::Null) => self.nulls.insert(member.to_owned()),
            Some(_) => false,
        };
    }

    /// Makes `member`, of which nothing is left, what it was before it was made.
    pub(crate) fn undo_creation(&self, object: &mut Object, member: &str) {
        if self.nulls.contains(member) {
            object.insert(member.to_owned(), Value::Null);
        } else if self.created.contains(member) {
            object.shift_remove(member);
        }
    }

    /// The text of the label.
    pub(crate) fn to_label(&self) -> String {
        let mut label = Object::new();
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
    fn a_label_that_is_no_record_of_ours_is_none() {
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
