//! Reads whom a trust policy trusts, and reports how that differs from what is required.

use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::Partition;

use crate::{
    ConditionKey, ConditionOperator, Conditions, Document, Effect, Element, Principals, Statement,
    principals::account_of_root, required_trust::RequiredTrust, role_pair::ASSUME_ROLE,
    shown::shown,
};

/// Each way in which the trust policy `text` differs from the required one.
pub(crate) fn read_trust(text: &str, required: &RequiredTrust) -> Vec<String> {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return vec![format!("its trust policy is invalid: {error}")],
    };
    let statements = document.statements();
    let mut reasons = Vec::new();
    if statements.len() != 1 {
        let count = statements.len();
        reasons.push(format!(
            "its trust policy must have exactly one statement, and has {count}"
        ));
    }
    for statement in statements {
        read_shape(statement, &mut reasons);
        read_principals(statement, required, &mut reasons);
        read_conditions(&statement.condition, &required.conditions, &mut reasons);
    }
    reasons
}

fn read_shape(statement: &Statement, reasons: &mut Vec<String>) {
    if statement.effect == Effect::Deny {
        reasons.push("its trust policy has a `Deny`, which rolepair never writes".to_owned());
    }
    if statement.resource.is_some() {
        reasons
            .push("its trust policy names a resource, which a trust policy cannot do".to_owned());
    }
    match &statement.action {
        Element::IsNot(_) => {
            reasons.push(
                "its trust policy uses `NotAction`, which allows every other action".to_owned(),
            );
        }
        Element::Is(actions) => {
            if !actions.iter().any(|a| is_assume_role(a)) {
                reasons.push(format!("its trust policy does not allow `{ASSUME_ROLE}`"));
            }
            let others = actions.iter().filter(|action| !is_assume_role(action));
            reasons.extend(others.map(|other| format!("its trust policy also allows `{other}`")));
        }
    }
}

fn is_assume_role(action: &str) -> bool {
    action.eq_ignore_ascii_case(ASSUME_ROLE)
}

fn read_principals(statement: &Statement, required: &RequiredTrust, reasons: &mut Vec<String>) {
    let named = match &statement.principal {
        Some(Element::Is(named)) => named,
        Some(Element::IsNot(_)) => {
            reasons.push(
                "its trust policy uses `NotPrincipal`, which trusts everyone else".to_owned(),
            );
            return;
        }
        None => {
            reasons.push("its trust policy names no principal".to_owned());
            return;
        }
    };
    let named = by_number(named, &required.partition);
    let (named, wanted) = (all_names(&named), all_names(&required.principals));
    for (kind, name) in named.difference(&wanted) {
        reasons.push(if kind == &"AWS" && is_unique_id(name) {
            format!("it trusts the unique id `{name}`, which belongs to a deleted principal")
        } else {
            format!("it also trusts `{}` (`{kind}`)", shown(name))
        });
    }
    let missing = wanted.difference(&named);
    reasons.extend(missing.map(|(kind, name)| format!("it does not trust `{name}` (`{kind}`)")));
}

/// The principals with each account as its id. The root of another partition stays an ARN, so it
/// never equals a required principal.
fn by_number(principals: &Principals, partition: &Partition) -> Principals {
    let prefix = format!("arn:{partition}:");
    let number = |name: &String| match account_of_root(name) {
        Some(account) if name.starts_with(&prefix) => account.to_owned(),
        _ => name.clone(),
    };
    Principals {
        aws: principals.aws.iter().map(number).collect(),
        ..principals.clone()
    }
}

fn all_names(principals: &Principals) -> BTreeSet<(&'static str, &str)> {
    let kinds = principals.by_kind();
    kinds
        .into_iter()
        .flat_map(|(kind, names)| names.iter().map(move |name| (kind, name.as_str())))
        .collect()
}

/// Whether the name is a unique id, such as `AROA...` of a role or `AIDA...` of a user.
fn is_unique_id(name: &str) -> bool {
    name.starts_with('A') && name.chars().all(|c| c.is_ascii_alphanumeric())
}

fn read_conditions(found: &Conditions, required: &Conditions, reasons: &mut Vec<String>) {
    let (found, required) = (flat(found), flat(required));
    for ((operator, key), wanted) in &required {
        match found.get(&(*operator, *key)) {
            None => reasons.push(format!("the condition `{operator}` on `{key}` is missing")),
            Some(values) if values != wanted => reasons.push(format!(
                "the condition `{operator}` on `{key}` is {}, not {}",
                quoted(values),
                quoted(wanted)
            )),
            Some(_) => {}
        }
    }
    let others = found.keys().filter(|place| !required.contains_key(*place));
    reasons.extend(others.map(|(operator, key)| {
        format!(
            "rolepair never writes the condition `{operator}` on `{}`",
            shown(key.as_str())
        )
    }));
}

type FlatConditions<'a> = BTreeMap<(ConditionOperator, &'a ConditionKey), &'a BTreeSet<String>>;

fn flat(conditions: &Conditions) -> FlatConditions<'_> {
    conditions
        .iter()
        .flat_map(|(operator, keys)| {
            keys.iter()
                .map(move |(key, values)| ((*operator, key), values))
        })
        .collect()
}

fn quoted(values: &BTreeSet<String>) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| format!("`{}`", shown(value)))
        .collect();
    values.join(", ")
}
