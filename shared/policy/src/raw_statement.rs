use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    Conditions, DocumentProblem, Effect, Element, InvalidDocument, Principals, Statement,
    document_error::DocumentErrors,
    element_reader::{
        JsonObject, child, object, optional_text, read_actions, read_conditions, read_principals,
        read_resources, refuse_unknown,
    },
};

/// A statement that has not been read yet, and its place in the document.
#[derive(Debug, Clone)]
pub struct RawStatement<'a> {
    pointer: String,
    value: &'a Value,
}

/// The valid elements of a statement. An element that is missing or invalid is `None`.
#[derive(Debug, Clone, Default)]
pub(crate) struct PartialStatement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Option<Effect>,
    pub(crate) principal: Option<Element<Principals>>,
    pub(crate) action: Option<Element<BTreeSet<String>>>,
    pub(crate) resource: Option<Element<BTreeSet<String>>>,
    pub(crate) condition: Conditions,
}

impl PartialStatement {
    /// The statement, if it has what every statement must have.
    pub(crate) fn complete(self) -> Option<Statement> {
        Some(Statement {
            sid: self.sid,
            effect: self.effect?,
            principal: self.principal,
            action: self.action?,
            resource: self.resource,
            condition: self.condition,
        })
    }
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
        let mut errors = DocumentErrors::default();
        let statement = self.read_partly(&mut errors).complete();
        errors.unless_any(statement)
    }

    /// Reads the statement as if it had no `Condition`. Without one it applies to more calls.
    ///
    /// # Errors
    /// If the rest of the statement is invalid.
    pub fn read_without_condition(&self) -> Result<Statement, InvalidDocument> {
        let mut value = self.value.clone();
        if let Value::Object(statement) = &mut value {
            statement.remove("Condition");
        }
        RawStatement::new(self.pointer.clone(), &value).read()
    }

    /// Reads `Effect`, whatever the rest of the statement is.
    ///
    /// # Errors
    /// If `Effect` is missing, or neither `Allow` nor `Deny`.
    pub fn read_effect(&self) -> Result<Effect, InvalidDocument> {
        let mut errors = DocumentErrors::default();
        let statement = object(&self.pointer, self.value, &mut errors);
        let effect =
            statement.and_then(|statement| read_effect(&self.pointer, statement, &mut errors));
        errors.unless_any(effect)
    }

    pub(crate) fn sid(&self) -> Option<&'a str> {
        self.value.get("Sid")?.as_str()
    }

    pub(crate) fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// Whether an element of one of these names is present, valid or not.
    pub(crate) fn has_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.value.get(name).is_some())
    }

    /// Reads as much as is valid, and reports the rest.
    pub(crate) fn read_partly(&self, errors: &mut DocumentErrors) -> PartialStatement {
        let at = self.pointer.as_str();
        let Some(from) = object(at, self.value, errors) else {
            return PartialStatement::default();
        };
        refuse_unknown(at, from, ELEMENTS, errors);
        let statement = PartialStatement {
            sid: optional_text(at, from, "Sid", errors),
            effect: read_effect(at, from, errors),
            principal: either(at, from, PRINCIPAL, read_principals, errors),
            action: either(at, from, ACTION, read_actions, errors),
            resource: either(at, from, RESOURCE, read_resources, errors),
            condition: match from.get("Condition") {
                Some(value) => read_conditions(&child(at, "Condition"), value, errors),
                None => Conditions::new(),
            },
        };
        if !self.has_one_of(&ACTION) {
            errors.missing(at, "`Action` or `NotAction`");
        }
        statement
    }
}

const PRINCIPAL: [&str; 2] = ["Principal", "NotPrincipal"];
const ACTION: [&str; 2] = ["Action", "NotAction"];
const RESOURCE: [&str; 2] = ["Resource", "NotResource"];

const ELEMENTS: &[&str] = &[
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

fn read_effect(at: &str, statement: &JsonObject, errors: &mut DocumentErrors) -> Option<Effect> {
    const EXPECTED: &str = "`Allow` or `Deny`";
    let place = child(at, "Effect");
    match statement.get("Effect") {
        Some(Value::String(effect)) => match effect.as_str() {
            "Allow" => return Some(Effect::Allow),
            "Deny" => return Some(Effect::Deny),
            other => errors.invalid_value(&place, other, EXPECTED),
        },
        Some(_) => errors.wrong_type(&place, EXPECTED),
        None => errors.missing(at, "`Effect`"),
    }
    None
}

/// The element of either name. A statement cannot have both.
fn either<T>(
    at: &str,
    statement: &JsonObject,
    [is, is_not]: [&'static str; 2],
    read: impl Fn(&str, &Value, &mut DocumentErrors) -> Option<T>,
    errors: &mut DocumentErrors,
) -> Option<Element<T>> {
    let mut read = |name| read(&child(at, name), statement.get(name)?, errors);
    let (named, others) = (read(is), read(is_not));
    if statement.contains_key(is) && statement.contains_key(is_not) {
        let (one, other) = (is, is_not);
        errors.add(at, DocumentProblem::Exclusive { one, other });
        return None;
    }
    let named = named.map(Element::Is);
    named.or_else(|| others.map(Element::IsNot))
}
