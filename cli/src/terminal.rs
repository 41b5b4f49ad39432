//! How rolepair looks on a terminal: every colour, mark, table and line break is decided here.
//!
//! Text is always written with its colours. `anstream` takes them out if the stream is not a terminal
//! or `NO_COLOR` is set. Lines are broken to fit the terminal; what goes elsewhere is not broken.

mod diff;
mod document;
mod progress;
mod spinner;
mod table;
mod width;
mod wrapped;

use std::fmt::Display;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};

pub(crate) use diff::diff;
pub(crate) use document::document;
pub(crate) use progress::Progress;
pub(crate) use spinner::Spinner;
pub(crate) use table::{plain, quiet, table, tick, word};
pub(crate) use width::Width;
pub(crate) use wrapped::wrapped;

/// A heading, or an important name.
pub(crate) const STRONG: Style = Style::new().bold();
/// Something to look up, not to read first.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// A check that holds; an added line.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// A check that does not hold, an error; a removed line.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// A warning.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// A word of AWS, such as an ARN; a command to type.
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

/// The text with a margin on the left.
pub(crate) fn indent(text: &str, columns: usize) -> String {
    let margin = " ".repeat(columns);
    text.lines()
        .map(|line| format!("{margin}{line}\n"))
        .collect()
}

/// Writes a line to standard output. That a reader closed the pipe (`| head`) is not an error.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Writes a line to standard error.
pub(crate) fn warn(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
