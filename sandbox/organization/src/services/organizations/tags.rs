use serde_json::{Value, json};

use super::{authorization, paging};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html>
const MOST_TAGS: usize = 50;

pub(crate) fn tag_resource(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("ResourceId")?;
    let tags = call.input.tags("Tags")?;
    let ask = authorization::ask_on(call, world, id).with_request_tags(&tags);
    authorization::authorize_management(call, world, &ask)?;
    let mut all = world
        .organizations
        .tags(id)
        .ok_or_else(|| authorization::not_found("Target"))?
        .clone();
    all.extend(tags);
    if all.len() > MOST_TAGS {
        let message = "You have exceeded the number of tags allowed on this resource.";
        return Err(
            ServiceError::new(400, "ConstraintViolationException", message)
                .with("Reason", "MAX_TAG_LIMIT_EXCEEDED"),
        );
    }
    if let Some(tags) = world.organizations.tags_mut(id) {
        *tags = all;
    }
    Ok(json!({}).into())
}

pub(crate) fn untag_resource(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("ResourceId")?;
    let keys = call.input.texts("TagKeys")?;
    let ask = authorization::ask_on(call, world, id).with_all("aws:TagKeys", keys.clone());
    authorization::authorize_management(call, world, &ask)?;
    let tags = world
        .organizations
        .tags_mut(id)
        .ok_or_else(|| authorization::not_found("Target"))?;
    tags.retain(|key, _| !keys.contains(key));
    Ok(json!({}).into())
}

pub(crate) fn list_tags_for_resource(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let id = call.input.text("ResourceId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, id))?;
    let tags = world
        .organizations
        .tags(id)
        .ok_or_else(|| authorization::not_found("Target"))?;
    let tags: Vec<(String, Value)> = tags
        .iter()
        .map(|(key, value)| (key.clone(), json!({ "Key": key, "Value": value })))
        .collect();
    Ok(paging::page(call, world, "Tags", tags)?.into())
}
