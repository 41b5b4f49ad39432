use serde::de::IgnoredAny;

use crate::{ConfigErrorCode, file_errors::FileErrors, node::Node, yaml};

/// The node tree of a JSON text.
///
/// JSON is also YAML. The YAML reader keeps the line of each value, and reports duplicate keys.
pub(crate) fn read(text: &str, errors: FileErrors<'_>) -> Option<Node> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let message = format!("the file is not valid JSON: {error}");
        errors.add(ConfigErrorCode::Syntax, error.line(), "", message);
        return None;
    }
    yaml::read(text, errors)
}
