use serde_json::{Value, json};

use super::{
    documents, documents::DocumentKind, limits, named_role, paging, role::Role,
    state::no_such_entity,
};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn put_role_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let policy = policy_name(call)?;
    let text = call.input.text("PolicyDocument")?;
    documents::parse(DocumentKind::Permissions, "policyDocument", text)?;
    let role = named_role::authorized_role(call, world)?;
    check_size(role, policy, text)?;
    let name = role.arn.name.as_str().to_owned();
    let (policy, text) = (policy.to_owned(), text.to_owned());
    named_role::change_grants(call, world, &name, |grants| {
        grants.inline.insert(policy, text);
    })?;
    Ok(json!({}).into())
}

fn check_size(role: &Role, policy: &str, text: &str) -> Result<(), ServiceError> {
    let others = role
        .grants
        .inline
        .iter()
        .filter(|(name, _)| name.as_str() != policy);
    let size: usize = others.map(|(_, text)| limits::size(text)).sum();
    if size + limits::size(text) > limits::INLINE_POLICIES {
        let (name, quota) = (&role.arn.name, limits::INLINE_POLICIES);
        let message = format!("Maximum policy size of {quota} bytes exceeded for role {name}");
        return Err(limits::limit_exceeded(message));
    }
    Ok(())
}

pub(crate) fn get_role_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let policy = policy_name(call)?;
    let role = named_role::authorized_role(call, world)?;
    let text = role
        .grants
        .inline
        .get(policy)
        .ok_or_else(|| no_policy(policy))?;
    Ok(json!({
        "RoleName": role.arn.name,
        "PolicyName": policy,
        "PolicyDocument": documents::encoded(text),
    })
    .into())
}

pub(crate) fn list_role_policies(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let role = named_role::authorized_role(call, world)?;
    let names = role.grants.inline.keys();
    let names = names.map(|name| (name.clone(), Value::String(name.clone())));
    Ok(paging::page(call, world, "PolicyNames", names.collect())?.into())
}

pub(crate) fn delete_role_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let policy = policy_name(call)?.to_owned();
    let role = named_role::authorized_role(call, world)?;
    if !role.grants.inline.contains_key(&policy) {
        return Err(no_policy(&policy));
    }
    let name = role.arn.name.as_str().to_owned();
    named_role::change_grants(call, world, &name, |grants| {
        grants.inline.remove(&policy);
    })?;
    Ok(json!({}).into())
}

fn policy_name(call: &Call) -> Result<&str, ServiceError> {
    let name = call.input.text("PolicyName")?;
    limits::policy_name(name)?;
    Ok(name)
}

fn no_policy(name: &str) -> ServiceError {
    no_such_entity(format!("The role policy with name {name} cannot be found."))
}
