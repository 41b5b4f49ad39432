//! `{{...}}` in the texts of a permissions template.

use crate::{PermissionsErrorCode, shown::shown};

/// The value that a placeholder asks for.
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

type PlaceholderError = (PermissionsErrorCode, String);

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

    /// Whether a person chose the value: an account's name or tag. AWS assigns the others.
    fn is_free_text(&self) -> bool {
        matches!(self, Self::AccountName | Self::AccountTag(_))
    }

    fn is_of_account(&self) -> bool {
        match self {
            Self::AccountId | Self::AccountName | Self::AccountTag(_) => true,
            Self::Partition | Self::ResourceAccountId => false,
        }
    }

    /// A value as short as any that the placeholder can have.
    pub(crate) fn shortest(&self) -> &'static str {
        match self {
            Self::Partition => "aws",
            Self::ResourceAccountId | Self::AccountId => "000000000000",
            Self::AccountName | Self::AccountTag(_) => "x",
        }
    }
}

/// Splits a text at its placeholders. A value is never searched for further placeholders.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, PlaceholderError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((name, after)) = after.split_once(CLOSE) else {
            return Err(unknown(format!(
                "`{OPEN}` has no `{CLOSE}` after it; close the placeholder"
            )));
        };
        let placeholder = Placeholder::parse(name.trim()).ok_or_else(|| {
            unknown(format!(
                "`{OPEN}{}{CLOSE}` is not a placeholder; use `account.id`, `account.name`, \
                 `account.tags.KEY`, `partition` or `resource_account.id`",
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

/// Whether a text has a placeholder for an account's name or tag.
pub(crate) fn has_free_text(text: &str) -> bool {
    let pieces = pieces(text).unwrap_or_default();
    pieces.iter().any(is_free_text)
}

/// Whether a text has a placeholder for any value of one account.
pub(crate) fn asks_for_account(text: &str) -> bool {
    let pieces = pieces(text).unwrap_or_default();
    pieces.iter().any(|piece| match piece {
        Piece::Value(placeholder) => placeholder.is_of_account(),
        Piece::Literal(_) => false,
    })
}

/// The text with the shortest possible value for each placeholder.
pub(crate) fn with_shortest_values(text: &str) -> String {
    let pieces = pieces(text).unwrap_or_default();
    let filled = pieces.iter().map(|piece| match piece {
        Piece::Literal(literal) => literal,
        Piece::Value(placeholder) => placeholder.shortest(),
    });
    filled.collect()
}

fn is_free_text(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Value(placeholder) if placeholder.is_free_text())
}

fn unknown(message: String) -> PlaceholderError {
    (PermissionsErrorCode::UnknownPlaceholder, message)
}

fn misplaced(message: &str) -> PlaceholderError {
    (
        PermissionsErrorCode::MisplacedPlaceholder,
        message.to_owned(),
    )
}

/// Refuses a value as part of a policy variable's name, and a `}}` without its `{{`.
fn check_literals(pieces: &[Piece<'_>]) -> Result<(), PlaceholderError> {
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Literal(literal) = piece else {
            continue;
        };
        if literal.contains(CLOSE) {
            return Err(unknown(format!(
                "`{CLOSE}` has no `{OPEN}` before it; remove it"
            )));
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

/// Refuses a name or tag next to a wildcard. There the value `a` would also match what belongs to
/// `ab`: a shorter value would allow more.
fn check_neighbours(pieces: &[Piece<'_>]) -> Result<(), PlaceholderError> {
    const WILDCARDS: [char; 2] = ['*', '?'];
    let is_next_to_wildcard = pieces.windows(2).any(|pair| match pair {
        [value, Piece::Literal(next)] if is_free_text(value) => next.starts_with(WILDCARDS),
        [Piece::Literal(last), value] if is_free_text(value) => last.ends_with(WILDCARDS),
        _ => false,
    });
    if is_next_to_wildcard {
        return Err(misplaced(
            "an account's name or tag cannot be next to a wildcard, where a short value matches \
             more than a long one; put a separator such as `-` or `/` between them",
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
    fn an_unknown_or_unclosed_placeholder_is_refused() {
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
            assert_eq!(code, PermissionsErrorCode::UnknownPlaceholder, "{text}");
        }
    }

    #[test]
    fn a_placeholder_cannot_be_in_a_variable_or_next_to_a_wildcard() {
        for text in [
            "${{account.id}}",
            "${aws:PrincipalTag/{{account.name}}",
            "x{{account.name}}*",
            "x*{{account.tags.t}}",
            "x{{account.tags.t}}?",
        ] {
            let (code, _) = pieces(text).unwrap_err();
            assert_eq!(code, PermissionsErrorCode::MisplacedPlaceholder, "{text}");
        }
        assert!(pieces("${aws:username}-{{account.name}}-*").is_ok());
        assert!(pieces("{{account.id}}*").is_ok());
    }
}
