use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(80);

/// A spinner on standard error while a person waits. Nothing is shown if that is not a terminal.
pub(crate) struct Spinner(ProgressBar);

impl Spinner {
    /// Starts to turn.
    pub(crate) fn start(waiting_for: &str) -> Self {
        let bar = ProgressBar::new_spinner().with_message(waiting_for.to_owned());
        if let Ok(style) = ProgressStyle::with_template("   {spinner:.cyan} {msg:.dim}") {
            bar.set_style(style.tick_strings(&["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]));
        }
        bar.enable_steady_tick(TICK);
        Self(bar)
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
