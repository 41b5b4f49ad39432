use std::path::Path;

use rolepair_policy::{PermissionsErrorCode, PermissionsTemplate};
use serde_json::Value;

use crate::{
    ConfigErrorCode, Trust, field::Field, keys::Keys, node::NodeValue, read::json_file,
    surroundings::Surroundings,
};

/// Reads the permissions of a pair, which are in the pair or in their own file.
pub(crate) fn read(
    keys: &Keys<'_>,
    trust: Option<Trust>,
    around: &Surroundings<'_>,
) -> Option<PermissionsTemplate> {
    match (keys.get("permissions"), keys.get("permissions_file")) {
        (Some(_), Some(file)) => {
            let message = "the pair also has `permissions`; keep one of the two";
            file.error(ConfigErrorCode::ConflictingKeys, message);
            None
        }
        (Some(inline), None) => template(&inline, trust),
        (None, Some(file)) => in_file(&file, trust, around),
        (None, None) => {
            keys.required(
                "permissions",
                "set the permissions of the resource role, here or in `permissions_file`",
            );
            None
        }
    }
}

fn in_file(
    field: &Field<'_>,
    trust: Option<Trust>,
    around: &Surroundings<'_>,
) -> Option<PermissionsTemplate> {
    let path = field.text()?;
    let text = match (around.read_file)(path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("`{path}` cannot be read: {error}");
            field.error(ConfigErrorCode::Unreadable, message);
            return None;
        }
    };
    let file = Path::new(around.file).with_file_name(path);
    let file = file.to_string_lossy();
    let errors = field.errors().of(&file);
    let node = json_file::read(&text, errors)?;
    template(&Field::root(&node, errors), trust)
}

/// The value as JSON. What is not a value of a policy is reported, and becomes `null`.
///
/// IAM reads every scalar of a policy as text, so every scalar is a text here. An account id keeps
/// its leading zero, with quotes or without.
pub(crate) fn to_json(field: &Field<'_>) -> Value {
    match &field.node().value {
        NodeValue::Scalar { .. } => field.text().map_or(Value::Null, Value::from),
        NodeValue::List(_) => field.items().iter().flatten().map(to_json).collect(),
        NodeValue::Mapping(_) => {
            let entries = field.entries().into_iter().flatten();
            let entries = entries.map(|(key, value)| (key.to_owned(), to_json(&value)));
            Value::Object(entries.collect())
        }
        NodeValue::Broken => Value::Null,
    }
}

fn template(field: &Field<'_>, trust: Option<Trust>) -> Option<PermissionsTemplate> {
    if trust == Some(Trust::Organization) {
        refuse_account_values(field);
    }
    match PermissionsTemplate::parse(&to_json(field)) {
        Ok(template) => Some(template),
        Err(errors) => {
            for error in errors {
                let field = field.at(&error.pointer);
                if !is_reported(&field) {
                    field.error(code_of(error.code), error.message);
                }
            }
            None
        }
    }
}

/// Whether the value could not become JSON, which is reported already.
fn is_reported(field: &Field<'_>) -> bool {
    let value = &field.node().value;
    value.is_null() || *value == NodeValue::Broken
}

fn code_of(code: PermissionsErrorCode) -> ConfigErrorCode {
    match code {
        PermissionsErrorCode::InvalidDocument | PermissionsErrorCode::NotPermissions => {
            ConfigErrorCode::InvalidPermissions
        }
        PermissionsErrorCode::UnknownPlaceholder => ConfigErrorCode::UnknownPlaceholder,
        PermissionsErrorCode::MisplacedPlaceholder => ConfigErrorCode::WideningPlaceholder,
        PermissionsErrorCode::TooLarge => ConfigErrorCode::PermissionsTooLarge,
    }
}

/// Reports every text that has a placeholder for a value of one account.
fn refuse_account_values(field: &Field<'_>) {
    match &field.node().value {
        NodeValue::Scalar { text, .. } if PermissionsTemplate::asks_for_account(text) => {
            let message = "with `trust: organization` all accounts share one resource role, so its permissions cannot have a value of one account; use `trust: account`, or remove the placeholder";
            field.error(ConfigErrorCode::OrganizationTrustValue, message);
        }
        NodeValue::List(_) => field
            .items()
            .iter()
            .flatten()
            .for_each(refuse_account_values),
        NodeValue::Mapping(_) => {
            let entries = field.entries();
            entries
                .iter()
                .flatten()
                .for_each(|(_, value)| refuse_account_values(value));
        }
        NodeValue::Scalar { .. } | NodeValue::Broken => {}
    }
}
