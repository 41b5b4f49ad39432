use std::collections::BTreeSet;

use rolepair_model::{Account, Finding, FindingCode};
use serde_json::Value;

use crate::{
    Document, DocumentProblem, PermissionsError, PermissionsErrorCode, RawStatement, Statement,
    TemplateValues, TemplateWants,
    document_error::{DocumentError, DocumentErrors},
    element_reader::child,
    placeholder::{Piece, Placeholder, asks_for_account, pieces, with_shortest_values},
    placeholder_place::misplaced_free_text,
    placeholder_reader::{PlaceholderReader, may_have_placeholder},
    raw_statement::PartialStatement,
    shown::shown,
};

/// The permissions of a pair's resource role: a policy with placeholders for the values that differ
/// from account to account.
///
/// Placeholders are allowed in resources and condition values only. A value is put into the parsed
/// text and never into JSON. So it can only be literal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionsTemplate {
    document: Document,
    wants: TemplateWants,
}

impl PermissionsTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// Every error: what makes it an invalid permissions policy, and each unknown or misplaced
    /// placeholder.
    pub fn parse(value: &Value) -> Result<Self, Vec<PermissionsError>> {
        let mut placeholders = PlaceholderReader::default();
        placeholders.walk("", value);
        let PlaceholderReader { mut errors, wants } = placeholders;
        let mut invalid = DocumentErrors::default();
        let (raw, statements) = Document::read_partly(value, &mut invalid);
        refuse_wrong_arns(value, &mut invalid);
        // A text with a wrong placeholder has no valid form. One error about it is enough.
        invalid.0.retain(|error| {
            let is_value = matches!(error.problem, DocumentProblem::InvalidValue { .. });
            !is_value || errors.iter().all(|known| known.pointer != error.pointer)
        });
        errors.extend(invalid.0.into_iter().map(PermissionsError::from));
        for (raw, statement) in raw.statements().iter().zip(&statements) {
            check_permissions(raw, statement, &mut errors);
        }
        match Document::from_value(value) {
            Ok(document) if errors.is_empty() => {
                check_size(&document)?;
                Ok(Self { document, wants })
            }
            _ => Err(errors),
        }
    }

    /// Whether a text of a template has a placeholder for a value of one account.
    #[must_use]
    pub fn asks_for_account(text: &str) -> bool {
        asks_for_account(text)
    }

    /// Which values of an account the template needs.
    #[must_use]
    pub fn wants(&self) -> &TemplateWants {
        &self.wants
    }

    /// The policy for one account: each placeholder is replaced by its value.
    ///
    /// # Errors
    /// All findings at once: RP203 if a value could widen the policy, RP206 if a value is missing,
    /// RP204 if the policy exceeds the quota.
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
    format!("the permissions are {size} characters long, and IAM allows {quota}")
}

/// The document with each placeholder replaced by its `value`.
fn fill(document: &Document, value: &mut impl FnMut(&Placeholder) -> String) -> Document {
    let mut text = |text: &String| {
        // INVARIANT: parsing the template has split every text without an error.
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
        let message = format!("`{name}` has no value, because all accounts share the role");
        (FindingCode::MissingValue, message)
    })
}

/// A value that a person chose, if it can only be literal text within one step of an ARN.
///
/// `*`, `?` and `$` have a meaning in a policy. `:` would start the next field of an ARN, and `/`
/// the next step of a path: with the value `orders/stream/x`, `table/{{account.tags.t}}` names a
/// stream instead of a table. An empty value would leave `bucket//*`. Only the characters of an IAM
/// name are safe.
fn literal(name: &str, value: &str) -> Result<String, Wrong> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return Ok(value.to_owned());
    }
    let message = format!(
        "`{name}` is `{}`, which could widen the policy; use only letters, digits and `+=,.@_-`, at least one",
        shown(value)
    );
    Err((FindingCode::WideningValue, message))
}

/// Checks what a permissions policy needs beyond what every policy needs.
fn check_permissions(
    raw: &RawStatement<'_>,
    statement: &PartialStatement,
    errors: &mut Vec<PermissionsError>,
) {
    let mut refuse = |pointer: String, code, message: &str| {
        let message = message.to_owned();
        errors.push(PermissionsError {
            pointer,
            code,
            message,
        });
    };
    let at = raw.pointer();
    for name in ["Principal", "NotPrincipal"] {
        if raw.has_one_of(&[name]) {
            let message = format!(
                "permissions have no `{name}`, because they belong to the resource role; remove it"
            );
            let code = PermissionsErrorCode::NotPermissions;
            refuse(child(at, name), code, &message);
        }
    }
    if raw.is_object() && !raw.has_one_of(&["Resource", "NotResource"]) {
        let message = "`Resource` or `NotResource` is missing";
        let code = PermissionsErrorCode::NotPermissions;
        refuse(at.to_owned(), code, message);
    }
    for place in misplaced_free_text(at, statement) {
        let message = "an account's name or tag can only name what is allowed: use it in the \
                       `Resource` or an equality of an Allow, or in what a Deny excludes";
        refuse(place, PermissionsErrorCode::MisplacedPlaceholder, message);
    }
}

/// Refuses a text that stops being an ARN when its placeholders are replaced. A colon in the key of
/// a tag looks like one between the fields of an ARN.
fn refuse_wrong_arns(value: &Value, errors: &mut DocumentErrors) {
    let mut others = DocumentErrors::default();
    Document::read_partly(&with_values("", value), &mut others);
    let is_new = |error: &DocumentError| errors.0.iter().all(|e| e.pointer != error.pointer);
    others.0.retain(is_new);
    errors.0.append(&mut others.0);
}

/// A template with the shortest possible value for each placeholder.
fn with_values(at: &str, value: &Value) -> Value {
    match value {
        Value::String(text) if may_have_placeholder(at) && pieces(text).is_ok() => {
            Value::from(with_shortest_values(text))
        }
        Value::Array(values) => {
            let values = values.iter().enumerate();
            let filled = values.map(|(index, value)| with_values(&format!("{at}/{index}"), value));
            filled.collect()
        }
        Value::Object(values) => {
            let values = values.iter();
            let filled = values.map(|(key, v)| (key.clone(), with_values(&child(at, key), v)));
            Value::Object(filled.collect())
        }
        other => other.clone(),
    }
}

/// Refuses a policy that exceeds the quota even with the shortest possible values.
fn check_size(document: &Document) -> Result<(), Vec<PermissionsError>> {
    let shortest = fill(document, &mut |placeholder| {
        placeholder.shortest().to_owned()
    });
    if shortest.size() <= Document::INLINE_POLICIES_QUOTA {
        return Ok(());
    }
    Err(vec![PermissionsError {
        pointer: String::new(),
        code: PermissionsErrorCode::TooLarge,
        message: format!("{}; shorten them, or split the pair", too_large(&shortest)),
    }])
}
