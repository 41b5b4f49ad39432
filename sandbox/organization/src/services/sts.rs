//! AWS Security Token Service.

mod admission;

mod assume_role;
mod assume_role_request;
mod get_caller_identity;
mod operator_credentials;
mod state;

use serde_json::Value;

pub(crate) use assume_role::assume_as_service;
pub(crate) use operator_credentials::operator_credentials;
pub(crate) use state::{AccessKey, State};

use crate::operation::Operation;

pub(crate) const OPERATIONS: &[Operation] = &[
    Operation::read(
        "GetCallerIdentity",
        get_caller_identity::get_caller_identity,
    ),
    Operation::read("AssumeRole", assume_role::assume_role),
];

/// Hides what CloudTrail hides: the secret of a session.
pub(crate) fn redact(parameters: &mut Value) {
    if let Some(Value::Object(credentials)) = parameters.get_mut("Credentials") {
        credentials.remove("SecretAccessKey");
    }
}
