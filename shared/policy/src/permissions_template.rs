use std::collections::BTreeSet;

use rolepair_model::{Account, Finding, FindingCode};
use serde_json::Value;

use crate::{
    Document, Statement, TemplateError, TemplateErrorCode, TemplateValues, TemplateWants,
    element_reader::child,
    placeholder::{CLOSE, OPEN, Piece, Placeholder, pieces},
    placeholder_place::misplaced_words,
    shown::shown,
};

/// What the resource role of a pair may do: a policy with placeholders for what differs from
/// account to account.
///
/// A placeholder stands in resources and condition values only, and its value is put into the
/// parsed text, never into JSON: it can decide nothing but the literal text it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionsTemplate {
    document: Document,
    wants: TemplateWants,
}

impl PermissionsTemplate {
    /// Reads a template; every misplaced placeholder in it is reported, not only the first.
    ///
    /// # Errors
    /// Where it is no policy of permissions, or a placeholder is unknown or misplaced.
    pub fn parse(value: &Value) -> Result<Self, Vec<TemplateError>> {
        let mut reader = Reader::default();
        reader.walk("", value);
        let Reader { mut errors, wants } = reader;
        match Document::from_value(value) {
            Ok(document) => {
                check_permissions(&document, &mut errors);
                if errors.is_empty() {
                    return Ok(Self { document, wants });
                }
            }
            Err(error) if errors.iter().any(|known| known.pointer == error.pointer) => {}
            Err(error) => errors.push(TemplateError {
                pointer: error.pointer,
                code: TemplateErrorCode::InvalidDocument,
                message: error.problem.to_string(),
            }),
        }
        Err(errors)
    }

    /// Which values of an account it asks for.
    #[must_use]
    pub fn wants(&self) -> &TemplateWants {
        &self.wants
    }

    /// The policy for one account, with literal text in place of every placeholder.
    ///
    /// # Errors
    /// RP203 where a value could widen the policy, RP206 where there is no value, RP204 where the
    /// policy is over the quota. All of them at once.
    pub fn render(&self, values: &TemplateValues<'_>) -> Result<Document, Vec<Finding>> {
        let subject = values
            .account
            .map_or("permissions", |account| account.id.as_str());
        let mut wrong = BTreeSet::new();
        let document = fill(&self.document, &mut |placeholder| {
            value_of(placeholder, values).unwrap_or_else(|reason| {
                wrong.insert(reason);
                String::new()
            })
        });
        if wrong.is_empty() && document.size() > Document::INLINE_POLICIES_QUOTA {
            wrong.insert((FindingCode::PolicyTooLarge, too_large(&document)));
        }
        if wrong.is_empty() {
            return Ok(document);
        }
        let finding = |(code, message)| {
            let finding = Finding::new(code, subject, message);
            match values.account {
                Some(account) => finding.in_account(&account.id),
                None => finding,
            }
        };
        Err(wrong.into_iter().map(finding).collect())
    }
}

fn too_large(document: &Document) -> String {
    let (size, quota) = (document.size(), Document::INLINE_POLICIES_QUOTA);
    format!("the permissions are {size} characters long, and a role can have {quota}")
}

/// The document with the text of `value` in place of every placeholder.
fn fill(document: &Document, value: &mut impl FnMut(&Placeholder) -> String) -> Document {
    let mut text = |text: &String| {
        // INVARIANT: every text was split without a mistake when the template was parsed.
        let pieces = pieces(text).unwrap_or_default();
        let filled = pieces.iter().map(|piece| match piece {
            Piece::Literal(literal) => (*literal).to_owned(),
            Piece::Value(placeholder) => value(placeholder),
        });
        filled.collect::<String>()
    };
    document.map_statements(|statement| {
        let mut statement: Statement = statement.clone();
        statement.resource = statement
            .resource
            .map(|resources| resources.map(|named| named.iter().map(&mut text).collect()));
        for values in statement
            .condition
            .values_mut()
            .flat_map(|k| k.values_mut())
        {
            *values = values.iter().map(&mut text).collect();
        }
        statement
    })
}

type Wrong = (FindingCode, String);

fn value_of(placeholder: &Placeholder, values: &TemplateValues<'_>) -> Result<String, Wrong> {
    match placeholder {
        Placeholder::Partition => Ok(values.partition.to_string()),
        Placeholder::ResourceAccountId => Ok(values.resource_account.to_string()),
        Placeholder::AccountId => Ok(account("account.id", values)?.id.to_string()),
        Placeholder::AccountName => literal("account.name", &account("account.name", values)?.name),
        Placeholder::AccountTag(key) => {
            let name = format!("account.tags.{key}");
            let tag = account(&name, values)?.tags.get(key).ok_or_else(|| {
                let message = format!("the account has no tag `{key}`");
                (FindingCode::MissingValue, message)
            })?;
            literal(&name, tag)
        }
    }
}

fn account<'a>(name: &str, values: &TemplateValues<'a>) -> Result<&'a Account, Wrong> {
    values.account.ok_or_else(|| {
        let message = format!("`{name}` has no value for a role that all accounts share");
        (FindingCode::MissingValue, message)
    })
}

/// Lets a value of somebody's through if it can be nothing but literal text of one step of an ARN.
///
/// `*`, `?` and `$` mean something in a policy. `:` would begin the next field of an ARN, and `/`
/// the next step of a path: in `table/{{account.tags.t}}` the value `orders/stream/x` names a
/// stream, another kind of thing than the template's author wrote. Nothing at all would leave
/// `bucket//*`, or what others share. What is left are the characters of a name in IAM.
fn literal(name: &str, value: &str) -> Result<String, Wrong> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return Ok(value.to_owned());
    }
    let message = format!(
        "`{name}` is `{}`, which could widen the policy (1 or more letters, digits and `+=,.@_-`)",
        shown(value)
    );
    Err((FindingCode::WideningValue, message))
}

fn check_permissions(document: &Document, errors: &mut Vec<TemplateError>) {
    let mut refuse = |pointer: String, code, message: String| {
        errors.push(TemplateError {
            pointer,
            code,
            message,
        });
    };
    for (index, statement) in document.statements().iter().enumerate() {
        let pointer = format!("/Statement/{index}");
        if statement.principal.is_some() {
            let message = "permissions name no principal; the role is the principal".to_owned();
            refuse(pointer.clone(), TemplateErrorCode::NotPermissions, message);
        }
        if statement.resource.is_none() {
            let message = "`Resource` or `NotResource` is missing".to_owned();
            refuse(pointer.clone(), TemplateErrorCode::NotPermissions, message);
        }
        for place in misplaced_words(&pointer, statement) {
            let message =
                "an account's name or tag can only name what is let in (in the `Resource` or an \
                           equality of an Allow, or what a Deny leaves out)"
                    .to_owned();
            refuse(place, TemplateErrorCode::MisplacedPlaceholder, message);
        }
    }
    let shortest = fill(document, &mut |placeholder| {
        placeholder.shortest().to_owned()
    });
    // A colon in the key of a tag looks like one between the fields of an ARN.
    if let Err(error) = Document::from_value(&shortest.to_value()) {
        let message = error.problem.to_string();
        refuse(error.pointer, TemplateErrorCode::InvalidDocument, message);
    }
    if shortest.size() > Document::INLINE_POLICIES_QUOTA {
        refuse(
            String::new(),
            TemplateErrorCode::TooLarge,
            too_large(&shortest),
        );
    }
}

/// Goes through every text of a template, and collects what it asks for and what is wrong.
#[derive(Default)]
struct Reader {
    errors: Vec<TemplateError>,
    wants: TemplateWants,
}

impl Reader {
    fn walk(&mut self, at: &str, value: &Value) {
        match value {
            Value::String(text) => self.text(at, text),
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    self.walk(&format!("{at}/{index}"), value);
                }
            }
            Value::Object(values) => {
                for (key, value) in values {
                    let at = child(at, key);
                    if has_placeholder(key) {
                        let message = "a placeholder cannot stand in a key";
                        self.refuse(&at, TemplateErrorCode::MisplacedPlaceholder, message);
                    }
                    self.walk(&at, value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, at: &str, text: &str) {
        match pieces(text) {
            Err((code, message)) => self.refuse(at, code, &message),
            Ok(pieces) => {
                if has_placeholder(text) && !may_have_placeholder(at) {
                    let message =
                        "a placeholder can stand in `Resource`, `NotResource` and `Condition` only";
                    self.refuse(at, TemplateErrorCode::MisplacedPlaceholder, message);
                }
                for piece in pieces {
                    self.want(piece);
                }
            }
        }
    }

    fn want(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Value(Placeholder::AccountId) => self.wants.account_id = true,
            Piece::Value(Placeholder::AccountName) => self.wants.account_name = true,
            Piece::Value(Placeholder::AccountTag(key)) => {
                self.wants.account_tags.insert(key);
            }
            Piece::Value(Placeholder::Partition | Placeholder::ResourceAccountId)
            | Piece::Literal(_) => {}
        }
    }

    fn refuse(&mut self, pointer: &str, code: TemplateErrorCode, message: &str) {
        self.errors.push(TemplateError {
            pointer: pointer.to_owned(),
            code,
            message: message.to_owned(),
        });
    }
}

fn has_placeholder(text: &str) -> bool {
    text.contains(OPEN) || text.contains(CLOSE)
}

/// Whether a place is one whose text names something, and does not decide what is allowed.
fn may_have_placeholder(at: &str) -> bool {
    let Some(inside) = at.strip_prefix("/Statement/") else {
        return false;
    };
    let in_list = inside.split_once('/').and_then(|(index, rest)| {
        let is_index = index.chars().all(|c| c.is_ascii_digit());
        is_index.then_some(rest)
    });
    let element = in_list.unwrap_or(inside).split('/').next();
    matches!(element, Some("Resource" | "NotResource" | "Condition"))
}
