use std::{collections::BTreeSet, fmt::Display, str::FromStr};

use crate::{
    ConfigErrorCode,
    field::{Field, listed},
    field_path::key_path,
};

/// A mapping that can only have certain keys.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    field: Field<'a>,
    entries: Vec<(&'a str, Field<'a>)>,
}

impl<'a> Keys<'a> {
    /// Reads a mapping, and reports every unknown key.
    pub(crate) fn of(field: &Field<'a>, known: &[&str]) -> Option<Self> {
        let (entries, unknown): (Vec<_>, Vec<_>) = field
            .entries()?
            .into_iter()
            .partition(|(key, _)| known.contains(key));
        for (key, value) in unknown {
            value.error(ConfigErrorCode::UnknownKey, unknown_key(key, known));
        }
        Some(Self {
            field: field.clone(),
            entries,
        })
    }

    pub(crate) fn get(&self, key: &str) -> Option<Field<'a>> {
        let mut entries = self.entries.iter();
        entries
            .find(|(name, _)| *name == key)
            .map(|(_, field)| field.clone())
    }

    /// The value of a required key. `why` ends the message if the key is missing.
    pub(crate) fn required(&self, key: &str, why: &str) -> Option<Field<'a>> {
        let value = self.get(key);
        if value.is_none() {
            let path = key_path(&self.field.path, key);
            let message = format!("the key `{key}` is missing: {why}");
            let errors = self.field.errors();
            errors.add(ConfigErrorCode::MissingKey, self.field.line, &path, message);
        }
        value
    }

    /// What `read` returns for the value of a key, or the default if the key is missing.
    pub(crate) fn or_default<T: Default>(
        &self,
        key: &str,
        read: impl FnOnce(&Field<'a>) -> Option<T>,
    ) -> Option<T> {
        self.get(key)
            .map_or_else(|| Some(T::default()), |field| read(&field))
    }
}

/// Reads a list of distinct values of one form.
pub(crate) fn distinct<T: FromStr<Err: Display> + Ord + Clone>(
    field: &Field<'_>,
) -> Option<Vec<T>> {
    let items = field.items()?;
    let values: Vec<Option<T>> = items.iter().map(Field::parsed).collect();
    let mut seen = BTreeSet::new();
    for (item, value) in items.iter().zip(&values) {
        if value.as_ref().is_some_and(|value| !seen.insert(value)) {
            item.error(
                ConfigErrorCode::DuplicateValue,
                "is already in the list; remove it",
            );
        }
    }
    values.into_iter().collect()
}

/// Like [`distinct`], but the list must not be empty.
pub(crate) fn distinct_and_some<T: FromStr<Err: Display> + Ord + Clone>(
    field: &Field<'_>,
) -> Option<Vec<T>> {
    let values = distinct(field)?;
    if values.is_empty() {
        field.error(
            ConfigErrorCode::Empty,
            "the list is empty; add a value, or remove the key",
        );
        return None;
    }
    Some(values)
}

fn unknown_key(key: &str, known: &[&str]) -> String {
    const MAX_TYPED_CHARS: usize = 64;
    let nearest = known
        .iter()
        .filter(|_| key.len() <= MAX_TYPED_CHARS)
        .map(|known| (strsim::damerau_levenshtein(key, known), *known))
        .min()
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1));
    let shown: String = key.chars().take(120).collect();
    match nearest {
        Some((_, nearest)) => format!("unknown key `{shown}`; did you mean `{nearest}`"),
        None => format!(
            "unknown key `{shown}`; the known keys are {}",
            listed(known, "and")
        ),
    }
}
