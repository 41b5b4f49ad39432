use std::borrow::Cow;

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::document::plain_document;
use super::{BAD, GOOD, QUIET, paint};

/// Lines of unchanged text shown around a change.
const CONTEXT: usize = 3;

/// What changed between two JSON documents, line by line, with the lines around it. A comma at the
/// end of a line is no change. A line beyond `columns` is cut.
pub(crate) fn diff(before: &Value, after: &Value, columns: usize) -> String {
    let (before, after) = (plain_document(before), plain_document(after));
    let before: Vec<&str> = before.lines().map(without_comma).collect();
    let after: Vec<&str> = after.lines().map(without_comma).collect();
    let changes = TextDiff::from_slices(&before, &after);
    let mut shown = Vec::new();
    for (index, hunk) in changes.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            shown.push(paint(QUIET, "  ···"));
        }
        for change in hunk.iter().flat_map(|op| changes.iter_changes(op)) {
            let line = shortened(change.value(), columns);
            shown.push(match change.tag() {
                ChangeTag::Equal => paint(QUIET, format_args!("  {line}")),
                ChangeTag::Delete => paint(BAD, format_args!("- {line}")),
                ChangeTag::Insert => paint(GOOD, format_args!("+ {line}")),
            });
        }
    }
    shown.join("\n")
}

fn shortened(line: &str, columns: usize) -> Cow<'_, str> {
    let end = line.char_indices().nth(columns).map(|(end, _)| end);
    match end.and_then(|end| line.get(..end)) {
        Some(kept) => Cow::Owned(format!("{kept}…")),
        None => Cow::Borrowed(line),
    }
}

fn without_comma(line: &str) -> &str {
    line.strip_suffix(',').unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_documents_have_no_diff() {
        assert_eq!(diff(&json!({"a": [1]}), &json!({"a": [1]}), 80), "");
    }

    #[test]
    fn only_the_line_that_came_is_marked() {
        let before = json!({"list": [{"a": 1}]});
        let after = json!({"list": [{"a": 1}, {"b": 2}]});
        let shown = anstream::adapter::strip_str(&diff(&before, &after, 80)).to_string();
        let marked: Vec<&str> = shown
            .lines()
            .filter(|line| !line.starts_with(' '))
            .collect();
        assert_eq!(marked, [r#"+     { "b": 2 }"#]);
    }

    #[test]
    fn a_line_is_cut_at_the_column_and_shows_it() {
        assert_eq!(shortened("äbc", 2), "äb…");
        assert_eq!(shortened("äbc", 3), "äbc");
    }
}
