use rolepair_model::{Family as FamilyName, Tags};
use serde_json::{Value, json};

use super::{
    family::{Family, Revision, RevisionStatus},
    normalize,
    reference::client,
    resource_tags, task_roles,
    validate::{self, Valid},
};
use crate::{
    authorize::Ask, call::Call, operation::Reply, service_error::ServiceError, world::World,
};

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html>
pub(super) fn register_task_definition(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let family = call.input.text("family")?;
    let _: FamilyName = family
        .parse()
        .map_err(|_| client("Family contains invalid characters."))?;
    let tags = resource_tags::of(call)?;
    let region = call.region.clone();
    let number = world
        .ecs
        .family(call.account(), &region, family)
        .map_or(1, Family::next_number);
    let arn = call.arn(world, &format!("task-definition/{family}:{number}"));
    authorize(call, world, &arn, &tags)?;
    let Valid {
        members,
        containers,
    } = validate::registration(call.input.members())?;
    task_roles::authorize(call, world, members)?;

    let identity = normalize::Identity {
        arn: &arn,
        number,
        by: &call.caller.arn(),
        at: call.at,
    };
    let by_name = world.dials.reorder_environment;
    let body = normalize::described(members, &containers, &identity, by_name);
    let revision = Revision {
        body,
        tags,
        status: RevisionStatus::Active,
    };
    let output = output(&revision);
    world
        .ecs
        .family_mut(call.account(), &region, family)
        .insert(number, revision);
    Ok(output.into())
}

fn output(revision: &Revision) -> Value {
    if revision.tags.is_empty() {
        json!({ "taskDefinition": revision.body })
    } else {
        json!({ "taskDefinition": revision.body, "tags": revision.tag_list() })
    }
}

fn authorize(call: &Call, world: &World, arn: &str, tags: &Tags) -> Result<(), ServiceError> {
    let members = call.input.members();
    let mut ask = Ask::new("ecs:RegisterTaskDefinition", arn).with_request_tags(tags);
    for (member, key) in [("cpu", "ecs:task-cpu"), ("memory", "ecs:task-memory")] {
        if let Some(value) = members.get(member).and_then(Value::as_str) {
            ask = ask.with(key, value);
        }
    }
    if let Some(Value::Array(compatibilities)) = members.get("requiresCompatibilities") {
        let names = compatibilities
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        ask = ask.with_all("ecs:compute-compatibility", names);
    }
    let containers = call.input.list("containerDefinitions")?;
    let privileged = containers
        .iter()
        .any(|container| container.get("privileged") == Some(&Value::Bool(true)));
    call.authorize(world, &ask.with("ecs:privileged", privileged.to_string()))?;
    if tags.is_empty() {
        return Ok(());
    }
    let tagging = Ask::new("ecs:TagResource", arn)
        .with("ecs:CreateAction", "RegisterTaskDefinition")
        .with_request_tags(tags);
    call.authorize(world, &tagging)
}
