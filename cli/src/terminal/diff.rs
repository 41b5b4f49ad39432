use std::borrow::Cow;

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::document::plain_document;
use super::style::{BAD, GOOD, QUIET, paint};
use super::width::Width;

/// How many unchanged lines are shown around a change.
const AROUND: usize = 3;

/// The columns of the sign in front of a line.
const SIGN: usize = 2;

/// What changed between two JSON documents, line by line, with the lines around it. A comma at the
/// end of a line does not count. A line that is too long for the terminal is cut.
pub(crate) fn diff(before: &Value, after: &Value, width: Width) -> String {
    let width = width.less(SIGN);
    let (before, after) = (plain_document(before, width), plain_document(after, width));
    let before: Vec<&str> = before.lines().map(without_comma).collect();
    let after: Vec<&str> = after.lines().map(without_comma).collect();
    let changes = TextDiff::from_slices(&before, &after);
    let mut shown = Vec::new();
    for (index, hunk) in changes.grouped_ops(AROUND).iter().enumerate() {
        if index > 0 {
            shown.push(paint(QUIET, "  ···"));
        }
        for change in hunk.iter().flat_map(|op| changes.iter_changes(op)) {
            let line = shortened(change.value(), width);
            shown.push(match change.tag() {
                ChangeTag::Equal => paint(QUIET, format_args!("  {line}")),
                ChangeTag::Delete => paint(BAD, format_args!("- {line}")),
                ChangeTag::Insert => paint(GOOD, format_args!("+ {line}")),
            });
        }
    }
    shown.join("\n")
}

fn shortened(line: &str, width: Width) -> Cow<'_, str> {
    let Some(limit) = width.limit().filter(|limit| line.chars().count() > *limit) else {
        return Cow::Borrowed(line);
    };
    let kept: String = line.chars().take(limit.saturating_sub(1)).collect();
    Cow::Owned(format!("{kept}…"))
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
        assert_eq!(
            diff(&json!({"a": [1]}), &json!({"a": [1]}), Width::UNLIMITED),
            ""
        );
    }

    #[test]
    fn only_the_added_line_is_marked() {
        let before = json!({"list": [{"a": 1}]});
        let after = json!({"list": [{"a": 1}, {"b": 2}]});
        let shown =
            anstream::adapter::strip_str(&diff(&before, &after, Width::columns(80))).to_string();
        let marked: Vec<&str> = shown
            .lines()
            .filter(|line| !line.starts_with(' '))
            .collect();
        assert_eq!(marked, [r#"+     { "b": 2 }"#]);
    }

    #[test]
    fn a_line_that_is_too_long_is_cut_and_shows_it() {
        assert_eq!(shortened("äbcd", Width::columns(3)), "äb…");
        assert_eq!(shortened("äbc", Width::columns(3)), "äbc");
        assert_eq!(shortened("äbc", Width::UNLIMITED), "äbc");
    }
}
