use aws_sdk_ecs::types::{Compatibility, ContainerDefinition, KeyValuePair, NetworkMode, Tag};
use rolepair_model::AccountId;

use crate::{RehearsalError, people::People};

/// The most containers a task definition may have.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>
const MOST_CONTAINERS: usize = 10;

const FAMILY: &str = "api";

/// The containers of an ordinary definition.
pub(crate) fn plain() -> Vec<ContainerDefinition> {
    vec![container("app", true)]
}

/// The containers of a definition with static keys, which take precedence over a profile.
pub(crate) fn with_static_keys() -> Vec<ContainerDefinition> {
    let key = KeyValuePair::builder()
        .name("AWS_ACCESS_KEY_ID")
        .value("AKIAIOSFODNN7EXAMPLE");
    let container = ContainerDefinition::builder()
        .name("app")
        .image("registry.example.com/shop/app:1")
        .essential(true)
        .environment(key.build());
    vec![container.build()]
}

/// The containers of a definition with no room for one more.
pub(crate) fn full() -> Vec<ContainerDefinition> {
    (0..MOST_CONTAINERS)
        .map(|number| container(&format!("app-{number}"), number == 0))
        .collect()
}

fn container(name: &str, is_essential: bool) -> ContainerDefinition {
    ContainerDefinition::builder()
        .name(name)
        .image("registry.example.com/shop/app:1")
        .essential(is_essential)
        .build()
}

/// Registers, in an account, a definition that asks for the pair `orders`.
pub(crate) async fn register(
    people: &People<'_>,
    account: &AccountId,
    containers: &[ContainerDefinition],
) -> Result<(), RehearsalError> {
    let request = people.ecs(account).register_task_definition();
    let tag = Tag::builder().key("rolepair:pair").value("orders").build();
    let answer = request
        .family(FAMILY)
        .requires_compatibilities(Compatibility::Fargate)
        .network_mode(NetworkMode::Awsvpc)
        .cpu("256")
        .memory("512")
        .set_container_definitions(Some(containers.to_vec()))
        .tags(tag)
        .send()
        .await;
    answer.map_err(RehearsalError::of("RegisterTaskDefinition"))?;
    Ok(())
}
