use serde_json::json;

use super::family::{Family, RevisionStatus};
use crate::{
    authorize::Ask,
    call::Call,
    operation::Reply,
    paging::{Cut, Page},
    service_error::ServiceError,
    world::World,
};

/// The most items of a page, from the pages of both operations.
const MAX_RESULTS: usize = 100;

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitionFamilies.html>
pub(super) fn list_task_definition_families(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    call.authorize(world, &Ask::new("ecs:ListTaskDefinitionFamilies", "*"))?;
    let is_active = |family: &Family| family.numbers(RevisionStatus::Active).next().is_some();
    let wanted: fn(bool) -> bool = match call.input.optional_text("status")? {
        None | Some("ALL") => |_| true,
        Some("ACTIVE") => |active| active,
        Some("INACTIVE") => |active| !active,
        Some(other) => return Err(invalid(&format!("Invalid status: {other}"))),
    };
    let prefix = call
        .input
        .optional_text("familyPrefix")?
        .unwrap_or_default();
    let items: Vec<(String, String)> = world
        .ecs
        .families(call.account(), &call.region)
        .filter(|(name, family)| name.starts_with(prefix) && wanted(is_active(family)))
        .map(|(name, _)| (name.clone(), name.clone()))
        .collect();
    let page = page(call, world, items)?;
    Ok(json!({ "families": page.items, "nextToken": page.next }).into())
}

/// The page a call asks for, no larger than the dials allow.
pub(super) fn page(
    call: &Call,
    world: &World,
    items: Vec<(String, String)>,
) -> Result<Page<String>, ServiceError> {
    let wanted = call.input.optional_number("maxResults")?.unwrap_or(100);
    let wanted = usize::try_from(wanted)
        .ok()
        .filter(|wanted| (1..=MAX_RESULTS).contains(wanted));
    let wanted = wanted.ok_or_else(|| invalid("maxResults must be between 1 and 100"))?;
    let cut = Cut {
        token: call.input.optional_text("nextToken")?,
        limit: wanted.min(world.dials.page_size.unwrap_or(MAX_RESULTS)),
        empty_first: false,
    };
    cut.page(items).map_err(|_| invalid("Invalid token"))
}

fn invalid(message: &str) -> ServiceError {
    ServiceError::new(400, "InvalidParameterException", message)
}
