//! Where in a permissions template somebody's words may stand.

use std::collections::BTreeSet;

use crate::{
    Effect, Element, Statement, Test, element_reader::child, placeholder::holds_somebodys_words,
};

/// The places of a statement, from `at` on, where an account's name or tag would not name what is
/// let in: then a name that nothing bears lets in everything, and a number or a date what it likes.
///
/// They name what is let in where an Allow is about what they name, and where a Deny is about
/// everything else.
pub(crate) fn misplaced_words(at: &str, statement: &Statement) -> Vec<String> {
    let is_allow = statement.effect == Effect::Allow;
    let mut misplaced = Vec::new();
    let (name, names_it) = match &statement.resource {
        Some(Element::IsNot(_)) => ("NotResource", false),
        _ => ("Resource", true),
    };
    let resources = statement.resource.as_ref().map(Element::named);
    if names_it != is_allow && resources.is_some_and(has_words) {
        misplaced.push(child(at, name));
    }
    for (operator, keys) in &statement.condition {
        let is_fine = compares_texts(operator.test) && operator.test.is_negated() != is_allow;
        let at = child(&child(at, "Condition"), &operator.to_string());
        let keys = keys
            .iter()
            .filter(|(_, values)| !is_fine && has_words(values));
        misplaced.extend(keys.map(|(key, _)| child(&at, key.as_str())));
    }
    misplaced
}

fn has_words(texts: &BTreeSet<String>) -> bool {
    texts.iter().any(|text| holds_somebodys_words(text))
}

fn compares_texts(test: Test) -> bool {
    matches!(
        test,
        Test::StringEquals
            | Test::StringNotEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringNotEqualsIgnoreCase
            | Test::StringLike
            | Test::StringNotLike
            | Test::ArnEquals
            | Test::ArnLike
            | Test::ArnNotEquals
            | Test::ArnNotLike
    )
}
