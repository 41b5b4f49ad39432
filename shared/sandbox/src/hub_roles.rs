//! The roles of rolepair's own: in the hub account what its functions run with, in every other
//! account what they assume. Stands in for the StackSet that rolls them out.

use rolepair_model::AccountId;
use serde_json::{Value, json};

use crate::{
    options::HubRole,
    services::iam::{RoleSeed, seed_role},
    step_functions,
    world::World,
};

/// Changes to roles; they need no more than the path rolepair's roles have.
const ROLE_WRITES: [&str; 9] = [
    "iam:CreateRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
    "iam:TagRole",
    "iam:UntagRole",
];
/// Looks at roles. A role that is not there is asked for without its path.
const ROLE_READS: [&str; 5] = [
    "iam:GetRole",
    "iam:ListRoleTags",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
];
const ORGANIZATION_READS: [&str; 7] = [
    "organizations:DescribeOrganization",
    "organizations:DescribeAccount",
    "organizations:ListAccounts",
    "organizations:ListAccountsForParent",
    "organizations:ListParents",
    "organizations:ListRoots",
    "organizations:ListTagsForResource",
];
const TASK_DEFINITION_ACTIONS: [&str; 5] = [
    "ecs:DescribeTaskDefinition",
    "ecs:ListTaskDefinitions",
    "ecs:ListTaskDefinitionFamilies",
    "ecs:RegisterTaskDefinition",
    "ecs:DeregisterTaskDefinition",
];

/// Makes the roles that belong into `account`. The StackSet does not reach the management account.
pub(crate) fn make(world: &mut World, account: &AccountId) {
    let options = &world.options;
    if !options.installed {
        return;
    }
    let mut seeds = Vec::new();
    if *account == options.hub.id {
        seeds.push(of_the_functions(world));
        seeds.extend(step_functions::backfill_role(world));
    }
    if *account == options.resource.id {
        let mut seed = assumed_by_the_hub(world, account, &options.resource_account_role);
        seed.inline = Some(document(role_statements(world, account)));
        seeds.push(seed);
    }
    if *account != options.management.id {
        let mut seed = assumed_by_the_hub(world, account, &options.task_account_role);
        let mut statements = role_statements(world, account);
        statements.extend(task_definition_statements(world, account));
        seed.inline = Some(document(statements));
        seeds.push(seed);
    }
    for seed in seeds {
        seed_role(world, seed);
    }
}

/// The ARN of a role of rolepair's own in `account`.
pub(crate) fn arn(world: &World, account: &str, role: &HubRole) -> String {
    format!(
        "arn:{}:iam::{account}:role{}{}",
        world.partition, role.path, role.name
    )
}

fn of_the_functions(world: &World) -> RoleSeed {
    let options = &world.options;
    let principal = json!({ "Service": "lambda.amazonaws.com" });
    let mut seed = RoleSeed::new(&options.hub.id, &options.hub_role, principal, None);
    let roles = [
        arn(world, "*", &options.task_account_role),
        arn(
            world,
            options.resource.id.as_str(),
            &options.resource_account_role,
        ),
    ];
    seed.inline = Some(document(vec![
        json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": roles }),
        json!({ "Effect": "Allow", "Action": ORGANIZATION_READS, "Resource": "*" }),
    ]));
    seed
}

fn assumed_by_the_hub(world: &World, account: &AccountId, role: &HubRole) -> RoleSeed {
    let options = &world.options;
    let hub = &options.hub.id;
    let principal = json!({ "AWS": format!("arn:{}:iam::{hub}:root", world.partition) });
    let condition = json!({
        "ArnEquals": { "aws:PrincipalArn": arn(world, hub.as_str(), &options.hub_role) },
        "StringEquals": { "aws:PrincipalOrgID": options.organization },
    });
    RoleSeed::new(account, role, principal, Some(condition))
}

fn role_statements(world: &World, account: &AccountId) -> Vec<Value> {
    let roles = format!("arn:{}:iam::{account}:role/rolepair/*", world.partition);
    let without_path = format!("arn:{}:iam::{account}:role/rolepair-*", world.partition);
    vec![
        json!({ "Effect": "Allow", "Action": ROLE_WRITES, "Resource": roles }),
        json!({ "Effect": "Allow", "Action": ROLE_READS, "Resource": [roles, without_path] }),
    ]
}

fn task_definition_statements(world: &World, account: &AccountId) -> Vec<Value> {
    let partition = &world.partition;
    let definitions = format!("arn:{partition}:ecs:*:{account}:task-definition/*");
    vec![
        json!({ "Effect": "Allow", "Action": TASK_DEFINITION_ACTIONS, "Resource": "*" }),
        json!({ "Effect": "Allow", "Action": "ecs:TagResource", "Resource": definitions }),
        // A patched revision carries over the execution role it had, which can be any.
        json!({
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": format!("arn:{partition}:iam::{account}:role/*"),
            "Condition": { "StringEquals": { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
        }),
    ]
}

fn document(statements: Vec<Value>) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}
