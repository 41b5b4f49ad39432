//! `{{...}}` in the texts of a permissions template.

use crate::{TemplateErrorCode, shown::shown};

/// What a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Placeholder {
    Partition,
    ResourceAccountId,
    AccountId,
    AccountName,
    AccountTag(String),
}

/// A piece of a text with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Literal(&'a str),
    Value(Placeholder),
}

pub(crate) const OPEN: &str = "{{";
pub(crate) const CLOSE: &str = "}}";

type Mistake = (TemplateErrorCode, String);

impl Placeholder {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "partition" => Self::Partition,
            "resource_account.id" => Self::ResourceAccountId,
            "account.id" => Self::AccountId,
            "account.name" => Self::AccountName,
            _ => {
                let key = name.strip_prefix("account.tags.")?;
                if key.is_empty() || key.contains(['{', '}']) {
                    return None;
                }
                Self::AccountTag(key.to_owned())
            }
        })
    }

    /// Whether the value is somebody's words, and not an identifier AWS gave.
    fn is_somebodys_words(&self) -> bool {
        matches!(self, Self::AccountName | Self::AccountTag(_))
    }

    /// The shortest value it can have.
    pub(crate) fn shortest(&self) -> &'static str {
        match self {
            Self::Partition => "aws",
            Self::ResourceAccountId | Self::AccountId => "000000000000",
            Self::AccountName | Self::AccountTag(_) => "x",
        }
    }
}

/// Splits a text at its placeholders, once: what a value holds is never looked at again.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Mistake> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((name, after)) = after.split_once(CLOSE) else {
            return Err(unknown(format!("`{OPEN}` is not closed")));
        };
        let placeholder = Placeholder::parse(name.trim()).ok_or_else(|| {
            unknown(format!(
                "`{OPEN}{}{CLOSE}` is no placeholder (there are `account.id`, `account.name`, \
                 `account.tags.KEY`, `partition` and `resource_account.id`)",
                shown(name)
            ))
        })?;
        if !before.is_empty() {
            pieces.push(Piece::Literal(before));
        }
        pieces.push(Piece::Value(placeholder));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    check_literals(&pieces)?;
    check_neighbours(&pieces)?;
    Ok(pieces)
}

/// Whether a text of a template has a placeholder whose value is somebody's words.
pub(crate) fn holds_somebodys_words(text: &str) -> bool {
    let pieces = pieces(text).unwrap_or_default();
    pieces.iter().any(is_words)
}

fn is_words(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Value(placeholder) if placeholder.is_somebodys_words())
}

fn unknown(message: String) -> Mistake {
    (TemplateErrorCode::UnknownPlaceholder, message)
}

fn misplaced(message: &str) -> Mistake {
    (TemplateErrorCode::MisplacedPlaceholder, message.to_owned())
}

/// A value must not choose a policy variable, nor may a `}}` stand alone.
fn check_literals(pieces: &[Piece<'_>]) -> Result<(), Mistake> {
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Literal(literal) = piece else {
            continue;
        };
        if literal.contains(CLOSE) {
            return Err(unknown(format!("`{CLOSE}` closes no placeholder")));
        }
        let is_last = index + 1 == pieces.len();
        let opens_variable = literal
            .rsplit_once("${")
            .is_some_and(|(_, variable)| !variable.contains('}'));
        if !is_last && (opens_variable || literal.ends_with('$')) {
            return Err(misplaced(
                "a placeholder cannot be part of a policy variable (`${...}`)",
            ));
        }
    }
    Ok(())
}

/// Right beside a wildcard, the value `a` would match what belongs to `ab`: the shorter somebody's
/// word, the more it would let in.
fn check_neighbours(pieces: &[Piece<'_>]) -> Result<(), Mistake> {
    const WILDCARDS: [char; 2] = ['*', '?'];
    let beside_wildcard = pieces.windows(2).any(|pair| match pair {
        [value, Piece::Literal(next)] if is_words(value) => next.starts_with(WILDCARDS),
        [Piece::Literal(last), value] if is_words(value) => last.ends_with(WILDCARDS),
        _ => false,
    });
    if beside_wildcard {
        return Err(misplaced(
            "an account's name or tag cannot stand right beside a wildcard, where a short value \
             matches more than a long one (put a separator such as `-` or `/` between them)",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_split_at_its_placeholders() {
        let text = "arn:{{partition}}:x::{{ resource_account.id }}:t/{{account.tags.a.b:c d}}-*";
        assert_eq!(
            pieces(text).unwrap(),
            [
                Piece::Literal("arn:"),
                Piece::Value(Placeholder::Partition),
                Piece::Literal(":x::"),
                Piece::Value(Placeholder::ResourceAccountId),
                Piece::Literal(":t/"),
                Piece::Value(Placeholder::AccountTag("a.b:c d".to_owned())),
                Piece::Literal("-*"),
            ]
        );
    }

    #[test]
    fn what_is_no_placeholder_is_refused() {
        for text in [
            "{{",
            "{{account.id",
            "{{account.id}",
            "account.id}}",
            "{{}}",
            "{{account}}",
            "{{account.tags.}}",
            "{{{account.id}}}",
            "{{account.email}}",
            "{{account.tags.{{account.id}}}}",
        ] {
            let (code, _) = pieces(text).unwrap_err();
            assert_eq!(code, TemplateErrorCode::UnknownPlaceholder, "{text}");
        }
    }

    #[test]
    fn a_placeholder_cannot_choose_a_variable_or_lean_on_a_wildcard() {
        for text in [
            "${{account.id}}",
            "${aws:PrincipalTag/{{account.name}}",
            "x{{account.name}}*",
            "x*{{account.tags.t}}",
            "x{{account.tags.t}}?",
        ] {
            let (code, _) = pieces(text).unwrap_err();
            assert_eq!(code, TemplateErrorCode::MisplacedPlaceholder, "{text}");
        }
        assert!(pieces("${aws:username}-{{account.name}}-*").is_ok());
        assert!(pieces("{{account.id}}*").is_ok());
    }
}
