use std::{fmt::Display, str::FromStr};

use crate::{
    ConfigErrorCode,
    field_path::{item_path, key_path},
    file_errors::FileErrors,
    node::{Node, NodeValue},
};

/// How much of a text from the file a message shows.
const SHOWN_CHARS: usize = 120;

/// A value of the file, with everything that an error about it needs.
///
/// A method that reads it returns `None` if the value is wrong, and has then reported the error.
#[derive(Debug, Clone)]
pub(crate) struct Field<'a> {
    pub(crate) path: String,
    pub(crate) line: usize,
    node: &'a Node,
    errors: FileErrors<'a>,
}

impl<'a> Field<'a> {
    pub(crate) fn root(node: &'a Node, errors: FileErrors<'a>) -> Self {
        Self {
            path: String::new(),
            line: 1,
            node,
            errors,
        }
    }

    pub(crate) fn errors(&self) -> FileErrors<'a> {
        self.errors
    }

    pub(crate) fn node(&self) -> &'a Node {
        self.node
    }

    pub(crate) fn error(&self, code: ConfigErrorCode, message: impl Into<String>) {
        self.errors.add(code, self.line, &self.path, message);
    }

    fn wrong_type<T>(&self, expected: &str) -> Option<T> {
        let message = match &self.node.value {
            NodeValue::Broken => return None,
            value @ NodeValue::Scalar { text, .. } if !value.is_null() => {
                let shown: String = text.chars().take(SHOWN_CHARS).collect();
                format!("is the text `{shown}`, and must be {expected}")
            }
            value => format!("is {}, and must be {expected}", value.kind()),
        };
        self.error(ConfigErrorCode::WrongType, message);
        None
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&'a str> {
        match &self.node.value {
            value @ NodeValue::Scalar { text, .. } if !value.is_null() => Some(text),
            _ => self.wrong_type("a text"),
        }
    }

    /// A text of a certain form.
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&self) -> Option<T> {
        match self.text()?.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.error(ConfigErrorCode::InvalidValue, error.to_string());
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self) -> Option<bool> {
        match &self.node.value {
            NodeValue::Scalar { text, plain: true } if text == "true" => Some(true),
            NodeValue::Scalar { text, plain: true } if text == "false" => Some(false),
            _ => self.wrong_type("`true` or `false`"),
        }
    }

    /// One of several words.
    pub(crate) fn choice<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let chosen = words.iter().find(|(word, _)| *word == text);
        if chosen.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let message = format!("`{text}` is not {}", listed(&known, "or"));
            self.error(ConfigErrorCode::InvalidValue, message);
        }
        chosen.map(|(_, value)| *value)
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Option<Vec<Self>> {
        let NodeValue::List(items) = &self.node.value else {
            return self.wrong_type("a list");
        };
        let item = |(index, node): (usize, &'a Node)| Self {
            path: item_path(&self.path, index),
            line: node.line,
            node,
            errors: self.errors,
        };
        Some(items.iter().enumerate().map(item).collect())
    }

    /// The keys and values of a mapping.
    pub(crate) fn entries(&self) -> Option<Vec<(&'a str, Self)>> {
        let NodeValue::Mapping(entries) = &self.node.value else {
            return self.wrong_type("a mapping");
        };
        let fields = entries.iter().map(|entry| {
            let field = Self {
                path: key_path(&self.path, &entry.key),
                line: entry.line,
                node: &entry.value,
                errors: self.errors,
            };
            (entry.key.as_str(), field)
        });
        Some(fields.collect())
    }

    /// The value below, if all the keys on the way to it are present.
    pub(crate) fn find(&self, keys: &[&str]) -> Option<Self> {
        keys.iter()
            .try_fold(self.clone(), |field, key| field.child(key))
    }

    /// The place of a JSON pointer, or the last place on the way to it that is present.
    pub(crate) fn at(&self, pointer: &str) -> Self {
        let mut field = self.clone();
        for token in pointer.split('/').skip(1) {
            match field.child(&token.replace("~1", "/").replace("~0", "~")) {
                Some(child) => field = child,
                None => break,
            }
        }
        field
    }

    fn child(&self, token: &str) -> Option<Self> {
        match &self.node.value {
            NodeValue::Mapping(_) => {
                let mut entries = self.entries()?.into_iter();
                entries
                    .find(|(key, _)| *key == token)
                    .map(|(_, field)| field)
            }
            NodeValue::List(_) => self.items()?.into_iter().nth(token.parse().ok()?),
            NodeValue::Scalar { .. } | NodeValue::Broken => None,
        }
    }
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn listed(words: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            format!("{} {conjunction} {last}", rest.join(", "))
        }
        _ => quoted.concat(),
    }
}
