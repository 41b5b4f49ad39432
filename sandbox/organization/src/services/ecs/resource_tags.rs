//! TagResource, UntagResource and ListTagsForResource, for task definitions.

use rolepair_model::Tags;
use serde_json::json;

use super::{
    family::{Family, Revision},
    reference::{Reference, client},
};
use crate::{
    authorize::Ask, call::Call, operation::Reply, service_error::ServiceError, world::World,
};

/// Tags on one resource (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html>).
const MAX_TAGS: usize = 50;
const MAX_KEY: usize = 128;
const MAX_VALUE: usize = 256;

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TagResource.html>
pub(super) fn tag_resource(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let (tags, arn) = (of(call)?, call.input.text("resourceArn")?);
    let ask = Ask::new("ecs:TagResource", arn).with_request_tags(&tags);
    change(call, world, ask, |revision| {
        revision.tags.extend(tags);
        within_quota(&revision.tags)
    })
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UntagResource.html>
pub(super) fn untag_resource(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let keys = call.input.texts("tagKeys")?;
    let ask = Ask::new("ecs:UntagResource", call.input.text("resourceArn")?)
        .with_all("aws:TagKeys", keys.clone());
    change(call, world, ask, |revision| {
        revision.tags.retain(|key, _| !keys.contains(key));
        Ok(())
    })
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTagsForResource.html>
pub(super) fn list_tags_for_resource(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let arn = call.input.text("resourceArn")?;
    let (_, revision) = reference(call)?.find(&world.ecs, call.account(), &call.region)?;
    call.authorize(
        world,
        &Ask::new("ecs:ListTagsForResource", arn).with_resource_tags(&revision.tags),
    )?;
    Ok(json!({ "tags": revision.tag_list() }).into())
}

/// The tags a call gives, as ECS takes them.
pub(super) fn of(call: &Call) -> Result<Tags, ServiceError> {
    let tags = call.input.tags("tags")?;
    for (key, value) in &tags {
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid(
                "Tag keys must not begin with 'aws:'; that prefix is reserved.",
            ));
        }
        let key_fits = (1..=MAX_KEY).contains(&key.chars().count());
        if !key_fits
            || value.chars().count() > MAX_VALUE
            || !key.chars().chain(value.chars()).all(is_allowed)
        {
            return Err(invalid(&format!(
                "The tag '{key}' has a key or a value that is too long or has characters tags cannot have."
            )));
        }
    }
    within_quota(&tags)?;
    Ok(tags)
}

fn change(
    call: &Call,
    world: &mut World,
    ask: Ask,
    change: impl FnOnce(&mut Revision) -> Result<(), ServiceError>,
) -> Result<Reply, ServiceError> {
    let reference = reference(call)?;
    let (_, revision) = reference.find(&world.ecs, call.account(), &call.region)?;
    call.authorize(world, &ask.with_resource_tags(&revision.tags))?;
    let mut changed = revision.clone();
    change(&mut changed)?;
    let (number, family) = reference.exact(&mut world.ecs, call)?;
    Family::insert(family, number, changed);
    Ok(json!({}).into())
}

fn reference(call: &Call) -> Result<Reference, ServiceError> {
    let arn = call.input.text("resourceArn")?;
    match Reference::parse(arn, call.account(), &call.region) {
        Ok(reference) if arn.starts_with("arn:") => Ok(reference),
        Err(error) if arn.starts_with("arn:") => Err(error),
        _ => Err(client(format!("Invalid arn syntax: {arn}"))),
    }
}

fn within_quota(tags: &Tags) -> Result<(), ServiceError> {
    if tags.len() > MAX_TAGS {
        return Err(invalid(&format!(
            "A resource can have at most {MAX_TAGS} tags."
        )));
    }
    Ok(())
}

fn is_allowed(character: char) -> bool {
    character.is_alphanumeric() || character.is_whitespace() || "_.:/=+-@".contains(character)
}

fn invalid(message: &str) -> ServiceError {
    ServiceError::new(400, "InvalidParameterException", message)
}
