//! Where an account's name or tag can be in a permissions template.

use std::collections::BTreeSet;

use crate::{
    Comparison, Effect, Element, element_reader::child, placeholder::has_free_text,
    raw_statement::PartialStatement,
};

/// The places in a statement where an account's name or tag could widen the permissions.
///
/// Such a value is safe only where it names what is allowed: in the resources and equalities of an
/// Allow, and in what a Deny excludes. Anywhere else a value that matches nothing allows
/// everything, and a number or date allows what its author likes.
pub(crate) fn misplaced_free_text(at: &str, statement: &PartialStatement) -> Vec<String> {
    let Some(effect) = statement.effect else {
        return Vec::new();
    };
    let is_allow = effect == Effect::Allow;
    let mut misplaced = Vec::new();
    let (name, names_it) = match &statement.resource {
        Some(Element::IsNot(_)) => ("NotResource", false),
        _ => ("Resource", true),
    };
    let resources = statement.resource.as_ref().map(Element::named);
    if names_it != is_allow && resources.is_some_and(any_has_free_text) {
        misplaced.push(child(at, name));
    }
    for (operator, keys) in &statement.condition {
        let comparison = operator.comparison;
        let is_fine = compares_texts(comparison) && comparison.is_negated() != is_allow;
        let at = child(&child(at, "Condition"), &operator.to_string());
        let keys = keys
            .iter()
            .filter(|(_, values)| !is_fine && any_has_free_text(values));
        misplaced.extend(keys.map(|(key, _)| child(&at, key.as_str())));
    }
    misplaced
}

fn any_has_free_text(texts: &BTreeSet<String>) -> bool {
    texts.iter().any(|text| has_free_text(text))
}

fn compares_texts(comparison: Comparison) -> bool {
    matches!(
        comparison,
        Comparison::StringEquals
            | Comparison::StringNotEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringNotEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::StringNotLike
            | Comparison::ArnEquals
            | Comparison::ArnLike
            | Comparison::ArnNotEquals
            | Comparison::ArnNotLike
    )
}
