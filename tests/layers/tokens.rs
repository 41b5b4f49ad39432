//! Splits Rust source into words and signs. Comments, literals and test code are left out.

/// The tokens of a source. `::` is one token, and so is every other sign.
pub fn tokens(source: &str) -> Vec<String> {
    without_tests(split(source))
}

fn split(source: &str) -> Vec<String> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let starts = |text: &str| {
            text.chars()
                .enumerate()
                .all(|(i, c)| chars.get(at + i) == Some(&c))
        };
        if starts("//") {
            at += chars[at..].iter().take_while(|c| **c != '\n').count();
        } else if let Some(length) = text_length(&chars[at..]) {
            at += length;
        } else if c.is_alphanumeric() || c == '_' {
            let word = chars[at..]
                .iter()
                .take_while(|c| c.is_alphanumeric() || **c == '_');
            let word: String = word.collect();
            at += word.chars().count();
            tokens.push(word);
        } else if starts("::") {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            at += 1;
        }
    }
    tokens
}

/// The length of the string or character literal that starts here. `None` for a lifetime.
fn text_length(chars: &[char]) -> Option<usize> {
    let prefix = chars
        .iter()
        .take_while(|c| **c == 'r' || **c == 'b')
        .count();
    let is_raw = chars[..prefix].contains(&'r');
    let hashes = chars[prefix..]
        .iter()
        .take_while(|c| is_raw && **c == '#')
        .count();
    let start = prefix + hashes;
    match chars.get(start)? {
        '"' => {
            let mut at = start + 1;
            while at < chars.len() {
                match chars[at] {
                    '\\' if !is_raw => at += 1,
                    '"' if chars[at + 1..].iter().take_while(|c| **c == '#').count() >= hashes => {
                        return Some(at + 1 + hashes);
                    }
                    _ => {}
                }
                at += 1;
            }
            Some(at)
        }
        '\'' if hashes == 0 => match chars.get(start + 1)? {
            '\\' => {
                let rest = chars[start + 3..]
                    .iter()
                    .take_while(|c| **c != '\'')
                    .count();
                Some(start + 3 + rest + 1)
            }
            _ => (chars.get(start + 2) == Some(&'\'')).then_some(start + 3),
        },
        _ => None,
    }
}

/// The tokens without the items under `#[cfg(test)]`.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    const ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..]
            .iter()
            .take(ATTRIBUTE.len())
            .eq(ATTRIBUTE.iter())
        {
            at += ATTRIBUTE.len();
            let mut depth = 0_usize;
            while let Some(token) = tokens.get(at) {
                at += 1;
                match token.as_str() {
                    "{" => depth += 1,
                    "}" if depth == 1 => break,
                    "}" => depth -= 1,
                    ";" if depth == 0 => break,
                    _ => {}
                }
            }
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

#[test]
fn comments_literals_and_test_code_have_no_tokens() {
    let source = r##"
        use crate::a; // use crate::b;
        const A: (&str, char, &[u8]) = ("use crate::c; \\\"", '"', br#"use " crate::d"#);
        #[cfg(test)]
        mod tests { use crate::e; fn f() {} }
        #[cfg(test)]
        use crate::{g, h};
        fn i<'a>(j: &'a crate::J) {}
    "##;
    let tokens = tokens(source);
    let after = |word: &str| {
        tokens
            .windows(3)
            .any(|three| three == ["crate", "::", word])
    };
    assert!(after("a") && after("J"), "{tokens:?}");
    for word in ["b", "c", "d", "e", "f", "g", "h"] {
        assert!(
            !tokens.iter().any(|token| token == word),
            "{word}: {tokens:?}"
        );
    }
}
