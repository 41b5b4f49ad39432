use std::{cell::RefCell, collections::BTreeSet, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::{DocumentError, DocumentProblem};

/// Parses JSON, and refuses an object with a duplicate key.
///
/// `serde_json::Value` silently keeps the last of two equal keys. Another reader may keep the
/// first, so the same text would mean two things.
///
/// # Errors
/// If the text is not JSON, or has a duplicate key.
pub fn parse_json(text: &str) -> Result<Value, DocumentError> {
    let duplicate = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let unique = UniqueKeys {
        duplicate: &duplicate,
    };
    unique
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|error| invalid(&error, duplicate.take()))?;
    serde_json::from_str(text).map_err(|error| invalid(&error, None))
}

fn invalid(error: &serde_json::Error, duplicate: Option<String>) -> DocumentError {
    let (line, column) = (error.line(), error.column());
    let problem = match duplicate {
        Some(key) => DocumentProblem::DuplicateKey { key, line, column },
        None => DocumentProblem::NotJson {
            line,
            column,
            reason: error.to_string(),
        },
    };
    let pointer = String::new();
    DocumentError { pointer, problem }
}

/// Walks through a JSON text and stops at the first duplicate key in an object.
#[derive(Clone, Copy)]
struct UniqueKeys<'a> {
    duplicate: &'a RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for UniqueKeys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueKeys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if seen.contains(&key) {
                self.duplicate.replace(Some(key));
                return Err(A::Error::custom("duplicate key"));
            }
            seen.insert(key);
            entries.next_value_seed(self)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duplicate_key_is_refused_with_its_place() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"x":[{"a":1,"b":2,"a":3}]}"#,
            r#"{"a":1,"\u0061":2}"#,
        ] {
            let problem = parse_json(text).unwrap_err().problem;
            assert!(
                matches!(&problem, DocumentProblem::DuplicateKey { key, line: 1, column } if key == "a" && *column > 0),
                "{problem:?}"
            );
        }
    }

    #[test]
    fn two_objects_can_have_the_same_key() {
        let text = r#"{"a":{"a":1.50},"b":[{"a":null},{"a":true}]}"#;
        assert_eq!(parse_json(text).unwrap().to_string(), text);
    }

    #[test]
    fn a_text_that_is_not_json_is_refused() {
        for text in ["", "{", "{} {}", "{\"a\":}", &"[".repeat(5_000)] {
            let problem = parse_json(text).unwrap_err().problem;
            assert!(
                matches!(problem, DocumentProblem::NotJson { .. }),
                "{problem:?}"
            );
        }
    }
}
