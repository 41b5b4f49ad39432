//! From JSON to statements. What is not known here is an error that says where.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    Conditions, Document, DocumentProblem, Effect, Element, InvalidDocument, Statement,
    element_reader::{
        Object, Read, child, object, read_actions, read_conditions, read_principals, read_resources,
    },
};

/// Which versions of the policy language are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Versions {
    /// 2012-10-17 alone.
    Current,
    /// 2008-10-17 too, which is also what a document without a version has.
    Every,
}

/// A document whose statements are still to be read.
pub(crate) struct Envelope<'a> {
    pub(crate) id: Option<String>,
    pub(crate) has_variables: bool,
    pub(crate) statements: Vec<(String, &'a Value)>,
}

pub(crate) fn read_document(value: &Value) -> Read<Document> {
    let envelope = read_envelope(value, Versions::Current)?;
    let placed = envelope.statements.iter();
    let statements = placed
        .map(|(pointer, value)| read_statement(pointer, value))
        .collect::<Read<Vec<_>>>()?;
    unique_sids(&statements)?;
    for ((pointer, _), statement) in envelope.statements.iter().zip(&statements) {
        check_sid(pointer, statement)?;
    }
    Ok(Document::with_id(envelope.id, statements))
}

pub(crate) fn read_envelope(value: &Value, versions: Versions) -> Read<Envelope<'_>> {
    let document = object("", value)?;
    known("", document, &["Version", "Id", "Statement"])?;
    let version = optional_text("", document, "Version")?;
    let has_variables = match (version.as_deref(), versions) {
        (Some(Document::VERSION), _) => true,
        (Some("2008-10-17") | None, Versions::Every) => false,
        (None, Versions::Current) => return Err(missing("", "`Version`")),
        (Some(other), _) => {
            let expected = "the version `2012-10-17`";
            return Err(InvalidDocument::invalid_value("/Version", other, expected));
        }
    };
    Ok(Envelope {
        id: optional_text("", document, "Id")?,
        has_variables,
        statements: statement_values(document)?,
    })
}

/// The statements of a document, each with its place; IAM takes one without a list about it.
fn statement_values(document: &Object) -> Read<Vec<(String, &Value)>> {
    match document.get("Statement") {
        None => Err(missing("", "`Statement`")),
        Some(one @ Value::Object(_)) => Ok(vec![("/Statement".to_owned(), one)]),
        Some(Value::Array(several)) if !several.is_empty() => {
            let placed = several.iter().enumerate();
            Ok(placed
                .map(|(index, value)| (format!("/Statement/{index}"), value))
                .collect())
        }
        Some(_) => Err(InvalidDocument::wrong_type(
            "/Statement",
            "a statement or a list of at least one",
        )),
    }
}

pub(crate) fn read_statement(at: &str, value: &Value) -> Read<Statement> {
    const ELEMENTS: [&str; 9] = [
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    let statement = object(at, value)?;
    known(at, statement, &ELEMENTS)?;
    let principal = either(at, statement, "Principal", "NotPrincipal", read_principals)?;
    let action = either(at, statement, "Action", "NotAction", read_actions)?;
    let resource = either(at, statement, "Resource", "NotResource", read_resources)?;
    Ok(Statement {
        sid: optional_text(at, statement, "Sid")?,
        effect: read_effect(at, statement)?,
        principal,
        action: action.ok_or_else(|| missing(at, "`Action` or `NotAction`"))?,
        resource,
        condition: statement.get("Condition").map_or_else(
            || Ok(Conditions::new()),
            |value| read_conditions(&format!("{at}/Condition"), value),
        )?,
    })
}

/// IAM has letters and digits alone; other services take more.
fn check_sid(at: &str, statement: &Statement) -> Read<()> {
    match &statement.sid {
        Some(sid) if !sid.chars().all(|c| c.is_ascii_alphanumeric()) => {
            let expected = "a `Sid` (letters and digits)";
            Err(InvalidDocument::invalid_value(
                &child(at, "Sid"),
                sid,
                expected,
            ))
        }
        _ => Ok(()),
    }
}

pub(crate) fn unique_sids(statements: &[Statement]) -> Read<()> {
    let mut seen = BTreeSet::new();
    for sid in statements.iter().filter_map(|s| s.sid.as_ref()) {
        if !seen.insert(sid) {
            let name = sid.clone();
            return Err(InvalidDocument::new(
                "/Statement",
                DocumentProblem::Repeated { name },
            ));
        }
    }
    Ok(())
}

pub(crate) fn read_effect(at: &str, statement: &Object) -> Read<Effect> {
    const EXPECTED: &str = "`Allow` or `Deny`";
    let place = child(at, "Effect");
    match statement.get("Effect") {
        Some(Value::String(effect)) => match effect.as_str() {
            "Allow" => Ok(Effect::Allow),
            "Deny" => Ok(Effect::Deny),
            other => Err(InvalidDocument::invalid_value(&place, other, EXPECTED)),
        },
        Some(_) => Err(InvalidDocument::wrong_type(&place, EXPECTED)),
        None => Err(missing(at, "`Effect`")),
    }
}

/// The element of either name; a statement cannot have both.
fn either<T>(
    at: &str,
    statement: &Object,
    one: &'static str,
    other: &'static str,
    read: impl Fn(&str, &Value) -> Read<T>,
) -> Read<Option<Element<T>>> {
    match (statement.get(one), statement.get(other)) {
        (Some(_), Some(_)) => Err(InvalidDocument::new(
            at,
            DocumentProblem::Exclusive { one, other },
        )),
        (Some(value), None) => Ok(Some(Element::Is(read(&child(at, one), value)?))),
        (None, Some(value)) => Ok(Some(Element::IsNot(read(&child(at, other), value)?))),
        (None, None) => Ok(None),
    }
}

fn optional_text(at: &str, from: &Object, name: &str) -> Read<Option<String>> {
    match from.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(InvalidDocument::wrong_type(&child(at, name), "a text")),
    }
}

fn known(at: &str, from: &Object, names: &[&str]) -> Read<()> {
    match from.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(name) => Err(InvalidDocument::new(
            child(at, name),
            DocumentProblem::UnknownElement { name: name.clone() },
        )),
    }
}

fn missing(at: &str, name: &'static str) -> InvalidDocument {
    InvalidDocument::new(at, DocumentProblem::MissingElement { name })
}
