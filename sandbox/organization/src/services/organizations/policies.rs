//! Service control policies.

use std::collections::BTreeSet;

use rolepair_evaluator::EvaluatedPolicy;
use serde_json::{Value, json};

use super::{authorization, paging, service_control_policy::ServiceControlPolicy};
use crate::{call::Call, identifiers, operation::Reply, service_error::ServiceError, world::World};

const TYPE: &str = "SERVICE_CONTROL_POLICY";
/// Characters of a policy, and policies of a target:
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const SIZE: usize = 5_120;
const PER_TARGET: usize = 5;

pub(crate) fn create_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let name = call.input.text("Name")?;
    let content = content(call)?;
    let tags = call.input.tags("Tags")?;
    if call.input.text("Type")? != TYPE {
        let message = "the embedded organization knows service control policies only";
        return Err(ServiceError::new(
            400,
            "PolicyTypeNotAvailableForOrganizationException",
            message,
        ));
    }
    authorization::authorize_management(
        call,
        world,
        &authorization::ask(call).with_request_tags(&tags),
    )?;
    if world
        .organizations
        .policies
        .values()
        .any(|policy| policy.name == name)
    {
        let message = "A policy with the same name already exists.";
        return Err(ServiceError::new(400, "DuplicatePolicyException", message));
    }
    let policy = ServiceControlPolicy {
        id: format!("p-{}", identifiers::lower(8)),
        name: name.to_owned(),
        description: call
            .input
            .optional_text("Description")?
            .unwrap_or_default()
            .to_owned(),
        content,
        tags,
        targets: BTreeSet::new(),
    };
    let output = output(world, &policy);
    world
        .organizations
        .policies
        .insert(policy.id.clone(), policy);
    Ok(output.into())
}

pub(crate) fn update_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("PolicyId")?;
    authorization::authorize_management(call, world, &authorization::ask_on(call, world, id))?;
    let mut policy = find(world, id)?.clone();
    if policy.id == ServiceControlPolicy::FULL_ACCESS {
        return Err(authorization::not_permitted(call));
    }
    if call.input.value("Content").is_some() {
        policy.content = content(call)?;
    }
    if let Some(description) = call.input.optional_text("Description")? {
        policy.description = description.to_owned();
    }
    let output = output(world, &policy);
    world
        .organizations
        .policies
        .insert(policy.id.clone(), policy);
    Ok(output.into())
}

fn content(call: &Call) -> Result<String, ServiceError> {
    let content = call.input.text("Content")?;
    if content.chars().count() > SIZE {
        let message = "The provided policy document exceeds the maximum size.";
        return Err(
            ServiceError::new(400, "ConstraintViolationException", message)
                .with("Reason", "POLICY_CONTENT_LIMIT_EXCEEDED"),
        );
    }
    EvaluatedPolicy::parse(content).map_err(|error| {
        ServiceError::new(400, "MalformedPolicyDocumentException", error.to_string())
    })?;
    Ok(content.to_owned())
}

pub(crate) fn describe_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("PolicyId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, id))?;
    Ok(output(world, find(world, id)?).into())
}

pub(crate) fn attach_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let (id, target) = attachment(call, world)?;
    let organization = &mut world.organizations;
    let attached = organization
        .policies
        .values()
        .filter(|policy| policy.targets.contains(&target))
        .count();
    let policy = organization
        .policies
        .get_mut(&id)
        .ok_or_else(|| authorization::not_found("Policy"))?;
    if policy.targets.contains(&target) {
        let message = "The selected policy is already attached to the specified target.";
        return Err(ServiceError::new(
            400,
            "DuplicatePolicyAttachmentException",
            message,
        ));
    }
    if attached >= PER_TARGET {
        let message = "You have attached the maximum number of policies to the target.";
        return Err(
            ServiceError::new(400, "ConstraintViolationException", message)
                .with("Reason", "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"),
        );
    }
    policy.targets.insert(target);
    Ok(json!({}).into())
}

/// The last policy of a target stays: without one, nothing would be allowed.
pub(crate) fn detach_policy(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let (id, target) = attachment(call, world)?;
    let organization = &mut world.organizations;
    let attached = organization
        .policies
        .values()
        .filter(|policy| policy.targets.contains(&target))
        .count();
    let policy = organization
        .policies
        .get_mut(&id)
        .ok_or_else(|| authorization::not_found("Policy"))?;
    if !policy.targets.contains(&target) {
        let message = "The policy isn't attached to the specified target in the specified root.";
        return Err(ServiceError::new(
            400,
            "PolicyNotAttachedException",
            message,
        ));
    }
    if attached <= 1 {
        let message = "You can't remove the last policy attached to the specified target.";
        return Err(
            ServiceError::new(400, "ConstraintViolationException", message)
                .with("Reason", "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"),
        );
    }
    policy.targets.remove(&target);
    Ok(json!({}).into())
}

fn attachment(call: &Call, world: &World) -> Result<(String, String), ServiceError> {
    let (id, target) = (call.input.text("PolicyId")?, call.input.text("TargetId")?);
    authorization::authorize_management(call, world, &authorization::ask_on(call, world, target))?;
    find(world, id)?;
    check_target(world, target)?;
    Ok((id.to_owned(), target.to_owned()))
}

fn check_target(world: &World, target: &str) -> Result<(), ServiceError> {
    let organization = &world.organizations;
    if organization.is_parent(target) || organization.member(target).is_some() {
        Ok(())
    } else {
        Err(authorization::not_found("Target"))
    }
}

pub(crate) fn list_policies_for_target(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let target = call.input.text("TargetId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, target))?;
    check_target(world, target)?;
    let wanted = call.input.text("Filter")? == TYPE;
    let attached = world.organizations.policies.values();
    let policies: Vec<(String, Value)> = attached
        .filter(|policy| wanted && policy.targets.contains(target))
        .map(|policy| (policy.id.clone(), summary(world, policy)))
        .collect();
    Ok(paging::page(call, world, "Policies", policies)?.into())
}

fn find<'a>(world: &'a World, id: &str) -> Result<&'a ServiceControlPolicy, ServiceError> {
    world
        .organizations
        .policies
        .get(id)
        .ok_or_else(|| authorization::not_found("Policy"))
}

fn output(world: &World, policy: &ServiceControlPolicy) -> Value {
    json!({ "Policy": { "PolicySummary": summary(world, policy), "Content": policy.content } })
}

fn summary(world: &World, policy: &ServiceControlPolicy) -> Value {
    let is_aws = policy.id == ServiceControlPolicy::FULL_ACCESS;
    let arn = if is_aws {
        format!(
            "arn:{}:organizations::aws:policy/service_control_policy/{}",
            world.partition, policy.id
        )
    } else {
        world.organizations.arn(&world.partition, &policy.id)
    };
    json!({
        "Id": policy.id,
        "Arn": arn,
        "Name": policy.name,
        "Description": policy.description,
        "Type": TYPE,
        "AwsManaged": is_aws,
    })
}
