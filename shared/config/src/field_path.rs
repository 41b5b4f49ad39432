use std::fmt::Write;

/// How much of a key a path shows.
const SHOWN_CHARS: usize = 120;

/// The path of a key in a mapping: `pairs.orders`, or `tags["a b"]` if the key is not a plain word.
pub(crate) fn key_path(parent: &str, key: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut path = parent.to_owned();
    let shown: String = key.chars().take(SHOWN_CHARS).collect();
    if key.is_empty() || shown.len() < key.len() || !key.chars().all(is_plain) {
        // Writing to a string cannot fail.
        let _ = write!(path, "[{shown:?}]");
        return path;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
    path
}

/// The path of an item in a list: `regions[0]`.
pub(crate) fn item_path(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}
