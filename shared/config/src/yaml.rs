//! Reads YAML into nodes.
//!
//! It reads the event stream with its own stack. So a deeply nested file needs no more memory than
//! its size.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::{
    ConfigErrorCode,
    field_path::{item_path, key_path},
    file_errors::FileErrors,
    node::{Entry, Node, NodeValue},
};

/// How deep lists and mappings can be nested. A permissions policy in a pair needs about ten.
const MAX_DEPTH: usize = 32;

/// The nodes of a text with one YAML document.
///
/// Every error is reported, also if there are nodes. `None` means that reading stopped.
pub(crate) fn read(text: &str, errors: FileErrors<'_>) -> Option<Node> {
    let mut nodes = NodeBuilder::new(errors);
    let mut documents = 0_usize;
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let line = error.marker().line();
                let message = syntax_message(error.info());
                errors.add(ConfigErrorCode::Syntax, line, &nodes.path(), message);
                return None;
            }
        };
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
        }
        if documents > 1 {
            let message = "a second document starts here; remove it";
            errors.add(
                ConfigErrorCode::SeveralDocuments,
                span.start.line(),
                "",
                message,
            );
            return None;
        }
        if !nodes.take(event, span.start.line()) {
            return None;
        }
    }
    if nodes.root.is_none() {
        errors.add(ConfigErrorCode::Empty, 1, "", "the file is empty");
    }
    nodes.root
}

fn syntax_message(info: &str) -> String {
    // `*` and `&` have a meaning in YAML, and `*` is frequent in policies.
    if info.contains("alias") || info.contains("anchor") {
        format!("{info}; put a value that starts with `*` or `&` in quotes")
    } else {
        info.to_owned()
    }
}

/// A list or mapping whose end has not been read.
enum Open {
    List(Vec<Node>),
    Mapping {
        entries: Vec<Entry>,
        seen: BTreeMap<String, usize>,
        key: Option<OpenKey>,
        /// Whether a key was invalid. Then the whole mapping is.
        broken: bool,
    },
}

enum OpenKey {
    Text(String, usize),
    /// A duplicate key, which has been reported.
    Repeated,
    /// A list, a mapping or an alias instead of a key, which has been reported.
    Broken,
}

struct NodeBuilder<'a> {
    errors: FileErrors<'a>,
    open: Vec<(usize, Open)>,
    root: Option<Node>,
}

impl<'a> NodeBuilder<'a> {
    fn new(errors: FileErrors<'a>) -> Self {
        Self {
            errors,
            open: Vec::new(),
            root: None,
        }
    }

    /// Takes the next event. False means that reading must stop.
    fn take(&mut self, event: Event<'_>, line: usize) -> bool {
        match event {
            Event::Alias(_) => {
                let message =
                    "aliases are not supported; put a value that starts with `*` in quotes";
                self.error(ConfigErrorCode::AnchorOrAlias, line, message);
                self.add(line, NodeValue::Broken);
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse(anchor, tag.is_some(), line);
                let (text, plain) = (text.into_owned(), style == ScalarStyle::Plain);
                self.add(line, NodeValue::Scalar { text, plain });
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), line);
                return self.start(line, Open::List(Vec::new()));
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse(anchor, tag.is_some(), line);
                let mapping = Open::Mapping {
                    entries: Vec::new(),
                    seen: BTreeMap::new(),
                    key: None,
                    broken: false,
                };
                return self.start(line, mapping);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        true
    }

    fn error(&self, code: ConfigErrorCode, line: usize, message: &str) {
        self.errors.add(code, line, &self.path(), message);
    }

    fn refuse(&self, anchor: usize, tagged: bool, line: usize) {
        if anchor != 0 {
            let message = "anchors are not supported; put a value that starts with `&` in quotes";
            self.error(ConfigErrorCode::AnchorOrAlias, line, message);
        }
        if tagged {
            let message = "YAML tags are not supported; put a value that starts with `!` in quotes";
            self.error(ConfigErrorCode::YamlTag, line, message);
        }
    }

    fn start(&mut self, line: usize, open: Open) -> bool {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("lists and mappings are nested more than {MAX_DEPTH} deep");
            self.error(ConfigErrorCode::TooDeep, line, &message);
            return false;
        }
        self.open.push((line, open));
        true
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some((line, Open::List(items))) => self.add(line, NodeValue::List(items)),
            Some((line, Open::Mapping { broken: true, .. })) => self.add(line, NodeValue::Broken),
            Some((line, Open::Mapping { entries, .. })) => {
                self.add(line, NodeValue::Mapping(entries));
            }
            None => {}
        }
    }

    /// Adds a finished value as the root, an item, a key or a value.
    fn add(&mut self, line: usize, value: NodeValue) {
        let path = self.path();
        let node = Node { line, value };
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some((_, Open::List(items))) => items.push(node),
            Some((
                _,
                Open::Mapping {
                    entries,
                    seen,
                    key,
                    broken,
                },
            )) => match key.take() {
                None => {
                    let new = new_key(node, seen, &path, self.errors);
                    *broken |= matches!(new, OpenKey::Broken);
                    *key = Some(new);
                }
                Some(OpenKey::Text(key, line)) => entries.push(Entry {
                    key,
                    line,
                    value: node,
                }),
                Some(OpenKey::Repeated | OpenKey::Broken) => {}
            },
        }
    }

    /// The path of the value that the next event starts.
    fn path(&self) -> String {
        self.open
            .iter()
            .fold(String::new(), |path, (_, open)| match open {
                Open::List(items) => item_path(&path, items.len()),
                Open::Mapping {
                    key: Some(OpenKey::Text(key, _)),
                    ..
                } => key_path(&path, key),
                Open::Mapping { .. } => path,
            })
    }
}

fn new_key(
    node: Node,
    seen: &mut BTreeMap<String, usize>,
    parent: &str,
    errors: FileErrors<'_>,
) -> OpenKey {
    let line = node.line;
    let text = match node.value {
        NodeValue::Scalar { text, .. } => text,
        NodeValue::Broken => return OpenKey::Broken,
        value @ (NodeValue::List(_) | NodeValue::Mapping(_)) => {
            let message = format!(
                "a key must be a text, not {}; put a value that starts with `{{` or `[` in quotes",
                value.kind()
            );
            errors.add(ConfigErrorCode::WrongType, line, parent, message);
            return OpenKey::Broken;
        }
    };
    if let Some(first) = seen.get(&text) {
        let message = format!("the key `{text}` is also on line {first}; remove one of them");
        let path = key_path(parent, &text);
        errors.add(ConfigErrorCode::DuplicateKey, line, &path, message);
        return OpenKey::Repeated;
    }
    seen.insert(text.clone(), line);
    OpenKey::Text(text, line)
}
