use serde_json::{Value, json};

use super::{authorization, output, paging, state::Member};
use crate::{call::Call, operation::Reply, service_error::ServiceError, world::World};

pub(crate) fn describe_organization(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    authorization::authorize_member(call, world, &authorization::ask(call))?;
    let (organization, partition) = (&world.organizations, &world.partition);
    let management = &organization.management;
    let member = organization.members.get(management);
    let arn =
        |kind: &str, id: &str| format!("arn:{partition}:organizations::{management}:{kind}/{id}");
    Ok(json!({ "Organization": {
        "Id": organization.id,
        "Arn": arn("organization", organization.id.as_str()),
        "FeatureSet": "ALL",
        "MasterAccountArn": organization.arn(partition, management.as_str()),
        "MasterAccountId": management,
        "MasterAccountEmail": member.map(|member| member.email.as_str()),
        "AvailablePolicyTypes": [{ "Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED" }],
    }})
    .into())
}

pub(crate) fn describe_account(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("AccountId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, id))?;
    let member = world
        .organizations
        .member(id)
        .ok_or_else(|| authorization::not_found("Account"))?;
    Ok(json!({ "Account": output::account(world, member) }).into())
}

pub(crate) fn list_accounts(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    authorization::authorize_reader(call, world, &authorization::ask(call))?;
    list(call, world, |_| true)
}

pub(crate) fn list_accounts_for_parent(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let parent = call.input.text("ParentId")?;
    authorization::authorize_reader(call, world, &authorization::ask_on(call, world, parent))?;
    if !world.organizations.is_parent(parent) {
        return Err(authorization::not_found("Parent"));
    }
    list(call, world, |member| member.parent == parent)
}

fn list(
    call: &Call,
    world: &World,
    wanted: impl Fn(&Member) -> bool,
) -> Result<Reply, ServiceError> {
    let members = world
        .organizations
        .members
        .values()
        .filter(|member| wanted(member));
    let accounts: Vec<(String, Value)> = members
        .map(|member| {
            let output = output::account(world, member);
            (member.id.to_string(), output)
        })
        .collect();
    Ok(paging::page(call, world, "Accounts", accounts)?.into())
}
