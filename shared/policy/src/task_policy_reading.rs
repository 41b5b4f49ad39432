//! Reads what the policies of a task role allow, and reports what is too much or missing.

use std::collections::BTreeSet;

use crate::{
    Document, Effect, Element, RolePair, Statement,
    role_pair::{ASSUME_ROLE, ECS_EXEC_ACTIONS},
    shown::shown,
};

/// An action in lower case, and a resource that it is allowed on.
type Grant = (String, String);

/// Each way in which the task role's permissions differ from the required ones.
pub(crate) fn read_task_policies(
    pair: &RolePair,
    texts: &[String],
    others: &[String],
) -> Vec<String> {
    let mut reasons: Vec<String> = others
        .iter()
        .map(|name| format!("it has another policy, `{name}`"))
        .collect();
    if texts.len() != 1 {
        reasons.push(format!(
            "it must have exactly one policy, and has {}",
            texts.len()
        ));
    }
    let mut granted = BTreeSet::new();
    for text in texts {
        match Document::parse(text) {
            Ok(document) => {
                for statement in document.statements() {
                    read_statement(statement, &mut granted, &mut reasons);
                }
            }
            Err(error) => reasons.push(format!("one of its policies is invalid: {error}")),
        }
    }
    let wanted = wanted(pair);
    for (action, resource) in granted.difference(&wanted) {
        reasons.push(format!(
            "it also allows `{action}` on `{}`",
            shown(resource)
        ));
    }
    for (action, resource) in wanted.difference(&granted) {
        reasons.push(format!("it does not allow `{action}` on `{resource}`"));
    }
    reasons
}

fn read_statement(statement: &Statement, granted: &mut BTreeSet<Grant>, reasons: &mut Vec<String>) {
    let mut refuse = |reason: &str| reasons.push(reason.to_owned());
    match (&statement.action, &statement.resource) {
        (Element::Is(actions), Some(Element::Is(resources))) => {
            let actions: BTreeSet<String> = actions.iter().map(|a| a.to_lowercase()).collect();
            for action in &actions {
                for resource in resources {
                    if !granted.insert((action.clone(), resource.clone())) {
                        refuse("one of its policies allows the same action twice");
                    }
                }
            }
        }
        (Element::IsNot(_), _) => {
            refuse("one of its policies uses `NotAction`, which allows every other action")
        }
        (_, Some(Element::IsNot(_))) => {
            refuse("one of its policies uses `NotResource`, which allows every other resource");
        }
        (_, None) => refuse("one of its policies names no resource"),
    }
    if statement.effect == Effect::Deny {
        refuse("one of its policies has a `Deny`, which rolepair never writes");
    }
    if statement.principal.is_some() {
        refuse("one of its policies names a principal, which only a resource's policy can do");
    }
    if !statement.condition.is_empty() {
        refuse("one of its policies has a condition, which rolepair never writes");
    }
}

fn wanted(pair: &RolePair) -> BTreeSet<Grant> {
    let assume = (ASSUME_ROLE.to_lowercase(), pair.resource_role().to_string());
    let exec = ECS_EXEC_ACTIONS.map(|action| (action.to_lowercase(), "*".to_owned()));
    let exec = exec.into_iter().filter(|_| pair.ecs_exec);
    exec.chain([assume]).collect()
}
