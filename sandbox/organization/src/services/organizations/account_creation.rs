//! What happens when an account is created or joins.

use rolepair_model::{AccountId, Tags};
use serde_json::{Value, json};

use super::{
    create_account::ACCESS_ROLE,
    output,
    state::{Created, JoinedMethod},
};
use crate::{
    clock,
    options::RoleLocation,
    services::iam::{self, RoleSeed},
    timers::Due,
    world::World,
};

/// The ids of the first accounts are easy to distinguish.
const FIRST_IDS: [&str; 6] = [
    "333333333333",
    "444444444444",
    "555555555555",
    "666666666666",
    "777777777777",
    "888888888888",
];

/// Ends a request to create an account: it exists now, or the request failed.
pub(crate) fn finish(world: &mut World, request: &str) {
    let creations = &world.organizations.creations;
    let open = creations
        .get(request)
        .filter(|creation| creation.outcome.is_none());
    let Some(creation) = open.cloned() else {
        return;
    };
    let mut members = world.organizations.members.values();
    if members.any(|member| member.email == creation.email) {
        end(world, request, Err("EMAIL_ALREADY_EXISTS"));
        return;
    }
    let seed = Seed {
        id: next_id(world),
        name: creation.name,
        email: creation.email,
        tags: creation.tags,
    };
    add(world, &seed, JoinedMethod::Created);
    make_access_role(world, &seed.id, &creation.role_name);
    end(world, request, Ok(seed.id.clone()));
    record_joined(world, &seed.id, JoinedMethod::Created);
}

fn end(world: &mut World, request: &str, result: Result<AccountId, &'static str>) {
    let at = world.now();
    if let Some(creation) = world.organizations.creations.get_mut(request) {
        creation.outcome = Some(Created { at, result });
    }
    record_result(world, request);
}

/// An account that comes into the organization.
#[derive(Debug, Clone)]
pub(super) struct Seed {
    pub(super) id: AccountId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) tags: Tags,
}

/// An account joins by invitation.
pub(super) fn join(world: &mut World, seed: &Seed, method: JoinedMethod) {
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

/// Makes the access role with the usual name in an account that exists from the start.
pub(crate) fn make_usual_access_role(world: &mut World, account: &AccountId) {
    if *account != world.organizations.management {
        make_access_role(world, account, ACCESS_ROLE);
    }
}

/// The role through which the management account administers an account it created.
fn make_access_role(world: &mut World, account: &AccountId, name: &str) {
    let Ok(name) = name.parse() else { return };
    let role = RoleLocation::at_root(name);
    let partition = &world.partition;
    let management = &world.organizations.management;
    let principal = json!({ "AWS": format!("arn:{partition}:iam::{management}:root") });
    let mut seed = RoleSeed::new(account, &role, principal);
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

/// Records an event of the service itself, in the management account.
pub(super) fn record(world: &mut World, name: &str, details: Value) {
    let management = world.organizations.management.clone();
    let (region, now) = (world.home_region(), world.now());
    world
        .trail
        .record_service_event("organizations", name, &management, &region, now, details);
}
