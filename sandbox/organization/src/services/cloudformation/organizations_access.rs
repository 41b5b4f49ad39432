use serde_json::json;

use super::error::invalid;
use crate::{
    authorize::Ask, call::Call, operation::Reply, service_error::ServiceError, world::World,
};

/// The service principal of StackSets in an organization. An account can be its delegated
/// administrator.
pub(crate) const STACK_SETS: &str = "member.org.stacksets.cloudformation.amazonaws.com";

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html>
pub(super) fn activate_organizations_access(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    authorize(call, world)?;
    let organization = &mut world.organizations;
    if *call.account() != organization.management {
        let message = "Only the management account can activate trusted access.";
        return Err(ServiceError::new(400, "InvalidOperationException", message));
    }
    organization.services.insert(STACK_SETS.to_owned());
    Ok(json!({}).into())
}

pub(super) fn describe_organizations_access(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    authorize(call, world)?;
    let status = match world.organizations.services.contains(STACK_SETS) {
        true => "ENABLED",
        false => "DISABLED_PERMANENTLY",
    };
    Ok(json!({ "Status": status }).into())
}

fn authorize(call: &Call, world: &World) -> Result<(), ServiceError> {
    let ask = Ask::new(format!("cloudformation:{}", call.operation), "*");
    call.authorize(world, &ask)
}

/// Refuses callers that may not work with service-managed StackSets. The management account may,
/// and so may a delegated administrator that says so with `CallAs`.
pub(super) fn admit(call: &Call, world: &World) -> Result<(), ServiceError> {
    let name = call.input.optional_text("StackSetName")?.unwrap_or("*");
    let organization = &world.organizations;
    let mut sets = world.cloudformation.sets.values();
    let set = match sets.find(|set| set.name == name || set.id == name) {
        Some(set) => set.id.clone(),
        None => format!("{name}:*"),
    };
    // StackSets of an organization belong to the management account, also for a delegated administrator
    // (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html).
    let arn = format!(
        "arn:{}:cloudformation:{}:{}:stackset/{set}",
        world.partition, call.region, organization.management
    );
    let ask = Ask::new(format!("cloudformation:{}", call.operation), arn);
    call.authorize(world, &ask)?;
    if !organization.services.contains(STACK_SETS) {
        return Err(invalid(
            "You must enable organizations access to operate a service managed stack set",
        ));
    }
    let may = match call.input.optional_text("CallAs")? {
        None | Some("SELF") => *call.account() == organization.management,
        Some("DELEGATED_ADMIN") => organization.is_delegated(call.account(), STACK_SETS),
        Some(other) => return Err(invalid(format!("`{other}` is not a value of `CallAs`"))),
    };
    if may {
        return Ok(());
    }
    Err(invalid(
        "You must be the management account or delegated admin account of an organization before operating a SERVICE_MANAGED stack set",
    ))
}
