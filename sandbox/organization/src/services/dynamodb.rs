//! Amazon DynamoDB: tables and single items, enough for an account to own a table and for others to
//! be let in or kept out.

use std::collections::BTreeMap;

use rolepair_model::{AccountId, Region};

use crate::{
    authorize::Ask, call::Call, operation::Operation, service_error::ServiceError, world::World,
};

mod item_operations;
mod query;
mod table;
mod table_operations;

use self::table::Table;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::write("CreateTable", table_operations::create_table),
    Operation::read("DescribeTable", table_operations::describe_table),
    Operation::read("ListTables", table_operations::list_tables),
    Operation::write("DeleteTable", table_operations::delete_table),
    Operation::data_write("PutItem", item_operations::put_item),
    Operation::data_read("GetItem", item_operations::get_item),
    Operation::data_write("DeleteItem", item_operations::delete_item),
    Operation::data_read("Query", query::query),
    Operation::data_read("Scan", query::scan),
];

/// What the service holds, all accounts and Regions.
#[derive(Debug, Default)]
pub(crate) struct State {
    tables: BTreeMap<(AccountId, Region), BTreeMap<String, Table>>,
}

/// Which table a call means: its own account's by name, any account's by ARN.
struct TableName {
    account: AccountId,
    region: Region,
    name: String,
    arn: String,
}

impl TableName {
    /// Reads the table a call names, and whether the caller may do `action` to it.
    fn authorized(call: &Call, world: &World, action: &str) -> Result<Self, ServiceError> {
        let given = call.input.text("TableName")?;
        let table =
            Self::parse(call, world, given).ok_or_else(|| invalid("Invalid table/index name."))?;
        let ask = Ask::new(format!("dynamodb:{action}"), &table.arn).in_account(&table.account);
        call.authorize(world, &ask)?;
        Ok(table)
    }

    fn parse(call: &Call, world: &World, given: &str) -> Option<Self> {
        let (account, region, name) = match given.strip_prefix("arn:") {
            None => (call.account().clone(), call.region.clone(), given),
            Some(rest) => {
                let mut parts = rest.splitn(5, ':').skip(1);
                let service = parts.next()?;
                let (region, account) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                (
                    account,
                    region,
                    parts
                        .next()?
                        .strip_prefix("table/")
                        .filter(|_| service == "dynamodb")?,
                )
            }
        };
        let allowed =
            |character: char| character.is_ascii_alphanumeric() || "_.-".contains(character);
        if !(3..=255).contains(&name.len()) || !name.chars().all(allowed) {
            return None;
        }
        let partition = &world.partition;
        let arn = format!("arn:{partition}:dynamodb:{region}:{account}:table/{name}");
        Some(Self {
            account,
            region,
            name: name.to_owned(),
            arn,
        })
    }
}

impl State {
    fn table(&self, name: &TableName) -> Result<&Table, ServiceError> {
        let registry = self
            .tables
            .get(&(name.account.clone(), name.region.clone()));
        registry
            .and_then(|tables| tables.get(&name.name))
            .ok_or_else(not_found)
    }

    fn table_mut(&mut self, name: &TableName) -> Result<&mut Table, ServiceError> {
        self.registry(name)
            .get_mut(&name.name)
            .ok_or_else(not_found)
    }

    fn registry(&mut self, name: &TableName) -> &mut BTreeMap<String, Table> {
        self.tables
            .entry((name.account.clone(), name.region.clone()))
            .or_default()
    }
}

fn not_found() -> ServiceError {
    ServiceError::new(
        400,
        "ResourceNotFoundException",
        "Requested resource not found",
    )
}

fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError::new(400, "ValidationException", message)
}

#[cfg(test)]
mod tests;
