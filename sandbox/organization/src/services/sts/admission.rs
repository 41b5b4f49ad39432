//! Whether a role may be assumed.

use serde_json::Value;

use super::assume_role_request::AssumeRoleRequest;
use crate::{
    authorize::Ask,
    call::Call,
    service_error::ServiceError,
    services::iam::{self, Role},
    world::World,
};

/// The role, once its trust policy and the caller's policies let the caller assume it. A missing
/// role is refused like one that does not trust the caller. `context` is what a service states
/// about whom it assumes the role for.
pub(super) fn role<'a>(
    call: &Call,
    world: &'a World,
    request: &AssumeRoleRequest,
    context: &[(&str, &str)],
) -> Result<&'a Role, ServiceError> {
    let seen = target(world, request).and_then(|role| Some((role, role.seen(world.now())?)));
    let Some((role, grants)) = seen else {
        return Err(call.access_denied(format!(
            "User: {} is not authorized to perform: sts:AssumeRole on resource: {}",
            call.caller.arn(),
            request.role
        )));
    };
    let trust = iam::trust_in_force(world, &grants.trust);
    let identity = source_identity(call, request);
    let mut actions = vec!["sts:AssumeRole"];
    if !request.tags.is_empty() {
        actions.push("sts:TagSession");
    }
    if identity.is_some() {
        actions.push("sts:SetSourceIdentity");
    }
    for action in actions {
        let mut ask = ask(action, role, &trust, request);
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

fn target<'a>(world: &'a World, request: &AssumeRoleRequest) -> Option<&'a Role> {
    let state = world.iam.get(&request.role.account)?;
    let role = state.role(request.role.name.as_str()).ok()?;
    (role.arn == request.role).then_some(role)
}

/// The requested source identity, or the one inherited from the calling session.
fn source_identity(call: &Call, request: &AssumeRoleRequest) -> Option<String> {
    let carried = || call.caller.session()?.source_identity.clone();
    request.source_identity.clone().or_else(carried)
}

fn ask(action: &str, role: &Role, trust: &Value, request: &AssumeRoleRequest) -> Ask {
    let ask = Ask::new(action, role.arn.to_string())
        .in_account(&role.arn.account)
        .with_resource_policy(Some(trust.clone()))
        .with_resource_tags(&role.tags)
        .with_request_tags(&request.tags)
        .with("sts:RoleSessionName", &request.session);
    match &request.external_id {
        Some(id) => ask.with("sts:ExternalId", id),
        None => ask,
    }
}
