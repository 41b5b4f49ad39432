use serde_json::{Map, Value};

/// A container of a registration, with the members that the rules need. Everything else stays in `members`.
#[derive(Debug, Clone)]
pub(super) struct Container<'a> {
    pub(super) name: &'a str,
    pub(super) essential: bool,
    pub(super) members: &'a Map<String, Value>,
}

impl<'a> Container<'a> {
    /// A list of objects among its members; a missing one is empty.
    pub(super) fn objects(&self, name: &str) -> impl Iterator<Item = &'a Map<String, Value>> {
        let items = self.members.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_object)
    }

    /// A text among its members.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        text(self.members, name)
    }
}

/// A text among the members of an object.
pub(super) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}
