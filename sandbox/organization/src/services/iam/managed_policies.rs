use serde_json::{Value, json};

use super::{
    account_state, aws_managed, documents,
    documents::DocumentKind,
    limits,
    managed_policy::ManagedPolicy,
    paging, role_output,
    state::{State, no_such_entity},
};
use crate::{
    authorize::Ask, call::Call, clock, identifiers, operation::Reply, service_error::ServiceError,
    world::World,
};

/// Refuses a policy that neither the account nor AWS has.
pub(super) fn must_exist(state: &State, arn: &str) -> Result<(), ServiceError> {
    match state.policy_document(arn) {
        Some(_) => Ok(()),
        None => Err(no_policy(arn)),
    }
}

fn no_policy(arn: &str) -> ServiceError {
    no_such_entity(format!("Policy {arn} does not exist or is not attachable."))
}

pub(crate) fn create_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let policy = read(call, world)?;
    let ask = Ask::new("iam:CreatePolicy", policy.arn.clone()).with_request_tags(&policy.tags);
    call.authorize(world, &ask)?;
    if limits::size(&policy.document) > limits::MANAGED_POLICY {
        let quota = limits::MANAGED_POLICY;
        let message = format!("Cannot exceed quota for PolicySize: {quota}");
        return Err(limits::limit_exceeded(message));
    }
    let state = account_state::state_mut(call, world)?;
    if state
        .policies
        .values()
        .any(|other| other.name == policy.name)
    {
        let message = format!(
            "A policy called {} already exists. Duplicate names are not allowed.",
            policy.name
        );
        return Err(ServiceError::new(409, "EntityAlreadyExists", message));
    }
    let output = output(state, &policy);
    state.policies.insert(policy.arn.clone(), policy);
    Ok(json!({ "Policy": output }).into())
}

fn read(call: &Call, world: &World) -> Result<ManagedPolicy, ServiceError> {
    let name = call.input.text("PolicyName")?;
    limits::policy_name(name)?;
    let path = call.input.optional_text("Path")?.unwrap_or("/");
    let document = call.input.text("PolicyDocument")?;
    documents::parse(DocumentKind::Permissions, "policyDocument", document)?;
    let tags = call.input.tags("Tags")?;
    limits::tags(&tags)?;
    let (partition, account) = (&world.partition, call.account());
    Ok(ManagedPolicy {
        id: identifiers::unique_id("ANPA"),
        arn: format!("arn:{partition}:iam::{account}:policy{path}{name}"),
        name: name.to_owned(),
        path: path.to_owned(),
        description: call.input.optional_text("Description")?.map(str::to_owned),
        document: document.to_owned(),
        created: call.at,
        tags,
    })
}

pub(crate) fn get_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let arn = call.input.text("PolicyArn")?;
    call.authorize(world, &Ask::new("iam:GetPolicy", arn))?;
    let state = account_state::state(call, world)?;
    let policy = match state.policies.get(arn) {
        Some(policy) => output(state, policy),
        None if aws_managed::document(arn).is_some() => json!({
            "PolicyName": arn.rsplit('/').next(),
            "Arn": arn,
            "DefaultVersionId": "v1",
            "IsAttachable": true,
        }),
        None => return Err(no_policy(arn)),
    };
    Ok(json!({ "Policy": policy }).into())
}

pub(crate) fn get_policy_version(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let arn = call.input.text("PolicyArn")?;
    call.authorize(world, &Ask::new("iam:GetPolicyVersion", arn))?;
    let version = call.input.text("VersionId")?;
    let state = account_state::state(call, world)?;
    let text = match state.policies.get(arn) {
        Some(policy) => policy.document.clone(),
        None => aws_managed::document(arn)
            .ok_or_else(|| no_policy(arn))?
            .to_string(),
    };
    if version != "v1" {
        return Err(no_such_entity(format!(
            "Policy {arn} version {version} does not exist or is not attachable."
        )));
    }
    let version = json!({ "Document": documents::encoded(&text), "VersionId": "v1", "IsDefaultVersion": true });
    Ok(json!({ "PolicyVersion": version }).into())
}

/// Lists the account's own policies, not AWS's.
pub(crate) fn list_policies(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let arn = format!("arn:{}:iam::{}:policy/", world.partition, call.account());
    call.authorize(world, &Ask::new("iam:ListPolicies", arn))?;
    let state = account_state::state(call, world)?;
    let policies: Vec<(String, Value)> = state
        .policies
        .values()
        .map(|policy| (policy.arn.clone(), output(state, policy)))
        .collect();
    Ok(paging::page(call, world, "Policies", policies)?.into())
}

pub(crate) fn delete_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let arn = call.input.text("PolicyArn")?.to_owned();
    call.authorize(world, &Ask::new("iam:DeletePolicy", arn.clone()))?;
    let state = account_state::state_mut(call, world)?;
    if !state.policies.contains_key(&arn) {
        return Err(no_policy(&arn));
    }
    if uses(state, &arn) > 0 {
        let message = "Cannot delete a policy attached to entities.";
        return Err(ServiceError::new(409, "DeleteConflict", message));
    }
    state.policies.remove(&arn);
    Ok(json!({}).into())
}

/// Replaces the document of a policy, as a new default version does.
pub(crate) fn replace_document(
    world: &mut World,
    account: &rolepair_model::AccountId,
    arn: &str,
    document: &str,
) -> Result<(), ServiceError> {
    documents::parse(DocumentKind::Permissions, "policyDocument", document)?;
    let state = world.iam.get_mut(account);
    let policy = state.and_then(|state| state.policies.get_mut(arn));
    policy.ok_or_else(|| no_policy(arn))?.document = document.to_owned();
    Ok(())
}

/// How many roles have the policy attached or as their boundary.
fn uses(state: &State, arn: &str) -> usize {
    let uses = |grants: &super::grants::Grants| {
        grants.attached.contains(arn) || grants.boundary.as_deref() == Some(arn)
    };
    state.roles().filter(|role| uses(&role.grants)).count()
}

fn output(state: &State, policy: &ManagedPolicy) -> Value {
    json!({
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": "v1",
        "AttachmentCount": uses(state, &policy.arn),
        "IsAttachable": true,
        "Description": policy.description,
        "CreateDate": clock::iso(policy.created),
        "UpdateDate": clock::iso(policy.created),
        "Tags": role_output::tag_list(&policy.tags),
    })
}
