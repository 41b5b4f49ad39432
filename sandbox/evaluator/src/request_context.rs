use std::collections::BTreeMap;

use rolepair_policy::ConditionKey;

/// The request context: the values of condition keys. The case of a key does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestContext(BTreeMap<ConditionKey, Vec<String>>);

impl RequestContext {
    /// A context without any key.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The context, with one more key that has one value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.set(key, [value]);
        self
    }

    /// Sets the values of a key, and replaces earlier ones.
    pub fn set<T: Into<String>>(&mut self, key: &str, values: impl IntoIterator<Item = T>) {
        let values = values.into_iter().map(Into::into).collect();
        self.0.insert(ConditionKey::from(key), values);
    }

    /// The values of a key. `None` if the key is missing or has no value.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[String]> {
        let values = self.0.get(&ConditionKey::from(key))?;
        (!values.is_empty()).then_some(values.as_slice())
    }

    /// The context, with the keys of `other` that it does not have yet.
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
