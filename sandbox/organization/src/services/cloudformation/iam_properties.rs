//! The properties of roles and policies, in the form that IAM's operations take.

use rolepair_cloudformation::EvaluatedResource;
use serde_json::{Map, Value};

use super::error::invalid;
use crate::service_error::ServiceError;

pub(super) const ROLE: &str = "AWS::IAM::Role";
pub(super) const MANAGED_POLICY: &str = "AWS::IAM::ManagedPolicy";
pub(super) const POLICY: &str = "AWS::IAM::Policy";

/// The properties that have an effect.
const PROPERTIES: [(&str, &[&str]); 3] = [
    (
        ROLE,
        &[
            "RoleName",
            "Path",
            "Description",
            "AssumeRolePolicyDocument",
            "MaxSessionDuration",
            "PermissionsBoundary",
            "ManagedPolicyArns",
            "Policies",
            "Tags",
        ],
    ),
    (
        MANAGED_POLICY,
        &[
            "ManagedPolicyName",
            "Path",
            "Description",
            "PolicyDocument",
            "Roles",
        ],
    ),
    (POLICY, &["PolicyName", "PolicyDocument", "Roles"]),
];

/// Whether resources of this type are made here.
pub(super) fn are_made(kind: &str) -> bool {
    PROPERTIES.iter().any(|(known, _)| *known == kind)
}

/// Refuses a property that would have no effect.
pub(super) fn check(resource: &EvaluatedResource) -> Result<(), ServiceError> {
    let EvaluatedResource {
        kind, logical_id, ..
    } = resource;
    let Some((_, known)) = PROPERTIES.iter().find(|(known, _)| known == kind) else {
        return Ok(());
    };
    let mut properties = resource.properties.keys();
    match properties.find(|property| !known.contains(&property.as_str())) {
        None => Ok(()),
        Some(property) => Err(invalid(format!(
            "the property `{property}` of the {kind} `{logical_id}` is not known here"
        ))),
    }
}

pub(super) fn given(resource: &EvaluatedResource, names: &[&str]) -> Map<String, Value> {
    let of = |name: &&str| {
        let value = resource.properties.get(*name)?;
        Some(((*name).to_owned(), value.clone()))
    };
    names.iter().filter_map(of).collect()
}

pub(super) fn members(input: Value) -> Map<String, Value> {
    match input {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

pub(super) fn list<'a>(resource: &'a EvaluatedResource, name: &str) -> &'a [Value] {
    let list = resource.properties.get(name).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

pub(super) fn roles(resource: &EvaluatedResource) -> Vec<Value> {
    list(resource, "Roles").to_vec()
}

pub(super) fn document(resource: &EvaluatedResource) -> Result<Value, ServiceError> {
    text_of(resource, "PolicyDocument")
}

/// A document as text, as IAM takes it.
pub(super) fn text_of(resource: &EvaluatedResource, property: &str) -> Result<Value, ServiceError> {
    let document = resource.properties.get(property);
    let missing = || {
        let logical_id = &resource.logical_id;
        invalid(format!("`{logical_id}` has no property `{property}`"))
    };
    Ok(document.ok_or_else(missing)?.to_string().into())
}

/// Names and texts of a role's own policies.
pub(super) fn inline(resource: &EvaluatedResource) -> Result<Vec<(Value, Value)>, ServiceError> {
    let of = |policy: &Value| {
        let (name, document) = (policy.get("PolicyName")?, policy.get("PolicyDocument")?);
        Some((name.clone(), Value::from(document.to_string())))
    };
    let policies: Option<Vec<_>> = list(resource, "Policies").iter().map(of).collect();
    let wrong = || {
        let logical_id = &resource.logical_id;
        invalid(format!(
            "a policy of `{logical_id}` lacks its name or document"
        ))
    };
    policies.ok_or_else(wrong)
}
