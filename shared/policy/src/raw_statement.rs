use serde_json::{Map, Value};

use crate::{
    Conditions, DocumentProblem, Effect, Element, InvalidDocument, Statement,
    element_reader::{
        Object, Read, child, missing, object, optional_text, read_actions, read_conditions,
        read_principals, read_resources, refuse_unknown,
    },
};

/// A statement that has not been read yet, and its place in the document.
#[derive(Debug, Clone)]
pub struct RawStatement<'a> {
    pointer: String,
    value: &'a Value,
}

impl<'a> RawStatement<'a> {
    pub(crate) fn new(pointer: String, value: &'a Value) -> Self {
        Self { pointer, value }
    }

    /// The place of the statement in its document, as a JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Reads the statement.
    ///
    /// # Errors
    /// If the statement has anything the policy language does not have.
    pub fn read(&self) -> Result<Statement, InvalidDocument> {
        let statement = object(&self.pointer, self.value)?;
        read_statement(&self.pointer, statement)
    }

    /// Reads the statement as if it had no `Condition`. So it applies to more calls.
    ///
    /// # Errors
    /// If the rest of the statement is invalid.
    pub fn read_without_condition(&self) -> Result<Statement, InvalidDocument> {
        let mut statement: Map<_, _> = object(&self.pointer, self.value)?.clone();
        statement.remove("Condition");
        read_statement(&self.pointer, &statement)
    }

    /// Reads `Effect` alone, whatever the rest of the statement is.
    ///
    /// # Errors
    /// If `Effect` is missing, or neither `Allow` nor `Deny`.
    pub fn read_effect(&self) -> Result<Effect, InvalidDocument> {
        read_effect(&self.pointer, object(&self.pointer, self.value)?)
    }
}

fn read_statement(at: &str, statement: &Object) -> Read<Statement> {
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
    refuse_unknown(at, statement, &ELEMENTS)?;
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

fn read_effect(at: &str, statement: &Object) -> Read<Effect> {
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

/// The element of either name. A statement cannot have both.
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
