use super::{AttachedAs, CheckedPolicy};

/// A call, and whether it must be allowed.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) allowed: bool,
    pub(super) by: &'static str,
    pub(super) action: &'static str,
    pub(super) resource: &'static str,
    /// Several values of a key are separated by commas.
    pub(super) context: &'static [(&'static str, &'static str)],
}

type Text = &'static str;

/// A line is `yes` or `no`, the caller, the action, the resource, and the request context.
macro_rules! cases {
    ($($verdict:ident $by:expr, $action:literal, $resource:expr, [$($key:expr => $value:expr),*];)*) => {
        &[$(Case {
            allowed: cases!(@$verdict),
            by: $by,
            action: $action,
            resource: $resource,
            context: &[$(($key, $value)),*],
        }),*]
    };
    (@yes) => { true };
    (@no) => { false };
}

macro_rules! checked {
    ($file:literal, $account:expr, $attached_as:ident, $cases:expr) => {
        CheckedPolicy {
            file: $file,
            text: include_str!(concat!("../../../../../infra/policies/", $file, ".json")),
            account: $account,
            attached_as: AttachedAs::$attached_as,
            cases: $cases,
        }
    };
}

const A: Text = "111111111111";
const B: Text = "222222222222";
const HUB_ACCOUNT: Text = "333333333333";

pub(super) const ALL: &[CheckedPolicy] = &[
    checked!("task-account-role", B, Identity, &[ROLES, TASK_DEFINITIONS]),
    checked!(
        "resource-account-role",
        B,
        Identity,
        &[ROLES, NO_TASK_DEFINITIONS]
    ),
    checked!("task-account-boundary", B, Boundary, &[TASK_ROLE]),
    checked!("resource-account-boundary", A, Boundary, &[RESOURCE_ROLE]),
    checked!("function", HUB_ACCOUNT, Identity, &[FUNCTION]),
    checked!(
        "function-pair-account",
        HUB_ACCOUNT,
        Identity,
        &[PAIR_ACCOUNT]
    ),
    checked!(
        "function-patch-task-definition",
        HUB_ACCOUNT,
        Identity,
        &[PATCH]
    ),
    checked!("function-backfill", HUB_ACCOUNT, Identity, &[BACKFILL]),
    checked!("hub-role-trust", B, Resource, &[TRUST]),
    checked!("event-bus", HUB_ACCOUNT, Resource, &[BUS]),
    checked!("forward", B, Identity, &[FORWARD]),
];

const HUB: Text = "arn:aws:iam::222222222222:role/rolepair-hub-task-account";

const OURS: Text = "arn:aws:iam::222222222222:role/rolepair/rolepair-orders";
const OURS_WITHOUT_PATH: Text = "arn:aws:iam::222222222222:role/rolepair-orders";
const OTHER_IN_PATH: Text = "arn:aws:iam::222222222222:role/rolepair/admin";
const ADMIN: Text = "arn:aws:iam::222222222222:role/admin";
const EXECUTION: Text = "arn:aws:iam::222222222222:role/execution-orders";
const BOUNDARY: Text = "arn:aws:iam::222222222222:policy/rolepair/rolepair-boundary";
const POLICY_OF_AWS: Text = "arn:aws:iam::aws:policy/AdministratorAccess";

const HAS: Text = "iam:PermissionsBoundary";
const TAGGED: Text = "aws:ResourceTag/rolepair:managed-by";
const TAGGING: Text = "aws:RequestTag/rolepair:managed-by";
const KEYS: Text = "aws:TagKeys";
const OUR_KEYS: Text = "rolepair:managed-by,rolepair:pair,rolepair:account";
const REGION: Text = "aws:RequestedRegion";

/// What both hub roles can do with roles.
const ROLES: &[Case] = cases! {
    yes HUB, "iam:GetRole", OURS, [];
    yes HUB, "iam:GetRole", OURS_WITHOUT_PATH, [];
    yes HUB, "iam:GetRolePolicy", OURS, [];
    yes HUB, "iam:ListRolePolicies", OURS, [];
    yes HUB, "iam:ListAttachedRolePolicies", OURS, [];
    no HUB, "iam:GetRole", ADMIN, [];
    // Create.
    yes HUB, "iam:CreateRole", OURS, [HAS => BOUNDARY, TAGGING => "rolepair", KEYS => OUR_KEYS];
    no HUB, "iam:CreateRole", OURS, [TAGGING => "rolepair"];
    no HUB, "iam:CreateRole", OURS, [HAS => POLICY_OF_AWS, TAGGING => "rolepair"];
    no HUB, "iam:CreateRole", OURS, [HAS => BOUNDARY];
    no HUB, "iam:CreateRole", OURS, [HAS => BOUNDARY, TAGGING => "somebody"];
    no HUB, "iam:CreateRole", ADMIN, [HAS => BOUNDARY, TAGGING => "rolepair"];
    no HUB, "iam:CreateRole", OTHER_IN_PATH, [HAS => BOUNDARY, TAGGING => "rolepair"];
    // Tag: only our roles, when they are created and later.
    yes HUB, "iam:TagRole", OURS, [TAGGED => "rolepair", TAGGING => "rolepair", KEYS => OUR_KEYS];
    yes HUB, "iam:TagRole", OURS, [TAGGED => "rolepair", KEYS => "rolepair:account"];
    no HUB, "iam:TagRole", OURS, [TAGGING => "rolepair", KEYS => OUR_KEYS];
    no HUB, "iam:TagRole", OURS, [TAGGED => "rolepair", KEYS => "rolepair:pair,team"];
    no HUB, "iam:TagRole", ADMIN, [TAGGED => "rolepair", KEYS => "rolepair:pair"];
    no HUB, "iam:UntagRole", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
    // Change.
    yes HUB, "iam:UpdateAssumeRolePolicy", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:UpdateAssumeRolePolicy", OURS, [HAS => BOUNDARY];
    no HUB, "iam:UpdateAssumeRolePolicy", ADMIN, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:UpdateAssumeRolePolicy", HUB, [TAGGED => "rolepair", HAS => BOUNDARY];
    // A role that lost its boundary can be restricted before the boundary is restored.
    yes HUB, "iam:DeleteRolePolicy", OURS, [TAGGED => "rolepair"];
    yes HUB, "iam:DetachRolePolicy", OURS, [TAGGED => "rolepair"];
    yes HUB, "iam:PutRolePermissionsBoundary", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:DeleteRolePolicy", OURS, [HAS => BOUNDARY];
    no HUB, "iam:DetachRolePolicy", ADMIN, [TAGGED => "rolepair", HAS => BOUNDARY];
    // Grant.
    yes HUB, "iam:PutRolePolicy", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:PutRolePolicy", OURS, [TAGGED => "rolepair"];
    no HUB, "iam:PutRolePolicy", OURS, [HAS => BOUNDARY];
    no HUB, "iam:PutRolePolicy", ADMIN, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:PutRolePolicy", HUB, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:PutRolePolicy", OURS, [TAGGED => "rolepair", HAS => POLICY_OF_AWS];
    no HUB, "iam:PutRolePermissionsBoundary", OURS, [TAGGED => "rolepair", HAS => POLICY_OF_AWS];
    no HUB, "iam:PutRolePermissionsBoundary", OURS, [HAS => BOUNDARY];
    // Never: without the boundary, by another kind of policy, by another session.
    no HUB, "iam:DeleteRolePermissionsBoundary", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:AttachRolePolicy", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:CreatePolicyVersion", BOUNDARY, [];
    no HUB, "iam:SetDefaultPolicyVersion", BOUNDARY, [];
    no HUB, "iam:DeleteRole", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
    no HUB, "iam:CreateUser", "arn:aws:iam::222222222222:user/rolepair/x", [];
    no HUB, "sts:AssumeRole", OURS, [TAGGED => "rolepair", HAS => BOUNDARY];
};

const FAMILY: Text = "arn:aws:ecs:eu-west-1:222222222222:task-definition/orders:7";
const CLUSTER: Text = "arn:aws:ecs:eu-west-1:222222222222:cluster/orders";
const PASSED_TO: Text = "iam:PassedToService";

const TASK_DEFINITIONS: &[Case] = cases! {
    yes HUB, "ecs:DescribeTaskDefinition", "*", [REGION => "us-east-1"];
    yes HUB, "ecs:DescribeTaskDefinition", "*", [REGION => "eu-west-1"];
    yes HUB, "ecs:ListTaskDefinitionFamilies", "*", [REGION => "us-east-1"];
    yes HUB, "ecs:DeregisterTaskDefinition", "*", [REGION => "us-east-1"];
    no HUB, "ecs:DescribeTaskDefinition", "*", [REGION => "ap-south-1"];
    yes HUB, "ecs:RegisterTaskDefinition", FAMILY, [REGION => "us-east-1", TAGGING => "rolepair"];
    yes HUB, "ecs:RegisterTaskDefinition", FAMILY, [REGION => "eu-west-1", TAGGING => "rolepair"];
    no HUB, "ecs:RegisterTaskDefinition", FAMILY, [REGION => "us-east-1"];
    no HUB, "ecs:RegisterTaskDefinition", FAMILY, [REGION => "ap-south-1", TAGGING => "rolepair"];
    no HUB, "ecs:RegisterTaskDefinition", CLUSTER, [REGION => "us-east-1", TAGGING => "rolepair"];
    yes HUB, "ecs:TagResource", FAMILY, ["ecs:CreateAction" => "RegisterTaskDefinition"];
    no HUB, "ecs:TagResource", FAMILY, [];
    no HUB, "ecs:TagResource", CLUSTER, ["ecs:CreateAction" => "RegisterTaskDefinition"];
    yes HUB, "iam:PassRole", OURS, [PASSED_TO => "ecs-tasks.amazonaws.com"];
    no HUB, "iam:PassRole", OURS, [PASSED_TO => "ec2.amazonaws.com"];
    yes HUB, "iam:PassRole", EXECUTION, [PASSED_TO => "ecs-tasks.amazonaws.com"];
    no HUB, "iam:PassRole", EXECUTION, [PASSED_TO => "lambda.amazonaws.com"];
    no HUB, "iam:PassRole", ADMIN, [PASSED_TO => "ecs-tasks.amazonaws.com"];
    no HUB, "iam:PassRole", OTHER_IN_PATH, [PASSED_TO => "ecs-tasks.amazonaws.com"];
    no HUB, "ecs:RunTask", FAMILY, [REGION => "us-east-1"];
    no HUB, "ecs:UpdateService", "arn:aws:ecs:eu-west-1:222222222222:service/orders/api", [REGION => "us-east-1"];
};

const NO_TASK_DEFINITIONS: &[Case] = cases! {
    no HUB, "ecs:DescribeTaskDefinition", "*", [REGION => "us-east-1"];
    no HUB, "iam:PassRole", OURS, [PASSED_TO => "ecs-tasks.amazonaws.com"];
};

const RESOURCE_ROLE_ARN: Text =
    "arn:aws:iam::111111111111:role/rolepair/rolepair-orders-222222222222";

/// What a task role can do if its policy allows everything.
const TASK_ROLE: &[Case] = cases! {
    yes OURS, "sts:AssumeRole", RESOURCE_ROLE_ARN, [];
    no OURS, "sts:AssumeRole", "arn:aws:iam::111111111111:role/admin", [];
    no OURS, "sts:AssumeRole", "arn:aws:iam::444444444444:role/rolepair/rolepair-orders", [];
    yes OURS, "ssmmessages:CreateControlChannel", "*", [];
    yes OURS, "ssmmessages:CreateDataChannel", "*", [];
    yes OURS, "ssmmessages:OpenControlChannel", "*", [];
    yes OURS, "ssmmessages:OpenDataChannel", "*", [];
    no OURS, "s3:GetObject", "arn:aws:s3:::orders/item", [];
    no OURS, "iam:CreateUser", "arn:aws:iam::222222222222:user/x", [];
};

const OWN_TABLE: Text = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders";
const OTHER_TABLE: Text = "arn:aws:dynamodb:eu-west-1:444444444444:table/orders";

/// What a resource role can do if its policy allows everything.
const RESOURCE_ROLE: &[Case] = cases! {
    yes RESOURCE_ROLE_ARN, "dynamodb:GetItem", OWN_TABLE, [];
    yes RESOURCE_ROLE_ARN, "s3:GetObject", "arn:aws:s3:::orders/item", [];
    no RESOURCE_ROLE_ARN, "dynamodb:GetItem", OTHER_TABLE, [];
    no RESOURCE_ROLE_ARN, "dynamodb:DeleteTable", OWN_TABLE, [];
    no RESOURCE_ROLE_ARN, "iam:CreateUser", "arn:aws:iam::111111111111:user/x", [];
};

const LAMBDA: Text = "arn:aws:iam::333333333333:role/rolepair-hub-backfill";
const OWNER: Text = "aws:ResourceOrgID";
const ORGANIZATION: Text = "o-a1b2c3d4e5";
const MEMBER: Text = "arn:aws:organizations::999999999999:account/o-a1b2c3d4e5/222222222222";
const STRANGER: Text = "arn:aws:organizations::999999999999:account/o-bbbbbbbbbb/222222222222";
const UNIT: Text = "arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-11111111";
const OTHER_UNIT: Text = "arn:aws:organizations::999999999999:ou/o-bbbbbbbbbb/ou-ab12-11111111";
const HUB_IN_A: Text = "arn:aws:iam::111111111111:role/rolepair-hub-resource-account";

/// What all three functions can do.
const FUNCTION: &[Case] = cases! {
    yes LAMBDA, "sts:AssumeRole", HUB, [OWNER => ORGANIZATION];
    no LAMBDA, "sts:AssumeRole", HUB, [OWNER => "o-bbbbbbbbbb"];
    no LAMBDA, "sts:AssumeRole", ADMIN, [OWNER => ORGANIZATION];
    yes LAMBDA, "sts:AssumeRole", HUB_IN_A, [OWNER => ORGANIZATION];
    no LAMBDA, "sts:AssumeRole", "arn:aws:iam::111111111111:role/admin", [OWNER => ORGANIZATION];
    no LAMBDA, "sts:AssumeRole", "arn:aws:iam::444444444444:role/rolepair-hub-resource-account", [];
    yes LAMBDA, "organizations:DescribeAccount", MEMBER, [];
    yes LAMBDA, "organizations:ListTagsForResource", MEMBER, [];
    yes LAMBDA, "organizations:ListParents", MEMBER, [];
    yes LAMBDA, "organizations:ListParents", UNIT, [];
    no LAMBDA, "organizations:DescribeAccount", STRANGER, [];
    no LAMBDA, "organizations:ListParents", OTHER_UNIT, [];
    no LAMBDA, "organizations:MoveAccount", MEMBER, [];
    no LAMBDA, "iam:CreateRole", "arn:aws:iam::333333333333:role/x", [];
};

const PAIR_ACCOUNT: &[Case] = cases! {
    yes LAMBDA, "sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-pair-account", [];
    yes LAMBDA, "sqs:DeleteMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-pair-account", [];
    yes LAMBDA, "sqs:GetQueueAttributes", "arn:aws:sqs:eu-west-1:333333333333:rolepair-pair-account", [];
    no LAMBDA, "sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-backfill", [];
    no LAMBDA, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-pair-account", [];
    yes LAMBDA, "logs:CreateLogStream", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-pair-account:log-stream:s", [];
    yes LAMBDA, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-pair-account:log-stream:s", [];
    no LAMBDA, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-backfill:log-stream:s", [];
    no LAMBDA, "organizations:ListAccounts", "*", [];
};

const PATCH: &[Case] = cases! {
    yes LAMBDA, "sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-patch-task-definition", [];
    yes LAMBDA, "sqs:DeleteMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-patch-task-definition", [];
    yes LAMBDA, "sqs:GetQueueAttributes", "arn:aws:sqs:eu-west-1:333333333333:rolepair-patch-task-definition", [];
    no LAMBDA, "sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-backfill", [];
    yes LAMBDA, "logs:CreateLogStream", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-patch-task-definition:log-stream:s", [];
    yes LAMBDA, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-patch-task-definition:log-stream:s", [];
    no LAMBDA, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-backfill:log-stream:s", [];
    no LAMBDA, "organizations:ListAccounts", "*", [];
};

const BACKFILL: &[Case] = cases! {
    yes LAMBDA, "sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-backfill", [];
    yes LAMBDA, "sqs:DeleteMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-backfill", [];
    yes LAMBDA, "sqs:GetQueueAttributes", "arn:aws:sqs:eu-west-1:333333333333:rolepair-backfill", [];
    no LAMBDA, "sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:333333333333:rolepair-pair-account", [];
    yes LAMBDA, "logs:CreateLogStream", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-backfill:log-stream:s", [];
    yes LAMBDA, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-backfill:log-stream:s", [];
    no LAMBDA, "logs:PutLogEvents", "arn:aws:logs:eu-west-1:333333333333:log-group:/aws/lambda/rolepair-pair-account:log-stream:s", [];
    yes LAMBDA, "organizations:ListAccounts", "*", [];
};

const FROM: Text = "aws:PrincipalOrgID";

/// Who can assume the hub role in an account.
const TRUST: &[Case] = cases! {
    yes LAMBDA, "sts:AssumeRole", HUB, [FROM => ORGANIZATION];
    yes "arn:aws:iam::333333333333:role/rolepair-hub-pair-account", "sts:AssumeRole", HUB, [FROM => ORGANIZATION];
    yes "arn:aws:iam::333333333333:role/rolepair-hub-patch-task-definition", "sts:AssumeRole", HUB, [FROM => ORGANIZATION];
    no "arn:aws:iam::333333333333:role/admin", "sts:AssumeRole", HUB, [FROM => ORGANIZATION];
    no "arn:aws:iam::444444444444:role/rolepair-hub-backfill", "sts:AssumeRole", HUB, [FROM => ORGANIZATION];
    no LAMBDA, "sts:AssumeRole", HUB, [FROM => "o-bbbbbbbbbb"];
    no LAMBDA, "sts:AssumeRole", HUB, [];
    no LAMBDA, "sts:TagSession", HUB, [FROM => ORGANIZATION];
};

const FORWARDER: Text = "arn:aws:iam::222222222222:role/rolepair-forward-events-eu-west-1";
const EVENT_BUS: Text = "arn:aws:events:eu-west-1:333333333333:event-bus/rolepair";
const BY_RULE: Text = "events:eventBusInvocation";
const SOURCE: Text = "events:source";

/// Who can put which events on the bus.
const BUS: &[Case] = cases! {
    yes FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "true", SOURCE => "aws.ecs"];
    yes FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "true", SOURCE => "aws.organizations"];
    yes FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "true", SOURCE => "aws.controltower"];
    // Another organization, and no organization.
    no FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => "o-bbbbbbbbbb", BY_RULE => "true", SOURCE => "aws.ecs"];
    no FORWARDER, "events:PutEvents", EVENT_BUS, [BY_RULE => "true", SOURCE => "aws.ecs"];
    // A member account that calls PutEvents itself, with any source.
    no FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "false", SOURCE => "aws.ecs"];
    no FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, SOURCE => "aws.ecs"];
    // A rule of a member account that forwards forged events, alone or among others.
    no FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "true", SOURCE => "custom.ecs"];
    no FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "true", SOURCE => "aws.ecs,custom.ecs"];
    no FORWARDER, "events:PutEvents", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "true"];
    no FORWARDER, "events:PutEvents", "arn:aws:events:eu-west-1:333333333333:event-bus/default", [FROM => ORGANIZATION, BY_RULE => "true", SOURCE => "aws.ecs"];
    no FORWARDER, "events:PutRule", EVENT_BUS, [FROM => ORGANIZATION, BY_RULE => "true", SOURCE => "aws.ecs"];
};

/// What the role of an account's event rules can do.
const FORWARD: &[Case] = cases! {
    yes FORWARDER, "events:PutEvents", EVENT_BUS, [];
    no FORWARDER, "events:PutEvents", "arn:aws:events:eu-west-1:333333333333:event-bus/default", [];
};
