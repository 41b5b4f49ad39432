/// Somebody's text as it stands in a sentence: one line, of a length a log line can hold.
pub(crate) fn shown(text: &str) -> String {
    const SHOWN_CHARS: usize = 120;
    let shown: String = text.chars().take(SHOWN_CHARS).collect();
    // Quotes and backslashes stay as they are; they break no line.
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
    fn somebodys_text_stays_on_one_line() {
        assert_eq!(shown("a\nb\u{202e}\"é"), "a\\nb\\u{202e}\"é");
        assert_eq!(shown(&"x".repeat(1_000)).len(), 120);
    }
}
