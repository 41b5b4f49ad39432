use indicatif::{ProgressBar, ProgressStyle};

const LINE: &str =
    "   {bar:30.cyan/dim} {human_pos} of {human_len}  {prefix:.dim} {msg:.red} {elapsed:.dim}";

/// A progress bar on standard error. Nothing is shown if that is not a terminal.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar at 0.
    pub(crate) fn start(doing: &str, total: usize) -> Self {
        let bar = ProgressBar::new(wide(total)).with_prefix(doing.to_owned());
        if let Ok(style) = ProgressStyle::with_template(LINE) {
            bar.set_style(style.progress_chars("━━─"));
        }
        Self(bar)
    }

    /// A bar that is not shown.
    pub(crate) fn unseen() -> Self {
        Self(ProgressBar::hidden())
    }

    /// One more is done.
    pub(crate) fn advance(&self) {
        self.0.inc(1);
    }

    /// So many are done, and some of them failed.
    pub(crate) fn is_at(&self, done: usize, total: usize, failed: usize) {
        self.0.set_length(wide(total));
        self.0.set_position(wide(done));
        if failed > 0 {
            self.0.set_message(format!("{failed} failed"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn wide(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
