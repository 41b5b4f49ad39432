use std::collections::{BTreeMap, BTreeSet};

use rolepair_tests::PolicyPart;

use super::folder;

const FILE: &str = "docs/minimal-permissions.md";
const STORIES: &str = "<!-- stories -->\n";
const REASONS: &str = "<!-- reasons -->\n";
const FILES: &str = "<!-- files -->\n";
const END: &str = "<!-- end -->";

/// A part of a policy: its file, its statement, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key([String; 3]);

/// `docs/minimal-permissions.md`: three tables, and the text around them.
#[derive(Debug)]
pub(super) struct Report {
    text: String,
    /// The story that fails without a part.
    stories: BTreeMap<Key, String>,
    /// Why only real AWS needs a part.
    reasons: BTreeMap<Key, String>,
}

impl From<&PolicyPart> for Key {
    fn from(part: &PolicyPart) -> Self {
        Self([&part.policy, &part.statement, &part.part].map(String::clone))
    }
}

impl Report {
    pub(super) fn read() -> Self {
        let text = std::fs::read_to_string(folder(FILE)).unwrap();
        Self {
            stories: rows(&text, STORIES).into_iter().map(entry).collect(),
            reasons: rows(&text, REASONS).into_iter().map(entry).collect(),
            text,
        }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        let both: BTreeSet<&Key> = self.stories.keys().collect();
        let twice = self.reasons.keys().filter(|key| both.contains(key));
        assert_eq!(twice.count(), 0, "a part has a story and a reason");
        self.stories.keys().chain(self.reasons.keys()).cloned()
    }

    pub(super) fn has(&self, key: &Key) -> bool {
        self.stories.contains_key(key) || self.reasons.contains_key(key)
    }

    pub(super) fn story(&self, key: &Key) -> Option<&str> {
        self.stories.get(key).map(String::as_str)
    }

    /// Every story that is named, once.
    pub(super) fn stories(&self) -> BTreeSet<&str> {
        self.stories.values().map(String::as_str).collect()
    }

    pub(super) fn files_not_in_force(&self) -> BTreeSet<String> {
        let rows = rows(&self.text, FILES).into_iter();
        rows.map(|row| row[0].clone()).collect()
    }

    pub(super) fn add(&mut self, found: Vec<(Key, Option<String>)>) {
        for (key, story) in found {
            self.stories
                .insert(key, story.unwrap_or_else(|| "?".to_owned()));
        }
    }

    /// Writes the table of the stories anew, in the order of the policies.
    pub(super) fn write(&self, parts: &[PolicyPart]) {
        let mut table =
            String::from("| policy | statement | without | fails |\n|---|---|---|---|\n");
        for part in parts {
            let key = Key::from(part);
            if let Some(story) = self.stories.get(&key) {
                let Key([policy, statement, part]) = key;
                let row = format!("| `{policy}` | `{statement}` | `{part}` | `{story}` |\n");
                table.push_str(&row);
            }
        }
        let (before, rest) = self.text.split_once(STORIES).unwrap();
        let (_, after) = rest.split_once(END).unwrap();
        let text = format!("{before}{STORIES}{table}{END}{after}");
        std::fs::write(folder(FILE), text).unwrap();
    }
}

fn entry(cells: Vec<String>) -> (Key, String) {
    let [policy, statement, part, what] = cells.try_into().unwrap();
    (Key([policy, statement, part]), what)
}

/// The cells of the table after a mark, without its head.
fn rows(text: &str, mark: &str) -> Vec<Vec<String>> {
    let (_, rest) = text.split_once(mark).unwrap();
    let (table, _) = rest.split_once(END).unwrap();
    let lines = table.lines().filter(|line| line.starts_with("| `"));
    let cells = |line: &str| {
        let cells = line.trim_matches('|').split(" | ");
        cells
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect()
    };
    lines.map(cells).collect()
}
