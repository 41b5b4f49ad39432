use serde_json::{Value, json};

use super::{account_state, limits, named_role, paging};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn tag_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let tags = call.input.tags("Tags")?;
    let role = named_role::authorize_on_role(call, world, |ask, _| ask.with_request_tags(&tags))?;
    let mut all = role.tags.clone();
    all.extend(tags);
    limits::tags(&all)?;
    let name = role.arn.name.as_str().to_owned();
    account_state::state_mut(call, world)?.role_mut(&name)?.tags = all;
    Ok(json!({}).into())
}

pub(crate) fn untag_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let keys = call.input.texts("TagKeys")?;
    let role = named_role::authorize_on_role(call, world, |ask, _| {
        ask.with_all("aws:TagKeys", keys.clone())
    })?;
    let name = role.arn.name.as_str().to_owned();
    let role = account_state::state_mut(call, world)?.role_mut(&name)?;
    role.tags.retain(|key, _| !keys.contains(key));
    Ok(json!({}).into())
}

pub(crate) fn list_role_tags(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let role = named_role::authorized_role(call, world)?;
    let tags = role.tags.iter();
    let tags: Vec<(String, Value)> = tags
        .map(|(key, value)| (key.clone(), json!({ "Key": key, "Value": value })))
        .collect();
    Ok(paging::page(call, world, "Tags", tags)?.into())
}
