//! The stacks of a StackSet. StackSets makes them in the name of a role of its own in each account,
//! and never in the management account
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html>).

use rolepair_model::{AccountId, Region};
use serde_json::{Value, json};

use super::{
    STACK_SETS, invalid, making,
    making::Maker,
    organizations_access,
    stack_set::{Instance, StackSet, StackSetOperation, Target},
    stack_sets::named,
    updating,
};
use crate::{
    call::Call,
    identifiers,
    operation::Reply,
    options::HubRole,
    service_error::ServiceError,
    services::{
        iam::{RoleSeed, seed_role},
        sts,
    },
    world::World,
};

/// What StackSets works with in an account.
const ROLE: &str = "stacksets-exec-0123456789abcdef0123456789abcdef";

pub(super) fn create_stack_instances(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    organizations_access::admit(call, world)?;
    let mut set = named(call, world)?.clone();
    let target = target(call, world)?;
    let mut outcome = Outcome::default();
    for account in world.organizations.active_accounts() {
        for unit in &target.units {
            deploy(
                world,
                &mut set,
                &account,
                unit,
                &target.regions,
                &mut outcome,
            );
        }
    }
    set.targets.push(target);
    let operation = outcome.recorded(world, &mut set, "CREATE", tolerance(call));
    world.cloudformation.sets.insert(set.name.clone(), set);
    Ok(json!({ "OperationId": operation }).into())
}

/// Gives an account that joined, or moved, the stacks that belong to it.
pub(crate) fn deploy_automatically(world: &mut World, account: &AccountId) {
    if !world.organizations.active_accounts().contains(account) {
        return;
    }
    let names: Vec<String> = world.cloudformation.sets.keys().cloned().collect();
    for name in names {
        let set = world.cloudformation.sets.get(&name);
        let Some(mut set) = set.filter(|set| set.is_automatic).cloned() else {
            continue;
        };
        let mut outcome = Outcome::default();
        for Target { units, regions } in set.targets.clone() {
            for unit in &units {
                deploy(world, &mut set, account, unit, &regions, &mut outcome);
            }
        }
        if outcome.tried > 0 {
            outcome.recorded(world, &mut set, "CREATE", 0);
        }
        world.cloudformation.sets.insert(name, set);
    }
}

/// Makes of every stack of a StackSet what it is to be now.
pub(super) fn roll_out_again(
    call: &Call,
    world: &mut World,
    set: &mut StackSet,
) -> Result<String, ServiceError> {
    let mut outcome = Outcome::default();
    for (account, region) in set.instances.keys().cloned().collect::<Vec<_>>() {
        let maker = maker(world, &account, &region)?;
        let key = maker.key(&stack_name(set));
        let Some(mut record) = world.cloudformation.stacks.get(&key).cloned() else {
            continue;
        };
        updating::update(world, &maker, &mut record, set.plan.clone());
        outcome.count(record.status == "UPDATE_COMPLETE");
        if let Some(instance) = set.instances.get_mut(&(account, region)) {
            instance.failure.clone_from(&record.reason);
        }
        world.cloudformation.stacks.insert(key, record);
    }
    Ok(outcome.recorded(world, set, "UPDATE", tolerance(call)))
}

/// How an operation goes.
#[derive(Debug, Default)]
struct Outcome {
    tried: usize,
    failed: usize,
}

impl Outcome {
    fn count(&mut self, has_succeeded: bool) {
        self.tried += 1;
        self.failed += usize::from(!has_succeeded);
    }

    /// Keeps it with the StackSet; its id.
    fn recorded(
        &self,
        world: &World,
        set: &mut StackSet,
        action: &'static str,
        tolerated_percent: usize,
    ) -> String {
        let id = identifiers::uuid();
        let operation = StackSetOperation {
            action,
            has_succeeded: self.failed * 100 <= tolerated_percent * self.tried,
            failed: self.failed,
            at: world.now(),
        };
        set.operations.insert(id.clone(), operation);
        id
    }
}

/// Makes the stacks of one account, as far as it is below the unit and has none.
fn deploy(
    world: &mut World,
    set: &mut StackSet,
    account: &AccountId,
    unit: &str,
    regions: &[Region],
    outcome: &mut Outcome,
) {
    let membership = world.organizations.membership(account);
    let is_below = membership.is_some_and(|member| member.path.split('/').any(|id| id == unit));
    if !is_below || *account == world.organizations.management {
        return;
    }
    for region in regions {
        let place = (account.clone(), region.clone());
        if set.instances.contains_key(&place) {
            continue;
        }
        let (stack_id, failure) = match make(world, set, account, region) {
            Ok((id, failure)) => (id, failure),
            Err(error) => (String::new(), Some(error.message)),
        };
        outcome.count(failure.is_none());
        let unit = unit.to_owned();
        let instance = Instance {
            unit,
            stack_id,
            failure,
        };
        set.instances.insert(place, instance);
    }
}

fn make(
    world: &mut World,
    set: &StackSet,
    account: &AccountId,
    region: &Region,
) -> Result<(String, Option<String>), ServiceError> {
    let maker = maker(world, account, region)?;
    let mut record = making::new_record(world, &maker, &stack_name(set));
    making::make(world, &maker, &mut record, set.plan.clone());
    let (id, failure) = (record.id.clone(), record.reason.clone());
    world
        .cloudformation
        .stacks
        .insert(maker.key(&record.name), record);
    Ok((id, failure))
}

/// One name for all of a set's stacks, as no two of them share an account and Region.
fn stack_name(set: &StackSet) -> String {
    format!("StackSet-{}", set.id.replace(':', "-"))
}

/// StackSets itself, in an account: it may do everything there that the organization lets it.
fn maker(world: &mut World, account: &AccountId, region: &Region) -> Result<Maker, ServiceError> {
    let wrong = |_| invalid(format!("`{ROLE}` is no name"));
    let role = HubRole::at_root(ROLE.parse().map_err(wrong)?);
    let principal = json!({ "Service": STACK_SETS });
    let mut seed = RoleSeed::new(account, &role, principal);
    let partition = &world.partition;
    let administrator = format!("arn:{partition}:iam::aws:policy/AdministratorAccess");
    seed.attached = Some(administrator);
    let arn = format!("arn:{partition}:iam::{account}:role/{ROLE}");
    seed_role(world, seed);
    let arn = arn
        .parse()
        .map_err(|_| invalid(format!("`{arn}` is no role")))?;
    let session = "stacksets";
    let session = sts::assume_as_service(world, STACK_SETS, &arn, session, &[], Some(3_600))?;
    let caller = world.sts.key(&session.access_key_id);
    let caller = caller.map(|key| key.caller.clone());
    Ok(Maker {
        caller: caller.ok_or_else(|| invalid("a session is not there"))?,
        region: region.clone(),
    })
}

fn target(call: &Call, world: &World) -> Result<Target, ServiceError> {
    let given = call.input.value("DeploymentTargets");
    let units = given.and_then(|targets| targets.get("OrganizationalUnitIds"));
    let known = given
        .and_then(Value::as_object)
        .is_none_or(|targets| targets.keys().all(|key| key == "OrganizationalUnitIds"));
    if !known {
        return Err(invalid(
            "`DeploymentTargets` is only known here with `OrganizationalUnitIds`",
        ));
    }
    let units = units.and_then(Value::as_array).into_iter().flatten();
    let units: Vec<String> = units.filter_map(Value::as_str).map(str::to_owned).collect();
    if units.is_empty() {
        return Err(invalid("OrganizationalUnitIds are required"));
    }
    let organization = &world.organizations;
    if let Some(unit) = units.iter().find(|unit| !organization.is_parent(unit)) {
        return Err(invalid(format!("{unit} is not in the organization")));
    }
    let region = |text: &String| {
        text.parse()
            .map_err(|_| invalid(format!("Region {text} is not supported")))
    };
    let regions = call.input.texts("Regions")?;
    Ok(Target {
        units,
        regions: regions.iter().map(region).collect::<Result<_, _>>()?,
    })
}

fn tolerance(call: &Call) -> usize {
    let preferences = call.input.value("OperationPreferences");
    let percent = preferences.and_then(|all| all.get("FailureTolerancePercentage"));
    let percent = percent.and_then(Value::as_str);
    percent.and_then(|text| text.parse().ok()).unwrap_or(0)
}
