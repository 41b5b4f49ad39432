use serde_json::{Map, Value};

/// An operation and its input, as a request asks for them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DecodedRequest {
    pub(crate) operation: String,
    pub(crate) members: Map<String, Value>,
}
