//! Query by equality of keys, and Scan.

use serde_json::{Map, Value, json};

use super::{
    authorized_table::authorized_table,
    error::invalid,
    table::{Item, Table},
};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
pub(super) fn query(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "Query")?;
    let table = world.dynamodb.table(&name)?;
    let wanted = key_condition(call, table)?;
    page(call, world.dials.page_size, table, |item| {
        wanted
            .iter()
            .all(|(key, value)| item.get(key) == Some(value))
    })
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html>
pub(super) fn scan(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "Scan")?;
    page(
        call,
        world.dials.page_size,
        world.dynamodb.table(&name)?,
        |_| true,
    )
}

/// Reads `id = :id` and `id = :id AND #s = :s`.
fn key_condition(call: &Call, table: &Table) -> Result<Item, ServiceError> {
    let expression = call.input.text("KeyConditionExpression")?;
    let unknown = || {
        invalid(format!(
            "the embedded organization knows only equality of keys, not `{expression}`"
        ))
    };
    let (names, values) = (
        members(call, "ExpressionAttributeNames"),
        members(call, "ExpressionAttributeValues"),
    );
    let mut wanted = Item::new();
    for term in expression.replace(" and ", " AND ").split(" AND ") {
        let (name, value) = term.split_once('=').ok_or_else(unknown)?;
        let (name, value) = (name.trim(), value.trim());
        let name = match name.strip_prefix('#') {
            Some(_) => names
                .get(name)
                .and_then(Value::as_str)
                .ok_or_else(unknown)?,
            None => name,
        };
        let value = values.get(value).ok_or_else(unknown)?;
        wanted.insert(name.to_owned(), value.clone());
    }
    let by_keys_only = wanted.keys().all(|name| table.keys.contains(name));
    if !by_keys_only
        || table
            .keys
            .first()
            .is_none_or(|hash| !wanted.contains_key(hash))
    {
        return Err(invalid("Query condition missed key schema element"));
    }
    Ok(wanted)
}

fn members(call: &Call, name: &str) -> Map<String, Value> {
    call.input
        .value(name)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// The items a call asks for, at most as many as its limit and the dials allow.
fn page(
    call: &Call,
    page_size: Option<usize>,
    table: &Table,
    wanted: impl Fn(&Item) -> bool,
) -> Result<Reply, ServiceError> {
    refuse_filters(call)?;
    let limit = call.input.optional_number("Limit")?;
    let limit = limit
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(usize::MAX);
    let limit = limit.min(page_size.unwrap_or(usize::MAX)).max(1);
    let after = call
        .input
        .value("ExclusiveStartKey")
        .and_then(Value::as_object);
    let after = after.map(|key| table.key_of(key)).transpose()?;
    let mut rest = table
        .items()
        .filter(|(key, item)| after.as_ref().is_none_or(|after| *key > after) && wanted(item))
        .map(|(_, item)| item)
        .peekable();
    let items: Vec<&Item> = rest.by_ref().take(limit).collect();
    let mut output = json!({ "Items": items, "Count": items.len(), "ScannedCount": items.len() });
    if let (Some(_), Some(last), Value::Object(output)) = (rest.peek(), items.last(), &mut output) {
        let keys = table.keys.iter();
        let key: Item = keys
            .filter_map(|key| Some((key.clone(), last.get(key)?.clone())))
            .collect();
        output.insert("LastEvaluatedKey".to_owned(), Value::Object(key));
    }
    Ok(output.into())
}

/// Refuses filters, rather than ignoring them silently.
fn refuse_filters(call: &Call) -> Result<(), ServiceError> {
    let filters = ["FilterExpression", "QueryFilter", "ScanFilter", "IndexName"];
    match filters
        .into_iter()
        .find(|filter| call.input.value(filter).is_some())
    {
        None => Ok(()),
        Some(filter) => Err(invalid(format!(
            "the embedded organization does not know `{filter}`"
        ))),
    }
}
