use std::{collections::BTreeSet, fmt, iter::Peekable, str::Chars};

use crate::template_error::TemplateError;

/// An `AllowedPattern`: texts, classes, groups and repetitions of these. A value has to match it as
/// a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    text: String,
    pieces: Vec<Repeated>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Repeated {
    piece: Piece,
    least: usize,
    most: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// One character of these ranges.
    Class(Vec<(char, char)>),
    Group(Vec<Repeated>),
}

impl Pattern {
    pub(crate) fn read(text: &str) -> Result<Self, TemplateError> {
        let inner = text.strip_prefix('^').unwrap_or(text);
        let inner = inner.strip_suffix('$').unwrap_or(inner);
        let unknown = |part: String| TemplateError::UnknownPattern {
            pattern: text.to_owned(),
            part,
        };
        let mut chars = inner.chars().peekable();
        let pieces = sequence(&mut chars).map_err(unknown)?;
        match chars.next() {
            None => Ok(Self {
                text: text.to_owned(),
                pieces,
            }),
            Some(left) => Err(unknown(left.to_string())),
        }
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        ends(&self.pieces, &text, BTreeSet::from([0])).contains(&text.len())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Up to the end, or the `)` of a group.
fn sequence(chars: &mut Peekable<Chars<'_>>) -> Result<Vec<Repeated>, String> {
    let mut pieces = Vec::new();
    while let Some(next) = chars.next_if(|next| *next != ')') {
        let piece = match next {
            '(' => {
                let group = sequence(chars)?;
                chars.next_if_eq(&')').ok_or("( without its )".to_owned())?;
                Piece::Group(group)
            }
            '[' => Piece::Class(class(chars)?),
            '|' | '.' | '\\' | '^' | '$' | '*' | '+' | '?' | '{' | '}' | ']' => {
                return Err(next.to_string());
            }
            plain => Piece::Class(vec![(plain, plain)]),
        };
        let (least, most) = repetition(chars)?;
        pieces.push(Repeated { piece, least, most });
    }
    Ok(pieces)
}

fn class(chars: &mut Peekable<Chars<'_>>) -> Result<Vec<(char, char)>, String> {
    let mut ranges = Vec::new();
    loop {
        match chars.next() {
            None => return Err("[ without its ]".to_owned()),
            Some(']') => return Ok(ranges),
            Some(unknown @ ('^' | '\\' | '[')) => return Err(format!("[{unknown}")),
            Some(first) => {
                let mut ahead = chars.clone();
                match (ahead.next(), ahead.next()) {
                    (Some('-'), Some(last)) if last != ']' => {
                        *chars = ahead;
                        ranges.push((first, last));
                    }
                    _ => ranges.push((first, first)),
                }
            }
        }
    }
}

fn repetition(chars: &mut Peekable<Chars<'_>>) -> Result<(usize, usize), String> {
    let known = chars.next_if(|next| matches!(next, '*' | '+' | '?' | '{'));
    match known {
        None => Ok((1, 1)),
        Some('*') => Ok((0, usize::MAX)),
        Some('+') => Ok((1, usize::MAX)),
        Some('?') => Ok((0, 1)),
        Some(_) => {
            let mut inside = String::new();
            while let Some(next) = chars.next_if(|next| *next != '}') {
                inside.push(next);
            }
            chars
                .next_if_eq(&'}')
                .ok_or_else(|| format!("{{{inside}"))?;
            let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
            let bounds = (least.parse().ok(), most.parse().ok());
            match bounds {
                (Some(least), Some(most)) if least <= most => Ok((least, most)),
                _ => Err(format!("{{{inside}}}")),
            }
        }
    }
}

/// Where the pieces can end in the text when they begin at any of `starts`.
fn ends(pieces: &[Repeated], text: &[char], starts: BTreeSet<usize>) -> BTreeSet<usize> {
    pieces
        .iter()
        .fold(starts, |starts, piece| piece.ends(text, starts))
}

impl Repeated {
    fn ends(&self, text: &[char], starts: BTreeSet<usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        if self.least == 0 {
            reached.clone_from(&starts);
        }
        let mut at = starts;
        // A piece can be there no more often than the text has characters, unless it is empty.
        for count in 1..=self.most.min(text.len().max(self.least)) {
            at = self.piece.ends(text, at);
            if at.is_empty() {
                break;
            }
            if count >= self.least {
                reached.extend(&at);
            }
        }
        reached
    }
}

impl Piece {
    fn ends(&self, text: &[char], starts: BTreeSet<usize>) -> BTreeSet<usize> {
        match self {
            Self::Group(pieces) => ends(pieces, text, starts),
            Self::Class(ranges) => {
                let is_in = |at: &usize| {
                    let next = text.get(*at);
                    next.is_some_and(|c| {
                        ranges
                            .iter()
                            .any(|(first, last)| (first..=last).contains(&c))
                    })
                };
                starts.into_iter().filter(is_in).map(|at| at + 1).collect()
            }
        }
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
                &["us-1", "us-gov-west-12", ""],
            ),
            (
                "^[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?$",
                "a-b-c",
                &["-a", "a-", "abcdefg"],
            ),
        ] {
            let read = Pattern::read(pattern).unwrap();
            assert!(read.matches(yes), "{pattern} {yes}");
            for no in no {
                assert!(!read.matches(no), "{pattern} {no}");
            }
        }
    }

    #[test]
    fn what_is_not_known_of_patterns_is_an_error() {
        for wrong in [
            "a|b", ".", "\\d", "[^a]", "(a", "a)", "[a", "a{x}", "a{2,}", "a{2", "a{3,1}", "*",
        ] {
            assert!(Pattern::read(wrong).is_err(), "{wrong}");
        }
    }
}
