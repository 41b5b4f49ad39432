use serde_json::{Value, json};

use super::{account_state, limits, managed_policies, named_role, paging, state::no_such_entity};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn attach_role_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let arn = call.input.text("PolicyArn")?.to_owned();
    let role =
        named_role::authorize_on_role(call, world, |ask, _| ask.with("iam:PolicyARN", &arn))?;
    let name = role.arn.name.as_str().to_owned();
    managed_policies::must_exist(account_state::state(call, world)?, &arn)?;
    let attached = &role.grants.attached;
    if !attached.contains(&arn) && attached.len() >= limits::ATTACHED_POLICIES {
        let quota = limits::ATTACHED_POLICIES;
        return Err(limits::limit_exceeded(format!(
            "Cannot exceed quota for PoliciesPerRole: {quota}"
        )));
    }
    named_role::change_grants(call, world, &name, |grants| {
        grants.attached.insert(arn);
    })?;
    Ok(json!({}).into())
}

pub(crate) fn detach_role_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let arn = call.input.text("PolicyArn")?.to_owned();
    let role =
        named_role::authorize_on_role(call, world, |ask, _| ask.with("iam:PolicyARN", &arn))?;
    if !role.grants.attached.contains(&arn) {
        return Err(no_such_entity(format!("Policy {arn} was not found.")));
    }
    let name = role.arn.name.as_str().to_owned();
    named_role::change_grants(call, world, &name, |grants| {
        grants.attached.remove(&arn);
    })?;
    Ok(json!({}).into())
}

pub(crate) fn list_attached_role_policies(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let role = named_role::authorized_role(call, world)?;
    let policies = role.grants.attached.iter().map(|arn| {
        let name = arn.rsplit('/').next().unwrap_or_default();
        (arn.clone(), json!({ "PolicyName": name, "PolicyArn": arn }))
    });
    let policies: Vec<(String, Value)> = policies.collect();
    Ok(paging::page(call, world, "AttachedPolicies", policies)?.into())
}
