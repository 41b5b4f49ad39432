//! Trust policies as IAM keeps them: a role or a user named in one is kept by its unique id, so
//! that a role made later under the same name is a different principal.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use rolepair_model::{AccountId, Arn};
use serde_json::Value;

use crate::{service_error::ServiceError, world::World};

/// The document with unique ids where it names roles and users, each of which must exist.
pub(crate) fn stored(world: &World, mut document: Value) -> Result<Value, ServiceError> {
    for_each_principal(&mut document, &mut |text| unique(world, text))?;
    Ok(document)
}

/// The document as IAM shows it: ARNs for what exists, unique ids for what was deleted.
pub(crate) fn shown(world: &World, document: &Value) -> Value {
    with_arns(document, &|id| {
        living(world, id).unwrap_or_else(|| id.to_owned())
    })
}

/// The document as it is evaluated: a deleted principal becomes an ARN that nobody has.
pub(crate) fn in_force(world: &World, document: &Value) -> Value {
    let nobody = |id: &str| format!("arn:{}:iam::000000000000:role/{id}", world.partition);
    with_arns(document, &|id| {
        living(world, id).unwrap_or_else(|| nobody(id))
    })
}

fn with_arns(document: &Value, arn: &dyn Fn(&str) -> String) -> Value {
    let mut document = document.clone();
    let mut replace = |text: &str| {
        Ok(if is_unique_id(text) {
            arn(text)
        } else {
            text.to_owned()
        })
    };
    // Replacing refuses nothing.
    let _ = for_each_principal(&mut document, &mut replace);
    document
}

type Replace<'a> = dyn FnMut(&str) -> Result<String, ServiceError> + 'a;

fn for_each_principal(document: &mut Value, replace: &mut Replace<'_>) -> Result<(), ServiceError> {
    let statements = match document.get_mut("Statement") {
        Some(Value::Array(statements)) => statements.iter_mut().collect(),
        Some(statement) => vec![statement],
        None => Vec::new(),
    };
    for statement in statements {
        for element in ["Principal", "NotPrincipal"] {
            match statement
                .get_mut(element)
                .and_then(|principal| principal.get_mut("AWS"))
            {
                Some(Value::String(text)) => *text = replace(text)?,
                Some(Value::Array(texts)) => {
                    for text in texts {
                        if let Value::String(text) = text {
                            *text = replace(text)?;
                        }
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// The form in which a principal is kept.
fn unique(world: &World, text: &str) -> Result<String, ServiceError> {
    if text == "*" {
        return Ok(text.to_owned());
    }
    kept(world, text).ok_or_else(|| {
        ServiceError::new(
            400,
            "MalformedPolicyDocument",
            format!("Invalid principal in policy: \"AWS\":\"{text}\""),
        )
    })
}

fn kept(world: &World, text: &str) -> Option<String> {
    if is_unique_id(text) {
        return living(world, text).map(|_| text.to_owned());
    }
    if let Ok(account) = text.parse::<AccountId>() {
        return world
            .iam
            .contains_key(&account)
            .then(|| format!("arn:{}:iam::{account}:root", world.partition));
    }
    let arn: Arn = text.parse().ok()?;
    let state = world.iam.get(&arn.account.parse().ok()?)?;
    if arn.partition != world.partition {
        return None;
    }
    match (arn.service.as_str(), arn.resource.split_once('/')) {
        ("iam", None) => (arn.resource == "root").then(|| text.to_owned()),
        ("iam", Some(("role", _))) => {
            let role = state.role(arn.resource.rsplit('/').next()?).ok()?;
            let is_it = role.arn.to_string() == text && role.seen(world.now()).is_some();
            is_it.then(|| role.id.clone())
        }
        ("iam", Some(("user", _))) => {
            let user = state.users.values().find(|user| user.arn == text)?;
            Some(user.id.clone())
        }
        ("sts", Some(("assumed-role", session))) => {
            state.role(session.split('/').next()?).ok()?;
            Some(text.to_owned())
        }
        _ => None,
    }
}

fn is_unique_id(text: &str) -> bool {
    (text.starts_with("AROA") || text.starts_with("AIDA"))
        && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The ARN of the role or user with this unique id, if it exists.
fn living(world: &World, id: &str) -> Option<String> {
    world.iam.values().find_map(|state| {
        let role = state.role_with_id(id).map(|role| role.arn.to_string());
        role.or_else(|| {
            state
                .users
                .values()
                .find(|user| user.id == id)
                .map(|user| user.arn.clone())
        })
    })
}
