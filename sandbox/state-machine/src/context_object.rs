//! The context object: what an execution knows of itself.

use serde_json::{Value, json};

/// The context of an execution.
pub(super) fn of_execution(name: &str, input: &Value) -> Value {
    json!({ "Execution": { "Name": name, "Input": input } })
}

/// The same, for one item of a Map state.
pub(super) fn with_item(context: &Value, item: &Value) -> Value {
    let mut context = context.clone();
    if let Value::Object(members) = &mut context {
        members.insert("Map".to_owned(), json!({ "Item": { "Value": item } }));
    }
    context
}
