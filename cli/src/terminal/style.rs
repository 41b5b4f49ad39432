use std::fmt::Display;

use anstyle::{AnsiColor, Style};

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
