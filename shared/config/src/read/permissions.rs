use std::path::Path;

use rolepair_policy::{PermissionsTemplate, TemplateError, TemplateErrorCode};
use serde_json::{Map, Value};

use crate::{
    ConfigErrorCode, Trust,
    field::Field,
    keys::Keys,
    node::NodeValue,
    read::{json_file, pair::Context},
};

/// The permissions of a pair, which stand in it or in a file of their own.
pub(crate) fn read(
    keys: &Keys<'_>,
    trust: Option<Trust>,
    context: &Context<'_>,
) -> Option<PermissionsTemplate> {
    match (keys.get("permissions"), keys.get("permissions_file")) {
        (Some(_), Some(file)) => {
            let message = "the pair has `permissions` already; give one of the two";
            file.error(ConfigErrorCode::ConflictingKeys, message);
            None
        }
        (Some(inline), None) => template(&inline, trust),
        (None, Some(file)) => in_file(&file, trust, context),
        (None, None) => {
            keys.required(
                "permissions",
                "say what the resource role may do, here or in `permissions_file`",
            );
            None
        }
    }
}

fn in_file(
    field: &Field<'_>,
    trust: Option<Trust>,
    context: &Context<'_>,
) -> Option<PermissionsTemplate> {
    let path = field.text()?;
    let text = match (context.read_file)(path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("`{path}` cannot be read: {error}");
            field.error(ConfigErrorCode::Unreadable, message);
            return None;
        }
    };
    let file = Path::new(context.file).with_file_name(path);
    let file = file.to_string_lossy();
    let report = field.report().on(&file);
    let node = json_file::read(&text, report)?;
    template(&Field::root(&node, report), trust)
}

/// IAM reads every scalar of a policy as text, so text is what they are here: an account id keeps
/// its leading zero, with quotes or without.
pub(crate) fn to_json(field: &Field<'_>) -> Option<Value> {
    match &field.node().value {
        NodeValue::Scalar { .. } => field.text().map(Value::from),
        NodeValue::List(_) => {
            let items: Vec<Option<Value>> = field.items()?.iter().map(to_json).collect();
            items
                .into_iter()
                .collect::<Option<Vec<Value>>>()
                .map(Value::from)
        }
        NodeValue::Mapping(_) => {
            let entries: Vec<Option<(String, Value)>> = field
                .entries()?
                .iter()
                .map(|(key, value)| Some(((*key).to_owned(), to_json(value)?)))
                .collect();
            entries
                .into_iter()
                .collect::<Option<Map<String, Value>>>()
                .map(Value::from)
        }
        NodeValue::Broken => None,
    }
}

fn template(field: &Field<'_>, trust: Option<Trust>) -> Option<PermissionsTemplate> {
    let template = match PermissionsTemplate::parse(&to_json(field)?) {
        Ok(template) => template,
        Err(errors) => {
            for error in errors.iter().filter(|error| !is_aftermath(error, &errors)) {
                field
                    .at(&error.pointer)
                    .error(code_of(error.code), error.message.as_str());
            }
            return None;
        }
    };
    if trust == Some(Trust::Organization) && template.wants().is_per_account() {
        refuse_account_values(field);
    }
    Some(template)
}

/// Whether the error is only that a text with a wrong placeholder in it means nothing.
fn is_aftermath(error: &TemplateError, all: &[TemplateError]) -> bool {
    error.code == TemplateErrorCode::InvalidDocument
        && all
            .iter()
            .any(|other| other.pointer == error.pointer && other.code != error.code)
}

fn code_of(code: TemplateErrorCode) -> ConfigErrorCode {
    match code {
        TemplateErrorCode::InvalidDocument | TemplateErrorCode::NotPermissions => {
            ConfigErrorCode::InvalidPermissions
        }
        TemplateErrorCode::UnknownPlaceholder => ConfigErrorCode::UnknownPlaceholder,
        TemplateErrorCode::MisplacedPlaceholder => ConfigErrorCode::WideningPlaceholder,
        TemplateErrorCode::TooLarge => ConfigErrorCode::PermissionsTooLarge,
    }
}

/// Reports every text of a template that asks for something of one account.
fn refuse_account_values(field: &Field<'_>) {
    match &field.node().value {
        NodeValue::Scalar { text, .. } if asks_for_account(text) => {
            let message = "with `trust: organization` all accounts share one resource role, so its permissions cannot have a value of one account; use `trust: account`, or leave the placeholder out";
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

fn asks_for_account(text: &str) -> bool {
    text.split("{{")
        .skip(1)
        .any(|rest| rest.trim_start().starts_with("account."))
}
