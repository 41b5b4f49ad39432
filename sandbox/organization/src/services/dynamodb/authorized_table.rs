use super::{error::invalid, table_name::TableName};
use crate::{authorize::Ask, call::Call, service_error::ServiceError, world::World};

/// The table a call names, once the policies in force allow `action` on it.
pub(super) fn authorized_table(
    call: &Call,
    world: &World,
    action: &str,
) -> Result<TableName, ServiceError> {
    let given = call.input.text("TableName")?;
    let table = TableName::parse(given, &world.partition, call.account(), &call.region)
        .ok_or_else(|| invalid("Invalid table/index name."))?;
    let ask = Ask::new(format!("dynamodb:{action}"), &table.arn).in_account(&table.account);
    call.authorize(world, &ask)?;
    Ok(table)
}
