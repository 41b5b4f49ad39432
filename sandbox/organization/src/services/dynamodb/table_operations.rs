use serde_json::json;

use super::{authorized_table::authorized_table, error::invalid, table::Table};
use crate::{
    authorize::Ask, call::Call, identifiers, operation::Reply, paging::Cut,
    service_error::ServiceError, world::World,
};

/// Table names in one page, from the page of ListTables.
const MAX_TABLES: usize = 100;

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>
pub(super) fn create_table(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "CreateTable")?;
    if world.dynamodb.table(&name).is_ok() {
        let message = format!("Table already exists: {}", name.name);
        return Err(ServiceError::new(400, "ResourceInUseException", message));
    }
    let table = Table::new(
        &name.name,
        &name.arn,
        identifiers::uuid(),
        call.at,
        call.input.members(),
    )?;
    let description = table.description("ACTIVE");
    world
        .dynamodb
        .registry(&name)
        .insert(name.name.clone(), table);
    Ok(json!({ "TableDescription": description }).into())
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html>
pub(super) fn describe_table(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "DescribeTable")?;
    Ok(json!({ "Table": world.dynamodb.table(&name)?.description("ACTIVE") }).into())
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html>
pub(super) fn delete_table(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = authorized_table(call, world, "DeleteTable")?;
    let description = world.dynamodb.table(&name)?.description("DELETING");
    world.dynamodb.registry(&name).remove(&name.name);
    Ok(json!({ "TableDescription": description }).into())
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html>
pub(super) fn list_tables(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    call.authorize(world, &Ask::new("dynamodb:ListTables", "*"))?;
    let limit = call.input.optional_number("Limit")?.unwrap_or(100);
    let limit = usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=MAX_TABLES).contains(limit));
    let limit = limit.ok_or_else(|| invalid("Limit must be between 1 and 100"))?;
    let after = call
        .input
        .optional_text("ExclusiveStartTableName")?
        .unwrap_or_default();
    let names = world.dynamodb.names(call.account(), &call.region);
    let names = names.filter(|name| name.as_str() > after);
    let cut = Cut {
        token: None,
        limit: limit.min(world.dials.page_size.unwrap_or(MAX_TABLES)),
        empty_first: false,
    };
    let page = cut
        .page(names.map(|name| (name.clone(), name.clone())))
        .map_err(|_| invalid("Invalid token"))?;
    let last = page.next.and_then(|_| page.items.last());
    Ok(json!({ "TableNames": page.items, "LastEvaluatedTableName": last }).into())
}
