use std::collections::{BTreeMap, BTreeSet};

use rolepair_model::{RoleArn, RolePath, Tags};
use serde_json::{Value, json};

use super::{
    account_state, documents, documents::DocumentKind, grants::Grants, limits, managed_policies,
    named_role, role::Role, role_output, trust,
};
use crate::{
    authorize::Ask, call::Call, identifiers, operation::Reply, service_error::ServiceError,
    world::World,
};

/// The request of CreateRole, checked as far as possible without the state of the account.
struct CreateRoleRequest {
    arn: RoleArn,
    trust: Value,
    description: Option<String>,
    boundary: Option<String>,
    session_seconds: i64,
    tags: Tags,
}

pub(crate) fn create_role(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let request = read(call, world)?;
    call.authorize(world, &ask(&request))?;
    if !request.tags.is_empty() {
        // The tags a role is created with count as tags it has, so that a policy can keep TagRole to
        // roles with a tag and still let roles be created with it, as Karpenter's does:
        // https://karpenter.sh/docs/reference/cloudformation/#allowscopedinstanceprofiletagactions
        let tag = Ask::new("iam:TagRole", request.arn.to_string())
            .with_request_tags(&request.tags)
            .with_resource_tags(&request.tags);
        call.authorize(world, &tag)?;
    }
    check_account(call, world, &request)?;
    let grants = Grants {
        trust: trust::stored(world, request.trust)?,
        inline: BTreeMap::new(),
        attached: BTreeSet::new(),
        boundary: request.boundary,
    };
    let mut role = Role::new(request.arn, identifiers::unique_id("AROA"), call.at, grants);
    role.description = request.description;
    role.max_session_seconds = request.session_seconds;
    role.tags = request.tags;
    role.begin(world.dials.iam_propagation, world.now());
    let output = json!({ "Role": role_output::full(world, &role) });
    account_state::state_mut(call, world)?.insert_role(role);
    Ok(output.into())
}

fn read(call: &Call, world: &World) -> Result<CreateRoleRequest, ServiceError> {
    let name = named_role::role_name(call)?;
    let path = call.input.optional_text("Path")?.unwrap_or("/");
    let constraint = "Member must satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)";
    let invalid = |_| limits::invalid("path", path, constraint);
    let text = call.input.text("AssumeRolePolicyDocument")?;
    let trust = documents::parse(DocumentKind::Trust, "assumeRolePolicyDocument", text)?;
    check_trust_size(text)?;
    let description = call.input.optional_text("Description")?.map(str::to_owned);
    description.as_deref().map_or(Ok(()), limits::description)?;
    let tags = call.input.tags("Tags")?;
    limits::tags(&tags)?;
    Ok(CreateRoleRequest {
        arn: RoleArn {
            partition: world.partition.clone(),
            account: call.account().clone(),
            path: path.parse::<RolePath>().map_err(invalid)?,
            name: name.parse().map_err(invalid)?,
        },
        trust,
        description,
        boundary: call
            .input
            .optional_text("PermissionsBoundary")?
            .map(str::to_owned),
        session_seconds: limits::session_seconds(
            call.input
                .optional_number("MaxSessionDuration")?
                .unwrap_or(3_600),
        )?,
        tags,
    })
}

/// A trust policy over its quota.
pub(super) fn check_trust_size(text: &str) -> Result<(), ServiceError> {
    if limits::size(text) > limits::TRUST_POLICY {
        let quota = limits::TRUST_POLICY;
        return Err(limits::limit_exceeded(format!(
            "Cannot exceed quota for ACLSizePerRole: {quota}"
        )));
    }
    Ok(())
}

fn ask(request: &CreateRoleRequest) -> Ask {
    let ask = Ask::new("iam:CreateRole", request.arn.to_string()).with_request_tags(&request.tags);
    match &request.boundary {
        Some(boundary) => ask.with("iam:PermissionsBoundary", boundary),
        None => ask,
    }
}

fn check_account(
    call: &Call,
    world: &World,
    request: &CreateRoleRequest,
) -> Result<(), ServiceError> {
    let state = account_state::state(call, world)?;
    let name = request.arn.name.as_str();
    if state.role(name).is_ok() {
        let message = format!("Role with name {name} already exists.");
        return Err(ServiceError::new(409, "EntityAlreadyExists", message));
    }
    let quota = limits::roles(world, call.account());
    if state.roles().count() >= quota {
        return Err(limits::limit_exceeded(format!(
            "Cannot exceed quota for RolesPerAccount: {quota}"
        )));
    }
    request
        .boundary
        .as_deref()
        .map_or(Ok(()), |arn| managed_policies::must_exist(state, arn))
}
