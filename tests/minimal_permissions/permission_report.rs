use std::collections::{BTreeMap, BTreeSet};

use rolepair_tests::PolicyPart;

use super::folder;

const FILE: &str = "docs/minimal-permissions.md";
const STORIES: &str = "<!-- stories -->\n";
const REASONS: &str = "<!-- reasons -->\n";
const FILES: &str = "<!-- files -->\n";
const END: &str = "<!-- end -->";

/// What identifies a part of a policy: the file, the statement and the part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PartKey([String; 3]);

/// `docs/minimal-permissions.md`: three tables and the text around them.
#[derive(Debug)]
pub(super) struct PermissionReport {
    text: String,
    /// For each part, the story that fails without it.
    stories: BTreeMap<PartKey, String>,
    /// For each part that no story needs, why only real AWS needs it.
    reasons: BTreeMap<PartKey, String>,
}

impl From<&PolicyPart> for PartKey {
    fn from(part: &PolicyPart) -> Self {
        Self([&part.policy, &part.statement, &part.part].map(String::clone))
    }
}

impl PermissionReport {
    pub(super) fn read() -> Self {
        let text = std::fs::read_to_string(folder(FILE)).unwrap();
        Self {
            stories: rows(&text, STORIES).into_iter().map(entry).collect(),
            reasons: rows(&text, REASONS).into_iter().map(entry).collect(),
            text,
        }
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = PartKey> {
        let both: BTreeSet<&PartKey> = self.stories.keys().collect();
        let twice = self.reasons.keys().filter(|key| both.contains(key));
        assert_eq!(twice.count(), 0, "a part has a story and a reason");
        self.stories.keys().chain(self.reasons.keys()).cloned()
    }

    pub(super) fn has(&self, key: &PartKey) -> bool {
        self.stories.contains_key(key) || self.reasons.contains_key(key)
    }

    pub(super) fn story(&self, key: &PartKey) -> Option<&str> {
        self.stories.get(key).map(String::as_str)
    }

    /// Every story in the table, once.
    pub(super) fn stories(&self) -> BTreeSet<&str> {
        self.stories.values().map(String::as_str).collect()
    }

    pub(super) fn files_not_in_force(&self) -> BTreeSet<String> {
        let rows = rows(&self.text, FILES).into_iter();
        rows.map(|row| row[0].clone()).collect()
    }

    pub(super) fn add(&mut self, found: Vec<(PartKey, Option<String>)>) {
        for (key, story) in found {
            self.stories
                .insert(key, story.unwrap_or_else(|| "?".to_owned()));
        }
    }

    /// Writes the table of the stories again, in the order of the policies.
    pub(super) fn write(&self, parts: &[PolicyPart]) {
        let mut table =
            String::from("| policy | statement | without | fails |\n|---|---|---|---|\n");
        for part in parts {
            let key = PartKey::from(part);
            if let Some(story) = self.stories.get(&key) {
                let PartKey([policy, statement, part]) = key;
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

fn entry(cells: Vec<String>) -> (PartKey, String) {
    let [policy, statement, part, what] = cells.try_into().unwrap();
    (PartKey([policy, statement, part]), what)
}

/// The cells of the table below a mark, without the head.
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
