//! Amazon DynamoDB: tables and single items, enough for an account to own a table that others may
//! or may not use.

mod authorized_table;
mod error;
mod item_operations;
mod query;
mod state;
mod table;
mod table_name;
mod table_operations;

pub(crate) use self::state::State;

use crate::operation::Operation;

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

#[cfg(test)]
mod tests;
