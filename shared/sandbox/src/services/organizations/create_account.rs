//! CreateAccount, which answers before there is an account, and what happens when there is one.

use rolepair_model::{AccountId, RoleName, Tags};
use serde_json::{Value, json};

use super::{
    output, paging,
    state::{Created, Creation, JoinedMethod},
};
use crate::{
    aws_service::AwsService,
    call::Call,
    clock, identifiers,
    operation::Reply,
    options::HubRole,
    service_error::ServiceError,
    services::iam::{self, RoleSeed},
    timers::Due,
    world::World,
};

const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";
/// What a unit test or a person reading a log can tell apart at once.
const FIRST_IDS: [&str; 6] = [
    "333333333333",
    "444444444444",
    "555555555555",
    "666666666666",
    "777777777777",
    "888888888888",
];

pub(crate) fn create_account(call: &Call, world: &mut World) -> Result<Reply, ServiceError> {
    let creation = read(call)?;
    let ask = super::ask(call).with_request_tags(&creation.tags);
    super::authorize_management(call, world, &ask)?;
    let output = json!({ "CreateAccountStatus": output::creation(&creation) });
    world.schedule(
        world.dials.account_creation,
        &["DescribeCreateAccountStatus", "ListCreateAccountStatus"],
        Due::AccountCreated {
            request: creation.id.clone(),
        },
    );
    world
        .organizations
        .creations
        .insert(creation.id.clone(), creation);
    Ok(output.into())
}

fn read(call: &Call) -> Result<Creation, ServiceError> {
    let invalid = |message: String| ServiceError::invalid_input(AwsService::Organizations, message);
    let (name, email) = (call.input.text("AccountName")?, call.input.text("Email")?);
    if !(1..=50).contains(&name.chars().count()) || !name.chars().all(|c| (' '..='~').contains(&c))
    {
        return Err(invalid(format!("`{name}` is no name for an account")));
    }
    let is_address = email.split_once('@').is_some_and(|(user, domain)| {
        !user.is_empty() && domain.contains('.') && !domain.contains('@')
    });
    if !(6..=64).contains(&email.len()) || !is_address || email.contains(char::is_whitespace) {
        return Err(invalid(format!("`{email}` is no e-mail address")));
    }
    let role_name = call.input.optional_text("RoleName")?.unwrap_or(ACCESS_ROLE);
    role_name
        .parse::<RoleName>()
        .map_err(|error| invalid(error.to_string()))?;
    Ok(Creation {
        id: format!("car-{}", identifiers::hex(32)),
        name: name.to_owned(),
        email: email.to_owned(),
        role_name: role_name.to_owned(),
        tags: call.input.tags("Tags")?,
        requested: call.at,
        outcome: None,
    })
}

pub(crate) fn describe_create_account_status(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    let id = call.input.text("CreateAccountRequestId")?;
    super::authorize_reader(call, world, &super::ask(call))?;
    let creation = world.organizations.creations.get(id).ok_or_else(|| {
        ServiceError::new(
            400,
            "CreateAccountStatusNotFoundException",
            "We can't find a create account request with the CreateAccountRequestId that you specified.",
        )
    })?;
    Ok(json!({ "CreateAccountStatus": output::creation(creation) }).into())
}

pub(crate) fn list_create_account_status(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    super::authorize_reader(call, world, &super::ask(call))?;
    let states = call.input.texts("States")?;
    let wanted = |output: &Value| {
        let state = output
            .get("State")
            .and_then(Value::as_str)
            .unwrap_or_default();
        states.is_empty() || states.iter().any(|wanted| wanted == state)
    };
    let creations = world.organizations.creations.values();
    let statuses: Vec<(String, Value)> = creations
        .map(|creation| (creation.id.clone(), output::creation(creation)))
        .filter(|(_, output)| wanted(output))
        .collect();
    Ok(paging::page(call, world, "CreateAccountStatuses", statuses)?.into())
}

/// Ends a request to create an account: there is one now, or it failed.
pub(crate) fn finish(world: &mut World, request: &str) {
    let now = world.now();
    let id = next_id(world);
    let organization = &mut world.organizations;
    let Some(creation) = organization
        .creations
        .get(request)
        .filter(|creation| creation.outcome.is_none())
        .cloned()
    else {
        return;
    };
    let taken = organization
        .members
        .values()
        .any(|member| member.email == creation.email);
    let result = if taken {
        Err("EMAIL_ALREADY_EXISTS")
    } else {
        Ok(id)
    };
    if let Some(creation) = organization.creations.get_mut(request) {
        creation.outcome = Some(Created {
            at: now,
            result: result.clone(),
        });
    }
    let Ok(id) = result else {
        record_result(world, request);
        return;
    };
    organization.created += 1;
    let seed = Seed {
        id,
        name: creation.name,
        email: creation.email,
        tags: creation.tags,
    };
    let account = seed.id.clone();
    add(world, &seed, JoinedMethod::Created);
    make_access_role(world, &account, &creation.role_name);
    record_result(world, request);
    record_joined(world, &account, JoinedMethod::Created);
}

/// An account that comes into the organization.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) tags: Tags,
}

/// An account joins: by invitation, or because it is there from the start.
pub(crate) fn join(world: &mut World, seed: &Seed, method: JoinedMethod) {
    add(world, seed, method);
    record_joined(world, &seed.id, method);
}

fn add(world: &mut World, seed: &Seed, method: JoinedMethod) {
    let now = world.now();
    world.iam.entry(seed.id.clone()).or_default();
    world
        .organizations
        .add_member(&seed.id, &seed.name, &seed.email, method, now);
    if let Some(tags) = world.organizations.tags_mut(seed.id.as_str()) {
        tags.clone_from(&seed.tags);
    }
    world.schedule(
        world.dials.hub_role,
        &["AssumeRole"],
        Due::HubRoles {
            account: seed.id.clone(),
        },
    );
}

fn next_id(world: &World) -> AccountId {
    let numbers = (1_u64..).map(|number| format!("{:012}", 300_000_000_000 + number));
    FIRST_IDS
        .iter()
        .map(|id| (*id).to_owned())
        .chain(numbers)
        .filter_map(|id| id.parse().ok())
        .find(|id| !world.iam.contains_key(id))
        .unwrap_or_else(|| world.organizations.management.clone())
}

/// The role through which the management account administers an account it created.
fn make_access_role(world: &mut World, account: &AccountId, name: &str) {
    let Ok(name) = name.parse() else { return };
    let role = HubRole::at_root(name);
    let partition = &world.partition;
    let management = &world.organizations.management;
    let principal = json!({ "AWS": format!("arn:{partition}:iam::{management}:root") });
    let mut seed = RoleSeed::new(account, &role, principal, None);
    seed.attached = Some(format!(
        "arn:{partition}:iam::aws:policy/AdministratorAccess"
    ));
    iam::seed_role(world, seed);
}

fn record_result(world: &mut World, request: &str) {
    let Some(creation) = world.organizations.creations.get(request) else {
        return;
    };
    let mut status = json!({
        "id": creation.id,
        "state": "IN_PROGRESS",
        "accountName": "****",
        "requestedTimestamp": clock::in_words(creation.requested),
    });
    if let (Some(outcome), Value::Object(members)) = (&creation.outcome, &mut status) {
        let (state, detail, value) = match &outcome.result {
            Ok(account) => ("SUCCEEDED", "accountId", account.as_str()),
            Err(reason) => ("FAILED", "failureReason", *reason),
        };
        members.insert("state".to_owned(), json!(state));
        members.insert(detail.to_owned(), json!(value));
        members.insert(
            "completedTimestamp".to_owned(),
            json!(clock::in_words(outcome.at)),
        );
    }
    record(
        world,
        "CreateAccountResult",
        json!({ "createAccountStatus": status }),
    );
}

fn record_joined(world: &mut World, account: &AccountId, method: JoinedMethod) {
    let details = json!({
        "accountId": account,
        "joinedMethod": output::method(method),
        "joinedTime": clock::iso(world.now()),
    });
    record(world, "AccountJoinedOrganization", details);
}

/// Records what the service did by itself, in the management account.
pub(super) fn record(world: &mut World, name: &str, details: Value) {
    let management = world.organizations.management.clone();
    let (region, now) = (world.home_region(), world.now());
    world.trail.record_service_event(
        AwsService::Organizations,
        name,
        &management,
        &region,
        now,
        details,
    );
}
