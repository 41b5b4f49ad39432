//! What CloudTrail hides of Organizations' calls: names and addresses of accounts.

use serde_json::{Value, json};

const HIDDEN: [&str; 2] = ["AccountName", "Email"];
const HIDDEN_RESOURCES: [&str; 2] = ["MASTER_EMAIL", "MASTER_NAME"];

/// Hides them, wherever they are.
pub(crate) fn redact(parameters: &mut Value) {
    match parameters {
        Value::Object(members) => {
            let hidden_kind = members
                .get("Type")
                .and_then(Value::as_str)
                .is_some_and(|kind| HIDDEN_RESOURCES.contains(&kind));
            for (name, value) in members.iter_mut() {
                if HIDDEN.contains(&name.as_str()) || (hidden_kind && name == "Value") {
                    *value = json!("****");
                } else {
                    redact(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}
