//! The stacks of a StackSet. StackSets makes them with a role of its own in each account, and never
//! in the management account
//! (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html>).
//!
//! An account that moves out of the units, or leaves the organization, keeps its stack here, as on
//! AWS with stack retention on account removal. Nothing else is supported. A stack that failed is
//! tried again when the StackSet next reaches its account.

use std::collections::BTreeSet;

use rolepair_cloudformation::DeletionPolicy;
use rolepair_model::{AccountId, Region};
use serde_json::{Value, json};

use super::{
    error::invalid,
    maker::Maker,
    making,
    named_stack_set::named_stack_set,
    organizations_access::{self, STACK_SETS},
    stack_record::StackRecord,
    stack_set::{Instance, Place, StackSet, StackSetOperation, StackSetTarget},
    state::StackKey,
    updating,
};
use crate::{
    aws_service::AwsService,
    call::Call,
    identifiers,
    operation::Reply,
    options::RoleLocation,
    service_error::ServiceError,
    services::{
        iam::{RoleSeed, seed_role},
        sts,
    },
    world::World,
};

/// The role of StackSets in an account.
const ROLE: &str = "stacksets-exec-0123456789abcdef0123456789abcdef";

pub(super) fn create_stack_instances(
    call: &Call,
    world: &mut World,
) -> Result<Reply, ServiceError> {
    organizations_access::admit(call, world)?;
    let mut set = named_stack_set(call, world)?.clone();
    let target = target(call, world)?;
    let mut roll_out = RollOut::default();
    for account in world.organizations.active_accounts() {
        for unit in &target.units {
            deploy(
                world,
                &mut set,
                &account,
                unit,
                &target.regions,
                &mut roll_out,
            );
        }
    }
    if !set.targets.contains(&target) {
        set.targets.push(target);
    }
    let operation = roll_out.recorded(world, &mut set, "CREATE", tolerance(call));
    world.cloudformation.sets.insert(set.name.clone(), set);
    Ok(json!({ "OperationId": operation }).into())
}

/// Makes the stacks that belong into an account that joined or moved.
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
        let mut roll_out = RollOut::default();
        for StackSetTarget { units, regions } in set.targets.clone() {
            for unit in &units {
                deploy(world, &mut set, account, unit, &regions, &mut roll_out);
            }
        }
        if roll_out.tried > 0 {
            roll_out.recorded(world, &mut set, "CREATE", 0);
        }
        world.cloudformation.sets.insert(name, set);
    }
}

/// Updates every stack of a StackSet.
pub(super) fn roll_out_again(call: &Call, world: &mut World, set: &mut StackSet) -> String {
    let mut roll_out = RollOut::default();
    for (place, mut instance) in set.instances.clone() {
        instance.follow(renew(world, set, &place, &instance));
        roll_out.count(instance.failure.is_none());
        set.instances.insert(place, instance);
    }
    roll_out.recorded(world, set, "UPDATE", tolerance(call))
}

/// The progress of an operation.
#[derive(Debug, Default)]
struct RollOut {
    /// The places it has reached.
    places: BTreeSet<Place>,
    tried: usize,
    failed: usize,
}

impl RollOut {
    fn count(&mut self, has_succeeded: bool) {
        self.tried += 1;
        self.failed += usize::from(!has_succeeded);
    }

    /// Records the operation in the StackSet; returns its id.
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

/// Makes the stacks of one account, if it is below the unit. Stacks that are well stay as they are.
fn deploy(
    world: &mut World,
    set: &mut StackSet,
    account: &AccountId,
    unit: &str,
    regions: &[Region],
    roll_out: &mut RollOut,
) {
    let membership = world.organizations.membership(account);
    let is_below = membership.is_some_and(|member| member.path.split('/').any(|id| id == unit));
    if !is_below || *account == world.organizations.management {
        return;
    }
    for region in regions {
        let place = (account.clone(), region.clone());
        let before = set.instances.get(&place).cloned();
        let is_well = before.as_ref().is_some_and(|one| one.failure.is_none());
        if is_well || !roll_out.places.insert(place.clone()) {
            continue;
        }
        let mut instance = before.unwrap_or_else(|| Instance::below(unit));
        instance.follow(make(world, set, &place));
        roll_out.count(instance.failure.is_none());
        set.instances.insert(place, instance);
    }
}

/// Updates a stack that was made.
fn renew(
    world: &mut World,
    set: &StackSet,
    place: &Place,
    instance: &Instance,
) -> Result<StackRecord, ServiceError> {
    if instance.failure.is_none() && record(world, set, place).is_none() {
        let (account, region) = place;
        return Err(invalid(format!(
            "the stack in {account} and {region} is not there any more"
        )));
    }
    make(world, set, place)
}

/// Makes the stack of one account and Region. One that could not be made before is deleted first;
/// one that exists is updated.
fn make(world: &mut World, set: &StackSet, place: &Place) -> Result<StackRecord, ServiceError> {
    let (account, region) = place;
    let maker = maker(world, account, region)?;
    let mut record = match record(world, set, place) {
        Some(mut record) if !is_updatable(&record) => {
            let stays = DeletionPolicy::outlives_its_stack;
            if let Some(left) = making::take_back(world, &maker, &mut record, stays) {
                record.status = "DELETE_FAILED";
                record.reason = Some(left);
                kept(world, &maker, &record);
                return Ok(record);
            }
            making::new_record(world, &maker, &stack_name(set))
        }
        Some(mut record) => {
            updating::update(world, &maker, &mut record, set.plan.clone());
            kept(world, &maker, &record);
            return Ok(record);
        }
        None => making::new_record(world, &maker, &stack_name(set)),
    };
    making::make(world, &maker, &mut record, set.plan.clone());
    kept(world, &maker, &record);
    Ok(record)
}

fn is_updatable(record: &StackRecord) -> bool {
    !record.status.starts_with("ROLLBACK") && record.status != "DELETE_FAILED"
}

fn record(world: &World, set: &StackSet, (account, region): &Place) -> Option<StackRecord> {
    let key = StackKey {
        account: account.clone(),
        region: region.clone(),
        name: stack_name(set),
    };
    world.cloudformation.stacks.get(&key).cloned()
}

fn kept(world: &mut World, maker: &Maker, record: &StackRecord) {
    let key = maker.key(&record.name);
    world.cloudformation.stacks.insert(key, record.clone());
}

/// The name of all stacks of a set: no two of them share an account and Region.
fn stack_name(set: &StackSet) -> String {
    format!("StackSet-{}", set.id.replace(':', "-"))
}

/// StackSets itself in an account, where it may do everything that the organization allows.
fn maker(world: &mut World, account: &AccountId, region: &Region) -> Result<Maker, ServiceError> {
    let wrong = |_| invalid(format!("`{ROLE}` is not a name"));
    let role = RoleLocation::at_root(ROLE.parse().map_err(wrong)?);
    let principal = json!({ "Service": STACK_SETS });
    let mut seed = RoleSeed::new(account, &role, principal);
    let partition = &world.partition;
    let administrator = format!("arn:{partition}:iam::aws:policy/AdministratorAccess");
    seed.attached = Some(administrator);
    let arn = format!("arn:{partition}:iam::{account}:role/{ROLE}");
    seed_role(world, seed);
    let arn = arn
        .parse()
        .map_err(|_| invalid(format!("`{arn}` is not the ARN of a role")))?;
    let session = "stacksets";
    let session = sts::assume_as_service(world, STACK_SETS, &arn, session, &[], Some(3_600))?;
    // Nobody may get hold of an administrator's key.
    let key = world.sts.take(&session.access_key_id);
    let key = key.ok_or_else(|| ServiceError::no_session(AwsService::CloudFormation))?;
    Ok(Maker {
        caller: key.caller,
        region: region.clone(),
    })
}

fn target(call: &Call, world: &World) -> Result<StackSetTarget, ServiceError> {
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
    let units = units.filter_map(Value::as_str).map(str::to_owned);
    let units: BTreeSet<String> = units.collect();
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
    let regions: BTreeSet<Region> = regions.iter().map(region).collect::<Result<_, _>>()?;
    Ok(StackSetTarget {
        units: units.into_iter().collect(),
        regions: regions.into_iter().collect(),
    })
}

fn tolerance(call: &Call) -> usize {
    let preferences = call.input.value("OperationPreferences");
    let percent = preferences.and_then(|all| all.get("FailureTolerancePercentage"));
    let percent = percent.and_then(Value::as_str);
    percent.and_then(|text| text.parse().ok()).unwrap_or(0)
}
