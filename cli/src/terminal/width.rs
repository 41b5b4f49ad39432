use std::io::{stderr, stdout};
use std::os::fd::AsFd;

use terminal_size::terminal_size_of;
use unicode_width::UnicodeWidthStr as _;

/// No text is made narrower than this, however narrow the terminal is.
const NARROWEST: usize = 20;

/// How many columns a line may have. Without a terminal there is no limit, so what goes into a pipe or
/// a file is never broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Width(Option<usize>);

impl Width {
    /// No limit.
    #[cfg(test)]
    pub(crate) const UNLIMITED: Self = Self(None);

    /// The width of standard output.
    pub(crate) fn of_stdout() -> Self {
        Self::of(stdout())
    }

    /// The width of standard error.
    pub(crate) fn of_stderr() -> Self {
        Self::of(stderr())
    }

    fn of(stream: impl AsFd) -> Self {
        let size = terminal_size_of(stream).filter(|(columns, _)| columns.0 > 0);
        Self(size.map(|(columns, _)| usize::from(columns.0)))
    }

    /// So many columns.
    #[cfg(test)]
    pub(crate) fn columns(columns: usize) -> Self {
        Self(Some(columns))
    }

    /// What is left of it to the right of a margin.
    pub(crate) fn less(self, margin: usize) -> Self {
        Self(
            self.0
                .map(|columns| columns.saturating_sub(margin).max(NARROWEST)),
        )
    }

    /// The limit, and never more than this.
    pub(crate) fn at_most(self, columns: usize) -> usize {
        self.0.map_or(columns, |limit| limit.min(columns))
    }

    /// The limit, if there is one.
    pub(crate) fn limit(self) -> Option<usize> {
        self.0
    }

    /// Whether a text of so many columns fits.
    pub(crate) fn holds(self, columns: usize) -> bool {
        self.0.is_none_or(|limit| columns <= limit)
    }
}

/// How many columns a text takes on a terminal. Colours take none.
pub(crate) fn columns_of(text: &str) -> usize {
    anstream::adapter::strip_str(text).to_string().width()
}
