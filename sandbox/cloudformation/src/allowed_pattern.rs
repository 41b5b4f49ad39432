//! `AllowedPattern` is a Java regular expression that a value has to match as a whole
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>).
//! `regex-lite` does the matching. A pattern that it does not know, or reads differently from Java,
//! is an error: no value ever passes by mistake.

use std::{fmt, iter::Peekable, str::Chars};

use regex_lite::Regex;

use crate::template_error::TemplateError;

/// The pattern of a parameter.
#[derive(Debug, Clone)]
pub(crate) struct AllowedPattern {
    text: String,
    regex: Regex,
}

impl AllowedPattern {
    pub(crate) fn read(text: &str) -> Result<Self, TemplateError> {
        let unsupported = |reason: String| TemplateError::UnsupportedPattern {
            pattern: text.to_owned(),
            reason,
        };
        refuse_differences(text).map_err(unsupported)?;
        // By itself first: inside the group below, `a)(b` would become two groups.
        Regex::new(text).map_err(|error| unsupported(error.to_string()))?;
        let regex = Regex::new(&format!("^(?:{text})$"));
        Ok(Self {
            text: text.to_owned(),
            regex: regex.map_err(|error| unsupported(error.to_string()))?,
        })
    }

    /// Whether the pattern matches the whole of `text`.
    pub(crate) fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for AllowedPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Display for AllowedPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Refuses what Java and `regex-lite` both accept, but read differently.
fn refuse_differences(pattern: &str) -> Result<(), String> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = match inner.strip_suffix('$') {
        Some(before) if !before.ends_with('\\') => before,
        _ => inner,
    };
    let mut chars = inner.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '\\' => escape(&mut chars)?,
            '[' => class(&mut chars)?,
            // Only Java takes a carriage return for a line end.
            '.' => return Err("`.` is not supported".to_owned()),
            // Only in Java does `$` match before a line end that ends the text.
            '^' | '$' => return Err(format!("`{next}` is supported at the two ends only")),
            '(' if chars.peek() == Some(&'?') => {
                return Err("`(?` is not supported".to_owned());
            }
            '*' | '+' | '?' => quantified(&mut chars)?,
            '{' => {
                counts(&mut chars)?;
                quantified(&mut chars)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Only classes of ASCII characters and escaped punctuation mean the same to both.
fn escape(chars: &mut Peekable<Chars<'_>>) -> Result<(), String> {
    match chars.next() {
        Some(escaped) if escaped.is_ascii_punctuation() || "dDsSwW".contains(escaped) => Ok(()),
        Some(other) => Err(format!("`\\{other}` is not supported")),
        None => Err("`\\` escapes nothing".to_owned()),
    }
}

/// In a class, Java knows unions and intersections, and reads a `]` at the beginning as a character.
fn class(chars: &mut Peekable<Chars<'_>>) -> Result<(), String> {
    chars.next_if_eq(&'^');
    if chars.peek() == Some(&']') {
        return Err("`[]` is not supported".to_owned());
    }
    while let Some(next) = chars.next() {
        match next {
            ']' => return Ok(()),
            '\\' => escape(chars)?,
            '[' => return Err("a class in a class is not supported".to_owned()),
            '&' if chars.peek() == Some(&'&') => {
                return Err("`&&` is not supported".to_owned());
            }
            _ => {}
        }
    }
    Err("`[` has no `]`".to_owned())
}

/// Takes `{2}`, `{2,}` and `{2,3}`. Java refuses the other forms that `regex-lite` accepts.
fn counts(chars: &mut Peekable<Chars<'_>>) -> Result<(), String> {
    let mut inside = String::new();
    while let Some(next) = chars.next_if(|next| *next != '}') {
        inside.push(next);
    }
    chars.next();
    let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if !least.is_empty() && is_number(least) && is_number(most) {
        return Ok(());
    }
    Err(format!("`{{{inside}}}` is not supported"))
}

/// In Java a `+` after a quantifier makes it possessive. In `regex-lite` it is a second quantifier.
fn quantified(chars: &mut Peekable<Chars<'_>>) -> Result<(), String> {
    chars.next_if_eq(&'?');
    match chars.peek() {
        Some(next @ ('*' | '+' | '?' | '{')) => {
            Err(format!("`{next}` after a quantifier is not supported"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_the_whole_of_a_text() {
        for (pattern, yes, no) in [
            (
                "^o-[a-z0-9]{10,32}$",
                "o-a1b2c3d4e5",
                &["o-a1b2c3d4e", "xo-a1b2c3d4e5", "o-A1b2c3d4e5"][..],
            ),
            (
                "^[a-z]{2}(-[a-z]+)+-[0-9]$",
                "us-gov-west-1",
                &["us-1", "us-gov-west-12", "", "us-gov-west-1\n"],
            ),
            (
                "^[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?$",
                "a-b-c",
                &["-a", "a-", "abcdefg"],
            ),
            ("[0-9]{3}", "123", &["1234", "0123", "x123", "123\n"]),
            ("a|bc", "bc", &["a\nbc", "abc", "ac", "aa"]),
            ("[^a]+", "b\nc", &["ba", ""]),
            (
                "\\d{2,}\\.\\w*",
                "12.a_",
                &["1.a", "12xa", "1\u{662}.a", "12.\u{e9}"],
            ),
            ("a\\$", "a$", &["a", "a\\"]),
            ("a*?b", "aab", &["aabb"]),
        ] {
            let read = AllowedPattern::read(pattern).unwrap();
            assert!(read.matches(yes), "{pattern} {yes}");
            for no in no {
                assert!(!read.matches(no), "{pattern} {no}");
            }
        }
    }

    #[test]
    fn what_is_not_supported_in_a_pattern_is_an_error() {
        for wrong in [
            ".",
            "(a",
            "a)",
            "a)(b",
            "[a",
            "[",
            "a{x}",
            "a{2",
            "a{3,1}",
            "a{,3}",
            "a{2, 3}",
            "*",
            "a*+",
            "a++",
            "a?+",
            "a{2}+",
            "a**",
            "a^b",
            "a$b",
            "^a$|^b$",
            "(?i)a",
            "(?=a)a",
            "(?<n>a)",
            "\\p{L}",
            "\\bx",
            "\\Qa\\E",
            "(a)\\1",
            "\\x41",
            "\\u0041",
            "\\h",
            "\\",
            "[a&&b]",
            "[a[b]]",
            "[[:alpha:]]",
            "[]a]",
            "[^]a]",
            "[\\p{L}]",
            "[b-a]",
            "a{9999999}",
        ] {
            let read = AllowedPattern::read(wrong);
            assert!(read.is_err(), "{wrong}");
        }
    }
}
