//! The parts of a policy: every action, resource and condition that can be removed from it.

use serde_json::{Map, Value};

/// A part of a policy of `infra/policies`, and the policy without it.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyPart {
    /// The policy, such as `task-account-role`.
    pub policy: String,
    /// The statement, by its Sid.
    pub statement: String,
    /// The part, such as `iam:GetRole` or `ArnEquals aws:PrincipalArn`.
    pub part: String,
    /// The policy without the part, and without its statement if nothing is left of that.
    pub without: Value,
}

/// Every part of a policy, each once. An action and a resource that are the only ones of their statement
/// count as one part, since the policy without either is the same.
#[must_use]
pub fn policy_parts(name: &str, policy: &Value) -> Vec<PolicyPart> {
    let mut parts: Vec<PolicyPart> = Vec::new();
    let statements = policy["Statement"].as_array().into_iter().flatten();
    for (at, statement) in statements.enumerate() {
        for (part, changed) in taken_out(statement) {
            let mut without = policy.clone();
            if let Some(statements) = without["Statement"].as_array_mut() {
                statements.remove(at);
                statements.splice(at..at, changed);
            }
            if parts.iter().all(|other| other.without != without) {
                parts.push(PolicyPart {
                    policy: name.to_owned(),
                    statement: statement["Sid"].as_str().unwrap_or_default().to_owned(),
                    part,
                    without,
                });
            }
        }
    }
    parts
}

/// Each part of a statement, and the statement without it.
fn taken_out(statement: &Value) -> Vec<(String, Option<Value>)> {
    let mut all = Vec::new();
    for element in ["Action", "Resource"] {
        for (part, left) in items_taken_out(&statement[element]) {
            let with = |left| with(statement, element, left);
            all.push((part, left.map(with)));
        }
    }
    let conditions = statement["Condition"].as_object();
    for (operator, keys) in conditions.into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            let condition = format!("{operator} {key}");
            let without = without_condition(statement, operator, key, None);
            all.push((condition.clone(), Some(without)));
            for (value, left) in items_taken_out(values) {
                if let Some(left) = left {
                    let without = without_condition(statement, operator, key, Some(left));
                    all.push((format!("{condition} {value}"), Some(without)));
                }
            }
        }
    }
    all
}

/// Each item of a text or a list of texts, and the other items if there are any.
fn items_taken_out(value: &Value) -> Vec<(String, Option<Value>)> {
    let items: Vec<&str> = match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let others = |at: usize| {
        let mut others = items.clone();
        others.remove(at);
        (!others.is_empty()).then(|| Value::from(others))
    };
    let items = items.iter().enumerate();
    items
        .map(|(at, item)| ((*item).to_owned(), others(at)))
        .collect()
}

fn with(statement: &Value, element: &str, value: Value) -> Value {
    let mut statement = statement.clone();
    statement[element] = value;
    statement
}

fn without_condition(statement: &Value, operator: &str, key: &str, left: Option<Value>) -> Value {
    let mut statement = statement.clone();
    let conditions = &mut statement["Condition"];
    if let Some(keys) = conditions[operator].as_object_mut() {
        match left {
            Some(left) => keys.insert(key.to_owned(), left),
            None => keys.shift_remove(key),
        };
    }
    let is_there =
        |_: &String, keys: &mut Value| keys.as_object().is_some_and(|keys| !keys.is_empty());
    if let Some(conditions) = conditions.as_object_mut() {
        conditions.retain(is_there);
        if conditions.is_empty() {
            statement
                .as_object_mut()
                .map(|members: &mut Map<String, Value>| members.remove("Condition"));
        }
    }
    statement
}
