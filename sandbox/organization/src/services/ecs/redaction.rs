use serde_json::{Value, json};

/// What CloudTrail shows instead of what it hides.
pub(super) const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Hides what CloudTrail hides: the values of environment variables.
pub(crate) fn redact(parameters: &mut Value) {
    match parameters {
        Value::Object(members) => {
            for (name, value) in members {
                if name == "environment" {
                    *value = json!(HIDDEN);
                } else {
                    redact(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}
