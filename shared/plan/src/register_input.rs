use rolepair_model::TaskDefinition;
use serde_json::{Map, Value, json};

/// The members that DescribeTaskDefinition returns and RegisterTaskDefinition does not accept
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html>).
const DESCRIBE_ONLY: [&str; 9] = [
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
    "deleteRequestedAt",
];

/// The input of RegisterTaskDefinition for a definition: all its fields, known to this version or not,
/// without the nine that only DescribeTaskDefinition returns, and its tags without those of AWS.
#[must_use]
pub fn register_input(definition: &TaskDefinition) -> Map<String, Value> {
    let mut input = definition.body.clone();
    input.retain(|member, _| !DESCRIBE_ONLY.contains(&member.as_str()));
    let tags: Vec<Value> = definition
        .tags
        .iter()
        .filter(|(key, _)| !is_reserved(key))
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    // ECS refuses an empty list of tags.
    if !tags.is_empty() {
        input.insert("tags".to_owned(), Value::Array(tags));
    }
    input
}

/// Whether AWS reserves the key: `aws:` in upper or lower case
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html>).
fn is_reserved(key: &str) -> bool {
    key.get(..4)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::definition;

    #[test]
    fn nine_members_are_removed_and_all_others_stay() {
        let mut all: Map<String, Value> = DESCRIBE_ONLY
            .iter()
            .map(|member| ((*member).to_owned(), json!(1)))
            .collect();
        all.insert("aFutureMember".to_owned(), json!({"x": [null]}));
        let input = register_input(&definition(Value::Object(all)));
        let members: Vec<&str> = input.keys().map(String::as_str).collect();
        assert_eq!(members, ["family", "containerDefinitions", "aFutureMember"]);
    }

    #[test]
    fn tags_are_copied_except_those_of_aws() {
        let mut definition = definition(json!({}));
        for key in ["team", "aws:cloudformation:stack-name", "AWS:x", "é"] {
            definition.tags.insert(key.to_owned(), "v".to_owned());
        }
        assert_eq!(
            register_input(&definition)["tags"],
            json!([{"key": "team", "value": "v"}, {"key": "é", "value": "v"}])
        );
    }
}
