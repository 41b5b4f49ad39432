/// A text from outside in backticks, on one line, and short enough for a log line.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN_CHARS: usize = 120;
    let shown: String = text.chars().take(SHOWN_CHARS).collect();
    let more = if shown.len() < text.len() { "..." } else { "" };
    format!("`{}{more}`", shown.escape_debug())
}
