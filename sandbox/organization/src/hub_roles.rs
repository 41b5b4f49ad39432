//! rolepair's own roles, made from the policies of `infra/policies`: those its functions run with
//! in the hub account, and those they assume in every other account. They replace the stacks of
//! `infra/templates`.

use rolepair_model::{AccountId, Region, RoleArn, RoleName};
use serde_json::Value;

use crate::{
    credentials::Credentials,
    hub_names,
    options::RoleLocation,
    policy_files::Placeholders,
    service_error::ServiceError,
    services::{
        iam::{self, PolicySeed, RoleSeed, seed_policy, seed_role},
        sts,
    },
    world::World,
};

/// The functions, each with a role of its own.
const FUNCTIONS: [&str; 3] = ["pair-account", "patch-task-definition", "backfill"];

/// The names the templates give the roles the hub assumes. If a configuration has other names, the
/// hub's policies have them too.
const TASK_ACCOUNT_ROLE: &str = "role/rolepair-hub-task-account";
const RESOURCE_ACCOUNT_ROLE: &str = "role/rolepair-hub-resource-account";

/// The name of the roles of rolepair's rules, before the Region.
const FORWARDING_ROLE: &str = "rolepair-forward-events";

/// The execution roles the hub may pass: the template's default.
const EXECUTION_ROLES: &str = "iam::*:role/ecsTaskExecutionRole";

/// The most a pair may be allowed: the template's default.
const BOUNDARY_ACTIONS: &str = "dynamodb:BatchGetItem,dynamodb:BatchWriteItem,dynamodb:ConditionCheckItem,dynamodb:DeleteItem,dynamodb:DescribeTable,dynamodb:GetItem,dynamodb:PutItem,dynamodb:Query,dynamodb:Scan,dynamodb:UpdateItem,kms:Decrypt,kms:GenerateDataKey,s3:AbortMultipartUpload,s3:DeleteObject,s3:GetBucketLocation,s3:GetObject,s3:ListBucket,s3:PutObject,sns:Publish,sqs:ChangeMessageVisibility,sqs:DeleteMessage,sqs:GetQueueAttributes,sqs:GetQueueUrl,sqs:ReceiveMessage,sqs:SendMessage";

/// Makes rolepair's roles in `account`. The StackSet does not reach the management account, and the
/// resource account is not a task account.
pub(crate) fn make(world: &mut World, account: &AccountId) {
    let options = &world.options;
    if !options.installed {
        return;
    }
    if *account == options.hub.id {
        of_the_hub(world);
    }
    for region in forwarding_regions(world, account) {
        forwards(world, account, &region);
    }
    let options = &world.options;
    if *account == options.resource.id {
        let role = options.resource_account_role.clone();
        assumed_by_the_hub(world, account, role, "resource-account");
    } else if *account != options.management.id {
        let role = options.task_account_role.clone();
        assumed_by_the_hub(world, account, role, "task-account");
    }
}

/// Credentials of the role the function `name` runs with. They do not expire: Lambda would
/// renew them.
pub(crate) fn function_credentials(
    world: &mut World,
    name: &str,
) -> Result<Credentials, ServiceError> {
    let role = hub_names::function_role(world, name);
    let role = role
        .parse()
        .map_err(|_| iam::no_such_entity(format!("`{role}` is not the ARN of a role")))?;
    let session = format!("rolepair-{name}");
    sts::assume_as_service(world, "lambda.amazonaws.com", &role, &session, &[], None)
}

/// The role with which rolepair's rules in an account and Region forward events, if its StackSet
/// has been there.
pub(crate) fn forwarding_role(
    world: &World,
    account: &AccountId,
    region: &Region,
) -> Option<RoleArn> {
    let role = world.iam.get(account)?;
    let role = role.role(&format!("{FORWARDING_ROLE}-{region}")).ok()?;
    Some(role.arn.clone())
}

/// A policy of `infra/policies` as it is in `account`, in the hub's Region.
pub(crate) fn policy(world: &World, name: &str, account: &AccountId) -> Value {
    policy_in(world, name, account, &world.options.region)
}

fn policy_in(world: &World, name: &str, account: &AccountId, region: &Region) -> Value {
    let values = values(world, account, region);
    let policy = world.options.policies.policy(name, &values);
    let options = &world.options;
    let text = policy.to_string();
    let named = |role: &RoleLocation| format!("role{}{}", role.path, role.name);
    let text = text
        .replace(TASK_ACCOUNT_ROLE, &named(&options.task_account_role))
        .replace(
            RESOURCE_ACCOUNT_ROLE,
            &named(&options.resource_account_role),
        );
    // Names of roles need no escaping.
    serde_json::from_str(&text).unwrap_or_default()
}

/// A role of the hub's stack: its trust policy, and its other policies by name.
fn hub_role(world: &World, name: RoleName, trust: &str, policies: &[(&str, &str)]) -> RoleSeed {
    let hub = &world.options.hub.id;
    let mut seed = RoleSeed::trusting(hub, &RoleLocation::at_root(name), policy(world, trust, hub));
    for (name, file) in policies {
        seed.inline
            .insert((*name).to_owned(), policy(world, file, hub));
    }
    seed
}

/// The Regions with an account's rules. The rules for task definitions are in the Regions of the
/// configuration. The rules for accounts are where the management account's services report
/// accounts. The resource account has no rules.
fn forwarding_regions(world: &World, account: &AccountId) -> Vec<Region> {
    let options = &world.options;
    if *account == options.resource.id {
        return Vec::new();
    }
    if *account != options.management.id {
        return options.regions.clone();
    }
    let mut regions = vec![world.home_region(), options.region.clone()];
    regions.dedup();
    regions
}

fn forwards(world: &mut World, account: &AccountId, region: &Region) {
    let Ok(name) = format!("{FORWARDING_ROLE}-{region}").parse() else {
        return;
    };
    let policy = |file| policy_in(world, file, account, region);
    let role = RoleLocation::at_root(name);
    let mut seed = RoleSeed::trusting(account, &role, policy("forward-trust"));
    seed.inline.insert("rolepair".to_owned(), policy("forward"));
    seed_role(world, seed);
}

fn of_the_hub(world: &mut World) {
    let mut seeds: Vec<RoleSeed> = FUNCTIONS
        .iter()
        .filter_map(|function| of_a_function(world, function))
        .collect();
    seeds.extend(of_the_state_machine(world));
    for seed in seeds {
        seed_role(world, seed);
    }
}

fn of_a_function(world: &World, function: &str) -> Option<RoleSeed> {
    let name = format!("rolepair-hub-{function}").parse().ok()?;
    let own = format!("function-{function}");
    let policies = [("enter", "function"), ("rolepair", own.as_str())];
    Some(hub_role(world, name, "function-trust", &policies))
}

fn of_the_state_machine(world: &World) -> Option<RoleSeed> {
    let name = hub_names::STATE_MACHINE_ROLE.parse().ok()?;
    let policies = [("rolepair", "state-machine")];
    Some(hub_role(world, name, "state-machine-trust", &policies))
}

fn assumed_by_the_hub(world: &mut World, account: &AccountId, role: RoleLocation, kind: &str) {
    let boundary = PolicySeed {
        account: account.clone(),
        path: "/rolepair/".to_owned(),
        name: "rolepair-boundary".to_owned(),
        document: policy(world, &format!("{kind}-boundary"), account),
    };
    let mut seed = RoleSeed::trusting(account, &role, policy(world, "hub-role-trust", account));
    let permissions = policy(world, &format!("{kind}-role"), account);
    seed.inline.insert("rolepair".to_owned(), permissions);
    seed_policy(world, boundary);
    seed_role(world, seed);
}

fn values(world: &World, account: &AccountId, region: &Region) -> Placeholders {
    let options = &world.options;
    let partition = &world.partition;
    let one = |text: &dyn ToString| vec![text.to_string()];
    let regions = options.regions.iter().map(ToString::to_string);
    let actions = BOUNDARY_ACTIONS.split(',').map(str::to_owned);
    Placeholders::from([
        ("partition", one(partition)),
        ("region", one(region)),
        ("account", one(account)),
        ("organization", one(&options.organization)),
        ("management_account", one(&options.management.id)),
        ("hub_account", one(&options.hub.id)),
        ("hub_region", one(&options.region)),
        ("resource_account", one(&options.resource.id)),
        ("results_bucket", vec![hub_names::results_bucket(world)]),
        ("regions", regions.collect()),
        (
            "execution_roles",
            vec![format!("arn:{partition}:{EXECUTION_ROLES}")],
        ),
        ("boundary_actions", actions.collect()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{activity::Activity, options::Options, seeded_world::seeded_world, trail::Trail};

    const RESOURCE_ACCOUNT: &str = include_str!("../../../infra/templates/resource-account.yaml");
    const TASK_ACCOUNT: &str = include_str!("../../../infra/templates/task-account.yaml");

    fn world(options: Options) -> World {
        seeded_world(options, Trail::new(Activity::default()).0)
    }

    #[test]
    fn the_defaults_are_those_of_the_templates() {
        assert!(RESOURCE_ACCOUNT.contains(&format!("\n      {BOUNDARY_ACTIONS}\n")));
        assert!(TASK_ACCOUNT.contains(&format!("Default: arn:aws:{EXECUTION_ROLES}\n")));
        for role in [TASK_ACCOUNT_ROLE, RESOURCE_ACCOUNT_ROLE] {
            let name = role.trim_start_matches("role/");
            let template = format!("RoleName: {name}\n");
            assert!(TASK_ACCOUNT.contains(&template) || RESOURCE_ACCOUNT.contains(&template));
        }
    }

    #[test]
    fn no_policy_has_a_placeholder_left() {
        let mut options = Options::default();
        options.regions.push("us-east-1".parse().unwrap());
        let world = world(options);
        for name in world.options.policies.names() {
            let policy = policy(&world, name, &world.options.hub.id).to_string();
            assert!(!policy.contains("${"), "{name}: {policy}");
        }
    }

    #[test]
    fn a_hub_with_other_names_has_them_in_its_policies() {
        let mut options = Options::default();
        options.task_account_role.path = "/platform/".parse().unwrap();
        options.task_account_role.name = "entry".parse().unwrap();
        let world = world(options);
        let function = policy(&world, "function", &world.options.hub.id).to_string();
        assert!(function.contains("arn:aws:iam::*:role/platform/entry"));
        assert!(function.contains("role/rolepair-hub-resource-account"));
    }
}
