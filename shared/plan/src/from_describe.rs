use rolepair_model::{Finding, FindingCode, Tags, TaskDefinition};
use serde_json::Value;

use crate::{
    json::{self, Object, WrongType},
    patch::task::family,
};

/// Reads a task definition from the answer of DescribeTaskDefinition, from a bare definition, or
/// from the input of RegisterTaskDefinition, losing nothing of the definition.
///
/// Only what tells the three apart is checked here; [`patch`](crate::patch) checks what it reads.
///
/// # Errors
/// A finding where the JSON is none of the three.
pub fn from_describe(value: &Value) -> Result<TaskDefinition, Finding> {
    let malformed = |error: WrongType| {
        Finding::new(
            FindingCode::MalformedDefinition,
            "task definition",
            error.to_string(),
        )
    };
    let answer = value
        .as_object()
        .ok_or_else(|| malformed(WrongType::new("input", "an object")))?;
    let described = json::object(answer, "taskDefinition").map_err(malformed)?;
    let tags = tags(answer).map_err(malformed)?;
    let mut body = described.unwrap_or(answer).clone();
    if described.is_none() {
        body.shift_remove("tags");
    }
    family(&body)?;
    Ok(TaskDefinition { body, tags })
}

fn tags(answer: &Object) -> Result<Tags, WrongType> {
    let list = json::each(answer, "tags", |tag| {
        let value = json::text(tag, "value")?.unwrap_or_default();
        Ok((json::required_text(tag, "key")?, value))
    })?;
    let mut tags = Tags::new();
    for (key, value) in list {
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(WrongType::new("tags", "a list of tags with different keys"));
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
            (json!([]), "`input` is not an object"),
            (json!({}), "`family` is not a string"),
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
                "`tags[0].key` is not a string",
            ),
            (
                json!({"family": "a", "tags": [{"key": "x"}, {"key": "x"}]}),
                "`tags` is not a list of tags with different keys",
            ),
        ] {
            let finding = from_describe(&value).unwrap_err();
            assert_eq!(finding.code, FindingCode::MalformedDefinition);
            assert_eq!(finding.message, message);
        }
    }
}
