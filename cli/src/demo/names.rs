//! The names that the steps of the demo share.

/// The pair of the sample configuration.
pub(crate) const PAIR: &str = "orders";
/// The table in the shared account.
pub(crate) const TABLE: &str = "orders";
/// The key of the table's item.
pub(crate) const ITEM_ID: &str = "42";
/// The family of the task definition.
pub(crate) const FAMILY: &str = "shop-api";
