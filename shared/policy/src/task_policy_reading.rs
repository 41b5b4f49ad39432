//! Reads off the policies of a task role what it may do, and says wherein that is too much or too
//! little.

use std::collections::BTreeSet;

use crate::{
    Document, Effect, Element, RolePair, Statement,
    role_pair::{ASSUME_ROLE, ECS_EXEC_ACTIONS},
    shown::shown,
};

/// An action in lower case, and the resource it may be done to.
type Grant = (String, String);

/// The reasons why the task role may do more or less than it should; none where it is just so.
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
        reasons.push(format!("it has {} policies, not one", texts.len()));
    }
    let mut granted = BTreeSet::new();
    for text in texts {
        match Document::parse(text) {
            Ok(document) => {
                for statement in document.statements() {
                    read_statement(statement, &mut granted, &mut reasons);
                }
            }
            Err(error) => reasons.push(format!("a policy of it cannot be read: {error}")),
        }
    }
    let wanted = wanted(pair);
    for (action, resource) in granted.difference(&wanted) {
        reasons.push(format!(
            "it may also do `{action}` on `{}`",
            shown(resource)
        ));
    }
    for (action, resource) in wanted.difference(&granted) {
        reasons.push(format!("it may not do `{action}` on `{resource}`"));
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
                        refuse("a policy of it allows the same twice");
                    }
                }
            }
        }
        (Element::IsNot(_), _) => {
            refuse("a policy of it allows all actions but some (`NotAction`)")
        }
        (_, Some(Element::IsNot(_))) => {
            refuse("a policy of it is about all resources but some (`NotResource`)");
        }
        (_, None) => refuse("a policy of it names no resource"),
    }
    if statement.effect == Effect::Deny {
        refuse("a policy of it denies, which rolepair never writes");
    }
    if statement.principal.is_some() {
        refuse("a policy of it names a principal, which only a resource's policy has");
    }
    if !statement.condition.is_empty() {
        refuse("a policy of it has a condition, which rolepair never writes");
    }
}

fn wanted(pair: &RolePair) -> BTreeSet<Grant> {
    let assume = (ASSUME_ROLE.to_lowercase(), pair.resource_role().to_string());
    let exec = ECS_EXEC_ACTIONS.map(|action| (action.to_lowercase(), "*".to_owned()));
    let exec = exec.into_iter().filter(|_| pair.ecs_exec);
    exec.chain([assume]).collect()
}
