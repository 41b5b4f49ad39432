use serde_json::{Value, json};

use super::reference::Reference;
use crate::{
    authorize::Ask, call::Call, operation::Reply, service_error::ServiceError, world::World,
};

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html>
pub(super) fn describe_task_definition(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    call.authorize(world, &Ask::new("ecs:DescribeTaskDefinition", "*"))?;
    let reference = Reference::parse(
        call.input.text("taskDefinition")?,
        call.account(),
        &call.region,
    )?;
    let (_, revision) = reference.find(&world.ecs, call.account(), &call.region)?;
    let mut output = json!({ "taskDefinition": revision.body });
    let with_tags = call
        .input
        .texts("include")?
        .iter()
        .any(|include| include == "TAGS");
    if with_tags && let Value::Object(output) = &mut output {
        output.insert("tags".to_owned(), revision.tag_list());
    }
    Ok(output.into())
}
