//! How rolepair looks on a terminal: every colour, mark and table is decided here.
//!
//! Text is written with its colours always; `anstream` takes them out again where the stream is
//! no terminal or `NO_COLOR` is set.

mod diff;
mod document;
mod progress;
mod spinner;
mod table;

use std::fmt::Display;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};

pub(crate) use diff::diff;
pub(crate) use document::document;
pub(crate) use progress::Progress;
pub(crate) use spinner::Spinner;
pub(crate) use table::{plain, quiet, table, word};

/// A heading, a name that matters.
pub(crate) const STRONG: Style = Style::new().bold();
/// What is there to be looked up, not read.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// What holds; a line that came.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What does not hold; a line that went.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// What asks for a look.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// A word of AWS's: an ARN, a key, a command to type.
pub(crate) const WORD: Style = AnsiColor::Cyan.on_default();

/// The text in the style.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// The mark of a check: a tick or a cross.
pub(crate) fn mark(holds: bool) -> String {
    if holds {
        paint(GOOD, "✔")
    } else {
        paint(BAD, "✘")
    }
}

/// Every line of the text, moved to the right.
pub(crate) fn indent(text: &str, columns: usize) -> String {
    let margin = " ".repeat(columns);
    text.lines()
        .map(|line| format!("{margin}{line}\n"))
        .collect()
}

/// The text with line breaks between its words, so that no line is longer than a word makes it.
pub(crate) fn wrapped(text: &str, columns: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// Writes a line to standard output. A reader that has gone away (`| head`) is no error.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Writes a line to standard error.
pub(crate) fn warn(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_between_words_only() {
        assert_eq!(wrapped("a bb ccccccc d", 4), "a bb\nccccccc\nd");
        assert_eq!(wrapped("", 4), "");
    }
}
