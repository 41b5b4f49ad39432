//! Roles and policies: IAM's own operations make, change and delete them. The exception is the
//! document of a managed policy: IAM has versions of it, but here there is only one
//! (`iam::replace_document`).

use rolepair_cloudformation::EvaluatedResource;
use serde_json::{Value, json};

use super::{
    error::invalid,
    iam_properties::{
        MANAGED_POLICY, POLICY, ROLE, document, given, inline, list, members, roles, text_of,
    },
    maker::Maker,
    not_made::NotMade,
};
use crate::{service_error::ServiceError, services::iam, world::World};

pub(super) fn make(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), NotMade> {
    let name = resource.physical.id.as_str();
    match resource.kind.as_str() {
        ROLE => make_role(world, maker, resource),
        MANAGED_POLICY => {
            let mut input = given(resource, &["Path", "Description"]);
            let name = name.rsplit('/').next().unwrap_or(name);
            input.insert("PolicyName".to_owned(), json!(name));
            input.insert("PolicyDocument".to_owned(), document(resource)?);
            maker.call(world, "CreatePolicy", input)?;
            for role in roles(resource) {
                let input = members(json!({"RoleName": role, "PolicyArn": resource.physical.id}));
                maker
                    .call(world, "AttachRolePolicy", input)
                    .map_err(begun)?;
            }
            Ok(())
        }
        // Some of the policy's roles may already have it.
        _ => put_policy(world, maker, resource).map_err(begun),
    }
}

fn begun(error: ServiceError) -> NotMade {
    let is_begun = true;
    NotMade { error, is_begun }
}

fn make_role(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), NotMade> {
    let name = json!(resource.physical.id);
    let mut input = given(
        resource,
        &[
            "Path",
            "Description",
            "MaxSessionDuration",
            "PermissionsBoundary",
            "Tags",
        ],
    );
    input.insert("RoleName".to_owned(), name.clone());
    let trust = text_of(resource, "AssumeRolePolicyDocument")?;
    input.insert("AssumeRolePolicyDocument".to_owned(), trust);
    let inline = inline(resource)?;
    maker.call(world, "CreateRole", input)?;
    for (policy, document) in inline {
        let input = members(json!({
            "RoleName": name, "PolicyName": policy, "PolicyDocument": document,
        }));
        maker.call(world, "PutRolePolicy", input).map_err(begun)?;
    }
    for arn in list(resource, "ManagedPolicyArns") {
        let input = members(json!({ "RoleName": name, "PolicyArn": arn }));
        maker
            .call(world, "AttachRolePolicy", input)
            .map_err(begun)?;
    }
    Ok(())
}

fn put_policy(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    let name = resource.properties.get("PolicyName");
    for role in roles(resource) {
        let input = members(json!({
            "RoleName": role, "PolicyName": name, "PolicyDocument": document(resource)?,
        }));
        maker.call(world, "PutRolePolicy", input)?;
    }
    Ok(())
}

/// Changes a resource that keeps its name, from `before`.
pub(super) fn change(
    world: &mut World,
    maker: &Maker,
    before: &EvaluatedResource,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    let unchanged =
        |property: &&str| before.properties.get(*property) == resource.properties.get(*property);
    let (kind, name) = (resource.kind.as_str(), json!(resource.physical.id));
    match kind {
        ROLE if ["Path", "Tags", "PermissionsBoundary", "ManagedPolicyArns"]
            .iter()
            .all(unchanged) =>
        {
            let trust = text_of(resource, "AssumeRolePolicyDocument")?;
            let input = members(json!({ "RoleName": name, "PolicyDocument": trust }));
            maker.call(world, "UpdateAssumeRolePolicy", input)?;
            let updated = ["Description", "MaxSessionDuration"];
            if !updated.iter().all(unchanged) {
                let mut input = given(resource, &updated);
                input.insert("RoleName".to_owned(), name.clone());
                maker.call(world, "UpdateRole", input)?;
            }
            let now = inline(resource)?;
            for (policy, document) in &now {
                let input = members(json!({
                    "RoleName": name, "PolicyName": policy, "PolicyDocument": document,
                }));
                maker.call(world, "PutRolePolicy", input)?;
            }
            for (policy, _) in inline(before)? {
                if !now.iter().any(|(kept, _)| *kept == policy) {
                    let input = members(json!({ "RoleName": name, "PolicyName": policy }));
                    maker.call(world, "DeleteRolePolicy", input)?;
                }
            }
            Ok(())
        }
        MANAGED_POLICY if ["Path", "Description", "Roles"].iter().all(unchanged) => {
            let arn = resource.physical.id.as_str();
            maker.may(
                world,
                &crate::authorize::Ask::new("iam:CreatePolicyVersion", arn),
            )?;
            let document = document(resource)?;
            let document = document.as_str().unwrap_or_default();
            iam::replace_document(world, maker.account(), arn, document)
        }
        POLICY if ["PolicyName", "Roles"].iter().all(unchanged) => {
            put_policy(world, maker, resource)
        }
        _ => Err(invalid(format!(
            "this change of the {kind} `{}` is not known here",
            resource.logical_id
        ))),
    }
}

/// Deletes a resource. A missing one is not an error.
pub(super) fn delete(
    world: &mut World,
    maker: &Maker,
    resource: &EvaluatedResource,
) -> Result<(), ServiceError> {
    let mut deleted =
        |operation: &str, input: Value| match maker.call(world, operation, members(input)) {
            Err(error) if error.code != "NoSuchEntity" => Err(error),
            _ => Ok(()),
        };
    let name = &resource.physical.id;
    match resource.kind.as_str() {
        ROLE => {
            for (policy, _) in inline(resource)? {
                deleted(
                    "DeleteRolePolicy",
                    json!({ "RoleName": name, "PolicyName": policy }),
                )?;
            }
            for arn in list(resource, "ManagedPolicyArns") {
                deleted(
                    "DetachRolePolicy",
                    json!({ "RoleName": name, "PolicyArn": arn }),
                )?;
            }
            deleted("DeleteRole", json!({ "RoleName": name }))
        }
        MANAGED_POLICY => {
            for role in roles(resource) {
                deleted(
                    "DetachRolePolicy",
                    json!({ "RoleName": role, "PolicyArn": name }),
                )?;
            }
            deleted("DeletePolicy", json!({ "PolicyArn": name }))
        }
        POLICY => {
            for role in roles(resource) {
                let policy = resource.properties.get("PolicyName");
                deleted(
                    "DeleteRolePolicy",
                    json!({ "RoleName": role, "PolicyName": policy }),
                )?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
