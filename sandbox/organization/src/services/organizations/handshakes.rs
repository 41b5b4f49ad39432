//! Invitations: the management account asks, the invited account accepts.

use rolepair_model::AccountId;
use serde_json::{Value, json};

use super::{
    account_creation, authorization,
    handshake::{Handshake, VALID_FOR},
    paging,
    state::{JoinedMethod, State},
};
use crate::{
    aws_service::AwsService, call::Call, clock, identifiers, operation::Reply,
    service_error::ServiceError, world::World,
};

pub(crate) fn invite_account_to_organization(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let account = target(call, world)?;
    let tags = call.input.tags("Tags")?;
    authorization::authorize_management(
        call,
        world,
        &authorization::ask(call).with_request_tags(&tags),
    )?;
    let organization = &mut world.organizations;
    if organization.members.contains_key(&account) {
        let message = "The provided account is already a member of an organization.";
        return Err(
            ServiceError::new(400, "HandshakeConstraintViolationException", message)
                .with("Reason", "ALREADY_IN_AN_ORGANIZATION"),
        );
    }
    if organization
        .handshakes
        .values()
        .any(|open| open.account == account && !open.accepted)
    {
        let message = "A handshake with the same action and target already exists.";
        return Err(ServiceError::new(
            400,
            "DuplicateHandshakeException",
            message,
        ));
    }
    let handshake = Handshake {
        id: format!("h-{}", identifiers::hex(32)),
        account,
        tags,
        requested: call.at,
        accepted: false,
    };
    organization
        .handshakes
        .insert(handshake.id.clone(), handshake.clone());
    Ok(output(world, &handshake).into())
}

fn target(call: &Call, world: &World) -> Result<AccountId, ServiceError> {
    let invalid = |message: &str| ServiceError::invalid_input(AwsService::Organizations, message);
    let member = |name: &str| {
        let value = call
            .input
            .value("Target")
            .and_then(|target| target.get(name));
        value.and_then(Value::as_str).unwrap_or_default()
    };
    if member("Type") != "ACCOUNT" {
        return Err(invalid(
            "the embedded organization invites accounts by their id only",
        ));
    }
    let account = member("Id")
        .parse::<AccountId>()
        .map_err(|error| invalid(&error.to_string()))?;
    if world.iam.contains_key(&account) {
        Ok(account)
    } else {
        Err(invalid(&format!("there is no account `{account}`")))
    }
}

pub(crate) fn accept_handshake(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("HandshakeId")?;
    let mut handshake = find(world, id)?.clone();
    if handshake.account != *call.account() {
        return Err(authorization::not_permitted(call));
    }
    let arn = world.organizations.arn(&world.partition, id);
    call.authorize(
        world,
        &crate::authorize::Ask::new(authorization::action(call), arn),
    )?;
    if handshake.accepted {
        let message = "The specified handshake is already in the requested state.";
        return Err(ServiceError::new(
            400,
            "HandshakeAlreadyInStateException",
            message,
        ));
    }
    handshake.accepted = true;
    world
        .organizations
        .handshakes
        .insert(handshake.id.clone(), handshake.clone());
    let seed = account_creation::Seed {
        id: handshake.account.clone(),
        name: format!("invited-{}", handshake.account),
        email: format!("{}@example.com", handshake.account),
        tags: handshake.tags.clone(),
    };
    account_creation::join(world, &seed, JoinedMethod::Invited);
    Ok(output(world, &handshake).into())
}

pub(crate) fn describe_handshake(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let id = call.input.text("HandshakeId")?;
    let handshake = find(world, id)?;
    let party = [&handshake.account, &world.organizations.management];
    if !party.contains(&call.account()) {
        return Err(authorization::not_permitted(call));
    }
    call.authorize(world, &authorization::ask(call))?;
    Ok(output(world, handshake).into())
}

pub(crate) fn list_handshakes_for_account(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    call.authorize(world, &authorization::ask(call))?;
    let own = world
        .organizations
        .handshakes
        .values()
        .filter(|open| open.account == *call.account());
    let handshakes: Vec<(String, Value)> = own
        .map(|handshake| {
            (
                handshake.id.clone(),
                shape(&world.organizations, world, handshake),
            )
        })
        .collect();
    Ok(paging::page(call, world, "Handshakes", handshakes)?.into())
}

fn find<'a>(world: &'a World, id: &str) -> Result<&'a Handshake, ServiceError> {
    world
        .organizations
        .handshakes
        .get(id)
        .ok_or_else(|| authorization::not_found("Handshake"))
}

fn output(world: &World, handshake: &Handshake) -> Value {
    json!({ "Handshake": shape(&world.organizations, world, handshake) })
}

fn shape(organization: &State, world: &World, handshake: &Handshake) -> Value {
    let management = organization.members.get(&organization.management);
    json!({
        "Id": handshake.id,
        "Arn": organization.arn(&world.partition, &handshake.id),
        "Parties": [
            { "Id": organization.id, "Type": "ORGANIZATION" },
            { "Id": handshake.account, "Type": "ACCOUNT" },
        ],
        "State": if handshake.accepted { "ACCEPTED" } else { "OPEN" },
        "RequestedTimestamp": clock::epoch(handshake.requested),
        "ExpirationTimestamp": clock::epoch(handshake.requested + VALID_FOR),
        "Action": "INVITE",
        "Resources": [
            {
                "Type": "ORGANIZATION",
                "Value": organization.id,
                "Resources": [
                    { "Type": "MASTER_EMAIL", "Value": management.map(|member| &member.email) },
                    { "Type": "MASTER_NAME", "Value": management.map(|member| &member.name) },
                    { "Type": "ORGANIZATION_FEATURE_SET", "Value": "ALL" },
                ],
            },
            { "Type": "ACCOUNT", "Value": handshake.account },
        ],
    })
}
