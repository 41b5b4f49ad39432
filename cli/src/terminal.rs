//! How rolepair looks on a terminal: every colour, mark, table and line break is decided here.
//!
//! Text is always written with its colours. `anstream` takes them out if the stream is not a terminal
//! or `NO_COLOR` is set. Lines are broken to fit the terminal; what goes elsewhere is not broken.

mod diff;
mod document;
mod progress;
mod spinner;
mod style;
mod table;
mod width;
mod wrapped;

use std::fmt::Display;
use std::io::Write as _;

pub(crate) use diff::diff;
pub(crate) use document::document;
pub(crate) use progress::Progress;
pub(crate) use spinner::Spinner;
pub(crate) use style::{BAD, GOOD, QUIET, STRONG, WARN, WORD, mark, paint};
pub(crate) use table::{plain, quiet, table, tick, word};
pub(crate) use width::Width;
pub(crate) use wrapped::{indent, wrapped};

/// Writes a line to standard output. That a reader closed the pipe (`| head`) is not an error.
pub(crate) fn say(text: impl Display) {
    let _ = writeln!(anstream::stdout(), "{text}");
}

/// Writes a line to standard error.
pub(crate) fn warn(text: impl Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
