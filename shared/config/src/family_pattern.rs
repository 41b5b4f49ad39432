use std::{fmt, str::FromStr};

use rolepair_model::{Family, InvalidText};

/// A pattern for task definition families. `*` matches any text, and `?` matches one character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyPattern(String);

impl FamilyPattern {
    const MAX_CHARS: usize = 255;

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the pattern matches the family.
    #[must_use]
    pub fn matches(&self, family: &Family) -> bool {
        can_match_the_same(self.as_str(), family.as_str())
    }

    /// Whether both patterns can match the same family.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        can_match_the_same(self.as_str(), other.as_str())
    }
}

impl FromStr for FamilyPattern {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_-*?".contains(c);
        if (1..=Self::MAX_CHARS).contains(&text.len()) && text.chars().all(is_allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidText::new(
                text,
                "a pattern of task definition families (1 to 255 letters, digits, `_`, `-`, `*`, `?`)",
            ))
        }
    }
}

impl fmt::Display for FamilyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether both patterns can match the same text. A text without wildcards is also a pattern.
///
/// Works from the ends of both patterns. A row is about one suffix of `one`. For every suffix of
/// `other`, from the empty one up, it has whether the two suffixes can match the same text.
fn can_match_the_same(one: &str, other: &str) -> bool {
    let rests = one
        .bytes()
        .rev()
        .fold(row(None, other, &[]), |below, head| {
            row(Some(head), other, &below)
        });
    rests.last().copied().unwrap_or(false)
}

fn row(head: Option<u8>, other: &str, below: &[bool]) -> Vec<bool> {
    let empty_rest = match head {
        None => true,
        Some(b'*') => below.first().copied().unwrap_or(false),
        Some(_) => false,
    };
    let mut row = vec![empty_rest];
    let mut left = empty_rest;
    for (index, theirs) in other.bytes().rev().enumerate() {
        let at = |index: usize| below.get(index).copied().unwrap_or(false);
        left = match (head, theirs) {
            (Some(b'*'), _) | (_, b'*') => left || at(index + 1),
            (Some(ours), _) => (ours == theirs || ours == b'?' || theirs == b'?') && at(index),
            (None, _) => false,
        };
        row.push(left);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> FamilyPattern {
        text.parse().unwrap()
    }

    #[test]
    fn a_star_matches_any_text_and_a_question_mark_one_character() {
        for (glob, family, expected) in [
            ("orders", "orders", true),
            ("orders", "orders-api", false),
            ("orders*", "orders", true),
            ("orders*", "orders-api", true),
            ("*api", "orders-api", true),
            ("*-*-*", "orders-api", false),
            ("order?", "orders", true),
            ("order?", "order", false),
            ("o*e*s", "orders", true),
            ("*", "x", true),
        ] {
            let family = family.parse().unwrap();
            assert_eq!(
                pattern(glob).matches(&family),
                expected,
                "{glob} and {family}"
            );
        }
    }

    #[test]
    fn patterns_overlap_if_both_match_one_family() {
        for (one, other, expected) in [
            ("orders-*", "*-api", true),
            ("orders-*", "billing-*", false),
            ("a*b", "a?b", true),
            ("a*b", "ab", true),
            ("a?b", "ab", false),
            ("*a*", "*b*", true),
            ("??", "*", true),
            ("??", "???", false),
            ("a*c", "b*c", false),
        ] {
            assert_eq!(
                pattern(one).overlaps(&pattern(other)),
                expected,
                "{one} and {other}"
            );
            assert_eq!(
                pattern(other).overlaps(&pattern(one)),
                expected,
                "{other} and {one}"
            );
        }
    }

    #[test]
    fn characters_that_no_family_has_are_refused() {
        for wrong in ["", "a b", "a/b", "[a]", "é"] {
            assert!(wrong.parse::<FamilyPattern>().is_err(), "{wrong}");
        }
    }
}
