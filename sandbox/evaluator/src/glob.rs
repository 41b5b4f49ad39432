use crate::RequestContext;

/// A pattern from a policy: its variables are replaced, and its wildcards are not characters.
#[derive(Debug)]
pub(crate) struct Glob(Vec<Token>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Char(char),
    AnyChar,
    AnyText,
}

/// What a text of a policy can have at its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Syntax<'a> {
    /// The values of policy variables. `None` if the version of the policy has no variables.
    pub(crate) variables: Option<&'a RequestContext>,
    /// Whether `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
}

/// Why a text of a policy cannot be a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unmatched {
    /// A variable has no value. The text matches nothing.
    NoValue,
    /// The text is malformed. What it matches is unknown.
    Malformed,
}

impl Glob {
    pub(crate) fn new(text: &str, syntax: Syntax<'_>) -> Result<Self, Unmatched> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let (Some(context), Some(after)) = (syntax.variables, rest.strip_prefix("${")) {
                let (variable, after) = after.split_once('}').ok_or(Unmatched::Malformed)?;
                let value = value_of(variable, context).ok_or(Unmatched::NoValue)?;
                // A value is plain text. A `*` in it is not a wildcard.
                tokens.extend(value.chars().map(Token::Char));
                rest = after;
                continue;
            }
            tokens.push(match c {
                '*' if syntax.wildcards => Token::AnyText,
                '?' if syntax.wildcards => Token::AnyChar,
                c => Token::Char(c),
            });
            rest = rest.strip_prefix(c).unwrap_or_default();
        }
        Ok(Self(tokens))
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.matches_chars(&text.chars().collect::<Vec<_>>(), |a, b| a == b)
    }

    pub(crate) fn matches_ignoring_case(&self, text: &str) -> bool {
        let is_same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
        self.matches_chars(&text.chars().collect::<Vec<_>>(), is_same)
    }

    /// Goes back to the last `*` only. So no text makes it slow.
    fn matches_chars(&self, text: &[char], is_same: impl Fn(char, char) -> bool) -> bool {
        let (mut token, mut at) = (0, 0);
        let mut last_any: Option<(usize, usize)> = None;
        while let Some(&c) = text.get(at) {
            match self.0.get(token) {
                Some(Token::AnyText) => {
                    last_any = Some((token, at));
                    token += 1;
                }
                Some(Token::AnyChar) => (token, at) = (token + 1, at + 1),
                Some(&Token::Char(wanted)) if is_same(wanted, c) => {
                    (token, at) = (token + 1, at + 1);
                }
                _ => match last_any {
                    Some((any, taken)) => {
                        last_any = Some((any, taken + 1));
                        (token, at) = (any + 1, taken + 1);
                    }
                    None => return false,
                },
            }
        }
        let mut rest = self.0.iter().skip(token);
        rest.all(|token| *token == Token::AnyText)
    }
}

/// The value of a variable. `${*}`, `${?}` and `${$}` are the characters themselves, and
/// `${key, 'text'}` has a default.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
fn value_of<'a>(variable: &'a str, context: &'a RequestContext) -> Option<&'a str> {
    if matches!(variable, "*" | "?" | "$") {
        return Some(variable);
    }
    let (key, default) = match variable.split_once(',') {
        Some((key, default)) => (key, Some(default)),
        None => (variable, None),
    };
    match context.get(key.trim()) {
        Some([only]) => Some(only),
        // A key with several values cannot be a variable.
        Some(_) => None,
        None => default?.trim().strip_prefix('\'')?.strip_suffix('\''),
    }
}

/// Whether an ARN matches a pattern, field by field. A wildcard matches a colon only in the last
/// field.
pub(crate) fn arn_matches(pattern: &str, arn: &str, syntax: Syntax<'_>) -> Result<bool, Unmatched> {
    let fields: Vec<&str> = arn.splitn(ARN_FIELDS, ':').collect();
    let patterns = arn_pattern_fields(pattern).ok_or(Unmatched::Malformed)?;
    if fields.len() != ARN_FIELDS {
        return Ok(false);
    }
    let mut matches = true;
    for (pattern, field) in patterns.into_iter().zip(fields) {
        matches &= Glob::new(pattern, syntax)?.matches(field);
    }
    Ok(matches)
}

const ARN_FIELDS: usize = 6;

/// The fields of a pattern. Variables are not replaced yet, so a colon in a value starts no field.
fn arn_pattern_fields(pattern: &str) -> Option<Vec<&str>> {
    let mut fields = Vec::new();
    let (mut start, mut in_variable) = (0, false);
    for (at, c) in pattern.char_indices() {
        let rest = pattern.get(at..)?;
        if rest.starts_with("${") {
            in_variable = true;
        } else if c == '}' {
            in_variable = false;
        } else if c == ':' && !in_variable && fields.len() < ARN_FIELDS - 1 {
            fields.push(pattern.get(start..at)?);
            start = at + 1;
        }
    }
    fields.push(pattern.get(start..)?);
    (fields.len() == ARN_FIELDS).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_VALUE: Result<bool, Unmatched> = Err(Unmatched::NoValue);
    const MALFORMED: Result<bool, Unmatched> = Err(Unmatched::Malformed);

    fn matches(pattern: &str, text: &str) -> Result<bool, Unmatched> {
        let context = RequestContext::new().with("aws:PrincipalTag/team", "a*b:c");
        let syntax = Syntax {
            variables: Some(&context),
            wildcards: true,
        };
        Glob::new(pattern, syntax).map(|pattern| pattern.matches(text))
    }

    #[test]
    fn wildcards_match_any_text_and_any_character() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("*", "abc"),
            ("a*c", "abcbc"),
            ("a?c", "abc"),
            ("**b*", "aab"),
            ("a*b*c", "a-b-b-c"),
        ] {
            assert_eq!(matches(pattern, text), Ok(true), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("a?", "a"), ("a*c", "ab"), ("?", ""), ("a", "A")] {
            assert_eq!(matches(pattern, text), Ok(false), "{pattern} {text}");
        }
    }

    #[test]
    fn a_variable_matches_its_value_as_plain_text() {
        assert_eq!(matches("${aws:principaltag/TEAM}-*", "a*b:c-x"), Ok(true));
        assert_eq!(matches("${aws:PrincipalTag/team}", "aXb:c"), Ok(false));
        assert_eq!(matches("${aws:username}", "${aws:username}"), NO_VALUE);
        assert_eq!(matches("${aws:username, 'none'}", "none"), Ok(true));
        assert_eq!(matches("${aws:username, none}", "none"), NO_VALUE);
        assert_eq!(matches("${*}${?}${$}", "*?$"), Ok(true));
        assert_eq!(matches("${*}", "x"), Ok(false));
        assert_eq!(matches("${aws:username", "x"), MALFORMED);
    }

    #[test]
    fn a_key_with_several_values_is_not_a_variable() {
        let mut context = RequestContext::new();
        context.set("aws:TagKeys", ["a", "b"]);
        let syntax = Syntax {
            variables: Some(&context),
            wildcards: true,
        };
        for text in ["${aws:TagKeys}", "${aws:TagKeys, 'a'}"] {
            assert!(
                matches!(Glob::new(text, syntax), Err(Unmatched::NoValue)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_wildcard_matches_within_one_field_of_an_arn() {
        let context = RequestContext::new()
            .with("k", "111111111111:role/x")
            .with("aws:PrincipalAccount", "111111111111");
        let syntax = Syntax {
            variables: Some(&context),
            wildcards: true,
        };
        let arn = "arn:aws:iam::111111111111:role/a:b";
        for (pattern, expected) in [
            ("arn:aws:iam::*:role/*", Ok(true)),
            ("arn:*:iam::*:*", Ok(true)),
            ("arn:aws:iam::1*e/a:b:*", Ok(false)),
            ("arn:*:role/a:b", MALFORMED),
            ("*", MALFORMED),
            ("arn:aws:iam::${k}:role/*", Ok(false)),
            ("arn:aws:iam::${aws:PrincipalAccount}:role/*", Ok(true)),
            ("arn:aws:iam::*:role/${missing}", NO_VALUE),
        ] {
            assert_eq!(arn_matches(pattern, arn, syntax), expected, "{pattern}");
        }
        assert_eq!(arn_matches("arn:*:*:*:*:*", "text", syntax), Ok(false));
    }
}
