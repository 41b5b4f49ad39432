use std::collections::BTreeSet;

/// A user of an account. The embedded organization makes its operators; nobody else can.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) attached: BTreeSet<String>,
    pub(crate) access_key_id: String,
}
