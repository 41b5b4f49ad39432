use rolepair_model::{Finding, FindingCode, TaskDefinition};
use serde_json::Value;

use crate::{json, register_input};

/// The most containers of a task definition; the quota cannot be raised
/// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>).
const CONTAINERS_MAX: usize = 10;

/// The largest size of a task definition, in bytes
/// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>).
const SIZE_MAX: usize = 65_536;

/// The most tags of a resource
/// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html>).
const TAGS_MAX: usize = 50;

/// Finds the limits of ECS that the patched definition would exceed.
pub(crate) fn find(patched: &TaskDefinition, family: &str, findings: &mut Vec<Finding>) {
    let input = register_input(patched);
    let count = |member| json::list(&input, member).map_or(0, <[Value]>::len);
    let (containers, tags) = (count("containerDefinitions"), count("tags"));
    let size = Value::Object(input).to_string().len();
    let mut check = |code, is: usize, max: usize, what: &str| {
        if is > max {
            let message =
                format!("the patched task definition would have {is} {what}; ECS allows {max}");
            findings.push(Finding::new(code, family, message));
        }
    };
    check(
        FindingCode::TooManyContainers,
        containers,
        CONTAINERS_MAX,
        "containers",
    );
    check(FindingCode::DefinitionTooLarge, size, SIZE_MAX, "bytes");
    check(FindingCode::TooManyTags, tags, TAGS_MAX, "tags");
}
