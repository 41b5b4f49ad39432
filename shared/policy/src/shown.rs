/// Foreign text in a form that can be part of a message: one line, and short enough for a log.
pub(crate) fn shown(text: &str) -> String {
    const SHOWN_CHARS: usize = 120;
    let shown: String = text.chars().take(SHOWN_CHARS).collect();
    // Quotes and backslashes are not escaped, because they do not break a line.
    let escape = |c: char| match c {
        '"' | '\'' | '\\' => c.to_string(),
        c => c.escape_debug().to_string(),
    };
    shown.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_on_one_line() {
        assert_eq!(shown("a\nb\u{202e}\"é"), "a\\nb\\u{202e}\"é");
        assert_eq!(shown(&"x".repeat(1_000)).len(), 120);
    }
}
