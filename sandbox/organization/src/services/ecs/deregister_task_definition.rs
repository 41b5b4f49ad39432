use serde_json::json;

use super::{
    family::RevisionStatus,
    reference::{Reference, client},
};
use crate::{
    authorize::Ask, call::Call, clock, operation::Reply, service_error::ServiceError, world::World,
};

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html>
pub(super) fn deregister_task_definition(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    call.authorize(world, &Ask::new("ecs:DeregisterTaskDefinition", "*"))?;
    let reference = Reference::parse(
        call.input.text("taskDefinition")?,
        call.account(),
        &call.region,
    )?;
    let (number, family) = reference.exact(&mut world.ecs, call)?;
    let revision = family
        .revision_mut(number)
        .ok_or_else(|| client("Unable to describe task definition."))?;
    if revision.status == RevisionStatus::Inactive {
        return Err(client(
            "The specified task definition is inactive. Specify an active task definition and try again.",
        ));
    }
    revision.status = RevisionStatus::Inactive;
    revision
        .body
        .insert("status".to_owned(), json!(RevisionStatus::Inactive.name()));
    revision
        .body
        .insert("deregisteredAt".to_owned(), clock::epoch(call.at));
    Ok(json!({ "taskDefinition": revision.body }).into())
}
