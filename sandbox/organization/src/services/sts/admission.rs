//! Whether a role may be assumed.

use serde_json::Value;

use super::asked::Asked;
use crate::{
    authorize::Ask,
    call::Call,
    service_error::ServiceError,
    services::iam::{self, Role},
    world::World,
};

/// The role, once its trust policy and the caller's policies let the caller assume it. A role that
/// is not there is refused like one that does not trust the caller. `context` is what a service
/// says of whom it assumes the role for.
pub(super) fn role<'a>(
    call: &Call,
    world: &'a World,
    asked: &Asked,
    context: &[(&str, &str)],
) -> Result<&'a Role, ServiceError> {
    let seen = target(world, asked).and_then(|role| Some((role, role.seen(world.now())?)));
    let Some((role, grants)) = seen else {
        return Err(call.access_denied(format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
            call.caller.arn(),
            asked.role
        )));
    };
    let trust = iam::trust_in_force(world, &grants.trust);
    let identity = source_identity(call, asked);
    let mut actions = vec!["sts:AssumeRole"];
    if !asked.tags.is_empty() {
        actions.push("sts:TagSession");
    }
    if identity.is_some() {
        actions.push("sts:SetSourceIdentity");
    }
    for action in actions {
        let mut ask = ask(action, role, &trust, asked);
        for (key, value) in context {
            ask = ask.with(*key, *value);
        }
        if let Some(identity) = &identity {
            ask = ask.with("sts:SourceIdentity", identity);
        }
        call.authorize(world, &ask)?;
    }
    Ok(role)
}

fn target<'a>(world: &'a World, asked: &Asked) -> Option<&'a Role> {
    let state = world.iam.get(&asked.role.account)?;
    let role = state.role(asked.role.name.as_str()).ok()?;
    (role.arn == asked.role).then_some(role)
}

/// The source identity asked for, or the one a chain of sessions hands on.
fn source_identity(call: &Call, asked: &Asked) -> Option<String> {
    let carried = || call.caller.session()?.source_identity.clone();
    asked.source_identity.clone().or_else(carried)
}

fn ask(action: &str, role: &Role, trust: &Value, asked: &Asked) -> Ask {
    let ask = Ask::new(action, role.arn.to_string())
        .in_account(&role.arn.account)
        .with_resource_policy(Some(trust.clone()))
        .with_resource_tags(&role.tags)
        .with_request_tags(&asked.tags)
        .with("sts:RoleSessionName", &asked.session);
    match &asked.external_id {
        Some(id) => ask.with("sts:ExternalId", id),
        None => ask,
    }
}
