use crate::{HubRole, HubRoles, field::Field, keys::Keys};

const TASK_ACCOUNT: &str = "rolepair-hub-task-account";
const RESOURCE_ACCOUNT: &str = "rolepair-hub-resource-account";

/// The roles that rolepair assumes. Each has a default name.
pub(crate) fn read(field: Option<&Field<'_>>) -> Option<HubRoles> {
    let keys = match field {
        Some(field) => Some(Keys::of(field, &["task_account", "resource_account"])?),
        None => None,
    };
    let role = |key: &str, default: &str| -> Option<HubRole> {
        match keys.as_ref().and_then(|keys| keys.get(key)) {
            Some(field) => field.parsed(),
            None => default.parse().ok(),
        }
    };
    let task_account = role("task_account", TASK_ACCOUNT);
    let resource_account = role("resource_account", RESOURCE_ACCOUNT);
    Some(HubRoles {
        task_account: task_account?,
        resource_account: resource_account?,
    })
}
