use serde_json::{Value, json};

use super::{authorized_table::authorized_table, error::invalid, table::Item};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html>
pub(super) fn put_item(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "PutItem")?;
    refuse_conditions(call)?;
    let item = attributes(call, "Item")?;
    let old = world.dynamodb.table_mut(&name)?.put(item)?;
    returned(call, old)
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html>
pub(super) fn get_item(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "GetItem")?;
    let key = attributes(call, "Key")?;
    let item = world.dynamodb.table(&name)?.get(&key)?;
    Ok(item
        .map_or(json!({}), |item| json!({ "Item": item }))
        .into())
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html>
pub(super) fn delete_item(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "DeleteItem")?;
    refuse_conditions(call)?;
    let key = attributes(call, "Key")?;
    let old = world.dynamodb.table_mut(&name)?.delete(&key)?;
    returned(call, old)
}

fn attributes(call: &Call, member: &str) -> Result<Item, ServiceError> {
    let attributes = call.input.value(member).and_then(Value::as_object).cloned();
    attributes.ok_or_else(|| invalid(format!("the member `{member}` is missing or not a map")))
}

fn returned(call: &Call, old: Option<Item>) -> Result<Reply, ServiceError> {
    let wanted = call.input.optional_text("ReturnValues")? == Some("ALL_OLD");
    Ok(match old {
        Some(old) if wanted => json!({ "Attributes": old }),
        _ => json!({}),
    }
    .into())
}

/// Refuses conditions, rather than ignoring them silently.
fn refuse_conditions(call: &Call) -> Result<(), ServiceError> {
    match ["ConditionExpression", "Expected"]
        .into_iter()
        .find(|member| call.input.value(member).is_some())
    {
        None => Ok(()),
        Some(member) => Err(invalid(format!(
            "the embedded organization does not know `{member}`"
        ))),
    }
}
