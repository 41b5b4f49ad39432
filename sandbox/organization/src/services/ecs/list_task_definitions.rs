use serde_json::json;

use super::{family::RevisionStatus, list_task_definition_families::page};
use crate::{
    authorize::Ask, call::Call, operation::Reply, service_error::ServiceError, world::World,
};

/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html>
pub(super) fn list_task_definitions(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    call.authorize(world, &Ask::new("ecs:ListTaskDefinitions", "*"))?;
    let descending = match call.input.optional_text("sort")? {
        None | Some("ASC") => false,
        Some("DESC") => true,
        Some(other) => return Err(invalid("sort", other)),
    };
    let status = call.input.optional_text("status")?.unwrap_or("ACTIVE");
    let status = RevisionStatus::parse(status).ok_or_else(|| invalid("status", status))?;
    // Despite its name, this is the whole name of a family.
    let wanted = call.input.optional_text("familyPrefix")?;
    let families = world.ecs.families(call.account(), &call.region);
    let families = families.filter(|(name, _)| wanted.is_none_or(|wanted| wanted == name.as_str()));
    let mut items: Vec<(String, String)> = families
        .flat_map(|(name, family)| family.numbers(status).map(move |number| (name, number)))
        .map(|(name, number)| {
            let arn = call.arn(world, &format!("task-definition/{name}:{number}"));
            (key(name, number, descending), arn)
        })
        .collect();
    items.sort();
    let page = page(call, world, items)?;
    Ok(json!({ "taskDefinitionArns": page.items, "nextToken": page.next }).into())
}

/// A key that sorts as the list does: by family, then by number; or all of it in reverse.
fn key(family: &str, number: u32, descending: bool) -> String {
    if !descending {
        return format!("{family} {number:010}");
    }
    let backwards = |byte: u8| char::from(0x7e_u8.saturating_sub(byte));
    let family: String = family.bytes().map(backwards).collect();
    // Above every character, so that `ab` comes before `a`.
    format!("{family}\u{7f}{:010}", u32::MAX - number)
}

fn invalid(member: &str, value: &str) -> ServiceError {
    ServiceError::new(
        400,
        "InvalidParameterException",
        format!("Invalid {member}: {value}"),
    )
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn keys_sort_by_family_then_number_and_backwards() {
        let order = [("a", 2), ("a", 10), ("ab", 1), ("b", 1), ("b-c", 1)];
        let sorted = |descending: bool| {
            let mut items =
                order.map(|(family, number)| (key(family, number, descending), family, number));
            items.sort();
            items.map(|(_, family, number)| (family, number))
        };
        assert_eq!(sorted(false), order);
        let mut backwards = order;
        backwards.reverse();
        assert_eq!(sorted(true), backwards);
    }
}
