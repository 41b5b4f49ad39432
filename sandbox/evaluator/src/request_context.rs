use std::collections::BTreeMap;

use rolepair_policy::ConditionKey;

/// The condition context of a request: what is known of it, by key. Case makes no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestContext(BTreeMap<ConditionKey, Vec<String>>);

impl RequestContext {
    /// A context in which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The context, with a key of one value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.set(key, [value]);
        self
    }

    /// Sets a key to its values, in place of what was there.
    pub fn set<T: Into<String>>(&mut self, key: &str, values: impl IntoIterator<Item = T>) {
        let values = values.into_iter().map(Into::into).collect();
        self.0.insert(ConditionKey::from(key), values);
    }

    /// The values of a key; `None` where the key is not there, or has no value at all.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[String]> {
        let values = self.0.get(&ConditionKey::from(key))?;
        (!values.is_empty()).then_some(values.as_slice())
    }

    /// The context, with the keys of `other` that are not in it yet.
    pub(crate) fn or(mut self, other: Self) -> Self {
        for (key, values) in other.0 {
            self.0.entry(key).or_insert(values);
        }
        self
    }
}

impl<K: Into<ConditionKey>, V: Into<String>> FromIterator<(K, V)> for RequestContext {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let entries = entries.into_iter();
        Self(
            entries
                .map(|(key, value)| (key.into(), vec![value.into()]))
                .collect(),
        )
    }
}
