use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

/// JSON in which an object may have a key more than once, as some CloudTrail samples do.
///
/// `serde_json::Value` silently keeps the last value of such a key; this type keeps them all.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    Null,
    Bool,
    /// A string, or a number as it was written.
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// The path step that matches any key.
pub(crate) const ANY: &str = "*";

/// The key under which `serde_json` passes a number that it keeps as text (`arbitrary_precision`).
const NUMBER: &str = "$serde_json::private::Number";

impl Tree {
    /// Every value at `path`. The case of keys does not matter, and a key may be there several times.
    pub(crate) fn all<'t>(&'t self, path: &[&str]) -> Vec<&'t Tree> {
        let mut found = vec![self];
        for step in path {
            found = found.into_iter().flat_map(|tree| tree.step(step)).collect();
        }
        found
    }

    fn step<'t>(&'t self, step: &str) -> Vec<&'t Tree> {
        let Self::Object(fields) = self else {
            return Vec::new();
        };
        fields
            .iter()
            .filter(|(key, _)| step == ANY || key.eq_ignore_ascii_case(step))
            .map(|(_, value)| value)
            .collect()
    }

    /// The items of an array; empty for anything else.
    pub(crate) fn items(&self) -> &[Tree] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    /// The text, unless CloudTrail redacted it.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !is_redacted(text) => Some(text),
            _ => None,
        }
    }
}

/// Whether CloudTrail put this text in place of one that it does not show.
fn is_redacted(text: &str) -> bool {
    text.is_empty() || text.bytes().all(|byte| byte == b'*') || text.starts_with("HIDDEN_DUE_TO_")
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Bool)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(Tree::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Text(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Tree::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut fields = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, Tree>()? {
            if key == NUMBER {
                return Ok(value);
            }
            fields.push((key, value));
        }
        Ok(Tree::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str, path: &[&str]) -> Vec<String> {
        let tree: Tree = serde_json::from_str(json).unwrap();
        let found = tree.all(path).into_iter().filter_map(Tree::text);
        found.map(str::to_owned).collect()
    }

    #[test]
    fn every_value_of_a_repeated_key_is_found() {
        let json = r#"{"a":{"b":"1"},"A":{"B":"2","b":3}}"#;
        assert_eq!(texts(json, &["a", "b"]), ["1", "2", "3"]);
    }

    #[test]
    fn a_number_is_the_text_that_was_written() {
        let json = r#"{"a":-3,"b":1.50,"c":123456789012345678901234567890}"#;
        let expected = ["-3", "1.50", "123456789012345678901234567890"];
        assert_eq!(texts(json, &[ANY]), expected);
    }

    #[test]
    fn the_wildcard_matches_any_key() {
        assert_eq!(
            texts(r#"{"x":{"id":"1"},"y":{"id":"2"},"z":4}"#, &[ANY, "id"]),
            ["1", "2"]
        );
    }

    #[test]
    fn a_redacted_value_is_no_text() {
        let json = r#"{"a":"****","b":"HIDDEN_DUE_TO_SECURITY_REASONS","c":"","d":null,"e":true,"f":[1.50]}"#;
        assert!(texts(json, &[ANY]).is_empty());
    }
}
