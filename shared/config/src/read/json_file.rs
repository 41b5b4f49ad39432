use serde::de::IgnoredAny;

use crate::{ConfigErrorCode, node::Node, report::Report, yaml};

/// The node tree of a JSON text. JSON is YAML, too: read as such it has lines, and no key gets
/// lost because another one is like it.
pub(crate) fn read(text: &str, report: Report<'_>) -> Option<Node> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let message = format!("is not JSON: {error}");
        report.error(ConfigErrorCode::Syntax, error.line(), "", message);
        return None;
    }
    yaml::read(text, report)
}
