//! A role as answers show it.

use rolepair_model::Tags;
use serde_json::{Value, json};

use super::{documents, role::Role, trust};
use crate::{clock, world::World};

/// Everything GetRole and CreateRole show.
pub(super) fn full(world: &World, role: &Role) -> Value {
    let mut output = short(world, role);
    if let Value::Object(members) = &mut output {
        let boundary = role.grants.boundary.as_ref().map(
            |arn| json!({ "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn }),
        );
        members.insert("PermissionsBoundary".to_owned(), json!(boundary));
        let tags = (!role.tags.is_empty()).then(|| tag_list(&role.tags));
        members.insert("Tags".to_owned(), json!(tags));
        members.insert("RoleLastUsed".to_owned(), json!({}));
    }
    output
}

/// What ListRoles shows: no tags and no boundary.
pub(super) fn short(world: &World, role: &Role) -> Value {
    let trust = trust::shown(world, &role.grants.trust);
    json!({
        "Path": role.arn.path,
        "RoleName": role.arn.name,
        "RoleId": role.id,
        "Arn": role.arn.to_string(),
        "CreateDate": clock::iso(role.created),
        "AssumeRolePolicyDocument": documents::encoded(&trust.to_string()),
        "Description": role.description,
        "MaxSessionDuration": role.max_session_seconds,
    })
}

/// Tags as IAM lists them.
pub(super) fn tag_list(tags: &Tags) -> Value {
    tags.iter()
        .map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect()
}
