use serde_json::json;

use super::{
    account_state, create_role, documents, documents::DocumentKind, limits, named_role, trust,
};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn update_assume_role_policy(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let text = call.input.text("PolicyDocument")?;
    let document = documents::parse(DocumentKind::Trust, "policyDocument", text)?;
    let name = named_role::authorized_role(call, world)?
        .arn
        .name
        .as_str()
        .to_owned();
    create_role::check_trust_size(text)?;
    let stored = trust::stored(world, document)?;
    named_role::change_grants(call, world, &name, |grants| grants.trust = stored)?;
    Ok(json!({}).into())
}

/// Sets the description and the length of sessions. What is not given is reset to its default.
pub(crate) fn update_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let description = call.input.optional_text("Description")?.map(str::to_owned);
    description.as_deref().map_or(Ok(()), limits::description)?;
    let seconds = call.input.optional_number("MaxSessionDuration")?;
    let seconds = limits::session_seconds(seconds.unwrap_or(3_600))?;
    let name = named_role::authorized_role(call, world)?
        .arn
        .name
        .as_str()
        .to_owned();
    let role = account_state::state_mut(call, world)?.role_mut(&name)?;
    role.description = description;
    role.max_session_seconds = seconds;
    Ok(json!({}).into())
}
