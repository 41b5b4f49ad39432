use rolepair_model::{Finding, FindingCode, Tags, TaskDefinition};
use serde_json::Value;

use crate::{
    json::{self, InvalidMember, JsonObject},
    patch::task::{UNIDENTIFIED, read_family, unidentified},
};

/// Reads a task definition from the answer of DescribeTaskDefinition, from a bare definition, or
/// from the input of RegisterTaskDefinition. No part of the definition is lost.
///
/// Only what distinguishes the three forms is checked here; [`patch`](crate::patch) checks the rest.
///
/// # Errors
/// RP115 where the JSON has none of the three forms.
pub fn from_describe(value: &Value) -> Result<TaskDefinition, Finding> {
    let Value::Object(answer) = value else {
        let message = format!(
            "a task definition is a JSON object; this is {}",
            kind(value)
        );
        let finding = Finding::new(FindingCode::MalformedDefinition, UNIDENTIFIED, message);
        return Err(finding.with_cure(CURE));
    };
    let definition = read(answer).map_err(|error| unidentified(&error));
    definition.map_err(|finding| finding.with_cure(CURE))
}

const CURE: &str = "give the answer of `aws ecs describe-task-definition --include TAGS`, or the \
                    input of RegisterTaskDefinition";

/// What a JSON value is, with its article.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn read(answer: &JsonObject) -> Result<TaskDefinition, InvalidMember> {
    const DESCRIBED: &str = "taskDefinition";
    let tags = tags(answer)?;
    let body = match json::object(answer, DESCRIBED)? {
        Some(described) => {
            read_family(described).map_err(|error| error.below(DESCRIBED))?;
            described.clone()
        }
        None => {
            read_family(answer)?;
            let mut body = answer.clone();
            body.shift_remove("tags");
            body
        }
    };
    Ok(TaskDefinition { body, tags })
}

fn tags(answer: &JsonObject) -> Result<Tags, InvalidMember> {
    let list = json::each(answer, "tags", |tag| {
        let value = json::text(tag, "value")?.unwrap_or_default();
        Ok((json::required_text(tag, "key")?, value))
    })?;
    let mut tags = Tags::new();
    for (key, value) in list {
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(InvalidMember::unexpected(
                "tags",
                "a list of tags with different keys",
            ));
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_three_forms_give_the_same_definition() {
        let tags = json!([{"key": "team", "value": "shop"}]);
        let bare = json!({"family": "orders", "x": 1.50});
        let mut input = bare.clone();
        input["tags"] = tags.clone();
        let described = json!({"taskDefinition": bare, "tags": tags});
        let definition = from_describe(&described).unwrap();
        assert_eq!(from_describe(&input), Ok(definition.clone()));
        assert_eq!(definition.tags["team"], "shop");
        assert_eq!(Value::Object(definition.body), bare);
        assert!(from_describe(&bare).unwrap().tags.is_empty());
    }

    #[test]
    fn what_is_no_definition_is_a_finding_that_says_where() {
        for (value, message) in [
            (
                json!([]),
                "a task definition is a JSON object; this is a list",
            ),
            (
                json!("family"),
                "a task definition is a JSON object; this is a string",
            ),
            (json!({}), "`family` is missing"),
            (
                json!({"taskDefinition": {}}),
                "`taskDefinition.family` is missing",
            ),
            (json!({"family": 7}), "`family` is not a string"),
            (
                json!({"family": "a b"}),
                "`family` is not a family name (1 to 255 letters, digits, `_`, `-`)",
            ),
            (
                json!({"taskDefinition": 1}),
                "`taskDefinition` is not an object",
            ),
            (
                json!({"family": "a", "tags": [1]}),
                "`tags[0]` is not an object",
            ),
            (
                json!({"family": "a", "tags": [{"value": "x"}]}),
                "`tags[0].key` is missing",
            ),
            (
                json!({"family": "a", "tags": [{"key": "x"}, {"key": "x"}]}),
                "`tags` is not a list of tags with different keys",
            ),
        ] {
            let finding = from_describe(&value).unwrap_err();
            assert_eq!(finding.code, FindingCode::MalformedDefinition);
            assert_eq!(finding.message, message);
            assert!(finding.cure().contains("describe-task-definition"));
        }
    }
}
