"""The permissions of the templates and the code: the templates allow the calls of the code, and nothing else.

`CALLS` lists every call of the functions and the file that makes it; a test compares it with the code. `ROLES` lists
the calls that each role may make, and the rights that AWS requires for them.
"""

import json
import re

import pytest

from cloudformation import POLICIES, ROOT, listed, normal, policies, policy_file
from deployments import HUB, KEY, MANAGEMENT, ORGANIZATION, RESOURCE, TASK_ACCOUNT, UNITS, deployment, deployments

ROLES_RS = "shared/aws/src/roles.rs"
ECS_RS = "shared/aws/src/task_definitions.rs"
ORGANIZATION_RS = "shared/aws/src/organization.rs"
CALLS = {
    "sts:AssumeRole": "shared/aws/src/aws.rs",
    "organizations:DescribeAccount": ORGANIZATION_RS,
    "organizations:ListAccounts": ORGANIZATION_RS,
    "organizations:ListParents": ORGANIZATION_RS,
    "organizations:ListTagsForResource": ORGANIZATION_RS,
    "iam:CreateRole": ROLES_RS,
    "iam:DeleteRolePolicy": ROLES_RS,
    "iam:DetachRolePolicy": ROLES_RS,
    "iam:GetRole": ROLES_RS,
    "iam:GetRolePolicy": ROLES_RS,
    "iam:ListAttachedRolePolicies": ROLES_RS,
    "iam:ListRolePolicies": ROLES_RS,
    "iam:PutRolePermissionsBoundary": ROLES_RS,
    "iam:PutRolePolicy": ROLES_RS,
    "iam:TagRole": ROLES_RS,
    "iam:UpdateAssumeRolePolicy": ROLES_RS,
    "ecs:DeregisterTaskDefinition": ECS_RS,
    "ecs:DescribeTaskDefinition": ECS_RS,
    "ecs:ListTaskDefinitionFamilies": ECS_RS,
    "ecs:RegisterTaskDefinition": ECS_RS,
}

# The rights that AWS requires besides that of the call.
REGISTERING = {
    "ecs:TagResource": "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html",
    "iam:PassRole": "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
}
RUNNING_A_FUNCTION = {
    "logs:CreateLogStream": "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    "logs:PutLogEvents": "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    "sqs:DeleteMessage": "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    "sqs:GetQueueAttributes": "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    "sqs:ReceiveMessage": "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
}


def of(*services):
    return {action for action in CALLS if action.split(":")[0] in services}


LISTING = {"organizations:ListAccounts"}
ROLES = {
    "task-account-role": of("iam", "ecs") | set(REGISTERING),
    "resource-account-role": of("iam"),
    "function": of("sts", "organizations") - LISTING,
    "function-pair-account": set(RUNNING_A_FUNCTION),
    "function-patch-task-definition": set(RUNNING_A_FUNCTION),
    "function-backfill": set(RUNNING_A_FUNCTION) | LISTING,
}

# -- Every policy of the templates, and the file that has its text --------------------------------------

HUB_VALUES = {
    "partition": "aws",
    "region": "eu-west-1",
    "account": HUB,
    "organization": ORGANIZATION,
    "management_account": MANAGEMENT,
    "resource_account": RESOURCE,
    "key": KEY,
    "results_bucket": "BackfillResults",
}
TASK_VALUES = {
    "partition": "aws",
    "region": "eu-west-1",
    "account": "222222222222",
    "organization": ORGANIZATION,
    "hub_account": HUB,
    "hub_region": "eu-west-1",
    "resource_account": RESOURCE,
    "regions": TASK_ACCOUNT["Regions"],
    "execution_roles": "arn:aws:iam::*:role/ecsTaskExecutionRole",
}
RESOURCE_VALUES = {
    **TASK_VALUES,
    "account": RESOURCE,
    "bucket": "settings",
    "prefix": "env/",
    "organization_paths": UNITS,
    "boundary_actions": listed(deployment("resource-account", "plain").values["BoundaryActions"]),
}
MANAGEMENT_VALUES = {**TASK_VALUES, "account": MANAGEMENT}

TRUST, INLINE, DOCUMENT = "AssumeRolePolicyDocument", "Policies.0.PolicyDocument", "PolicyDocument"


def rule(values, name, bus=""):
    return f"arn:aws:events:{values['region']}:{values['account']}:rule/{bus}rolepair-{name}"


def queue(values, name, *rules):
    return {**values, "queue": f"rolepair-{name}", "rules": list(rules)}


FUNCTIONS = {"PairAccount": "pair-account", "PatchTaskDefinition": "patch-task-definition", "Backfill": "backfill"}
HUB_RULES = {
    "PairAccount": ["pair-account-organizations", "pair-account-control-tower"],
    "PatchTaskDefinition": ["patch-task-definition-ecs"],
    "Backfill": [],
}
HUB_POLICIES = {
    ("EventBus", "Policy"): ("event-bus", HUB_VALUES),
    ("BackfillStateMachineRole", TRUST): ("state-machine-trust", HUB_VALUES),
    ("BackfillStateMachineRole", INLINE): ("state-machine", HUB_VALUES),
    ("ScheduleRole", TRUST): ("schedule-trust", HUB_VALUES),
    ("ScheduleRole", INLINE): ("schedule", HUB_VALUES),
    ("ScheduleStartsPolicy", DOCUMENT): ("schedule-starts", HUB_VALUES),
    ("ScheduleSendsPolicy", DOCUMENT): ("schedule-sends", HUB_VALUES),
    ("FunctionPolicy", DOCUMENT): ("function", HUB_VALUES),
    ("FunctionKeyPolicy", DOCUMENT): ("function-key", HUB_VALUES),
    ("ScheduleKeyPolicy", DOCUMENT): ("schedule-key", HUB_VALUES),
    ("BackfillStateMachineKeyPolicy", DOCUMENT): ("state-machine-key", HUB_VALUES),
    ("BackfillResultsPolicy", DOCUMENT): ("bucket", {**HUB_VALUES, "bucket": "BackfillResults"}),
}
for prefix, name in FUNCTIONS.items():
    HUB_POLICIES[prefix + "Role", TRUST] = ("function-trust", HUB_VALUES)
    HUB_POLICIES[prefix + "Role", INLINE] = (f"function-{name}", HUB_VALUES)
    for logical, end in (("Queue", ""), ("DeadLetters", "-dead-letters")):
        rules = [rule(HUB_VALUES, one, "rolepair/") for one in HUB_RULES[prefix]]
        file = "queue" if rules else "queue-without-rules"
        HUB_POLICIES[f"{prefix}{logical}Policy", DOCUMENT] = (file, queue(HUB_VALUES, name + end, *rules))

FILES = {
    "hub": HUB_POLICIES,
    "task-account": {
        ("RoleBoundary", DOCUMENT): ("task-account-boundary", TASK_VALUES),
        ("HubRole", TRUST): ("hub-role-trust", TASK_VALUES),
        ("HubRole", INLINE): ("task-account-role", TASK_VALUES),
        ("ForwardRole", TRUST): ("forward-trust", TASK_VALUES),
        ("ForwardRole", INLINE): ("forward", TASK_VALUES),
        ("UndeliveredEventsPolicy", DOCUMENT): (
            "queue",
            queue(TASK_VALUES, "undelivered-events", rule(TASK_VALUES, "patch-task-definition-ecs")),
        ),
    },
    "resource-account": {
        ("RoleBoundary", DOCUMENT): ("resource-account-boundary", RESOURCE_VALUES),
        ("HubRole", TRUST): ("hub-role-trust", RESOURCE_VALUES),
        ("HubRole", INLINE): ("resource-account-role", RESOURCE_VALUES),
    },
    "management-account": {
        ("ForwardRole", TRUST): ("forward-trust", MANAGEMENT_VALUES),
        ("ForwardRole", INLINE): ("forward", MANAGEMENT_VALUES),
        ("UndeliveredEventsPolicy", DOCUMENT): (
            "queue",
            queue(
                MANAGEMENT_VALUES,
                "undelivered-events",
                rule(MANAGEMENT_VALUES, "pair-account-organizations"),
                rule(MANAGEMENT_VALUES, "pair-account-control-tower"),
            ),
        ),
    },
    "image-and-bucket-access": {
        ("Repository", "RepositoryPolicyText"): ("image-pull", RESOURCE_VALUES),
        ("BucketPolicy", DOCUMENT): ("bucket-read", RESOURCE_VALUES),
    },
    "host-delivery": {("InstanceRole", TRUST): ("instance-trust", TASK_VALUES)},
}
# In the home Region of the deployment. In another Region the documents are the same, with its name.
HOME = [("hub", "plain"), ("hub", "everything"), ("task-account", "home"), ("resource-account", "plain")]
HOME += [("management-account", "control-tower"), ("image-and-bucket-access", "bucket"), ("host-delivery", "account")]


@pytest.mark.parametrize("name, way", HOME)
def test_every_policy_is_the_text_of_its_file(name, way):
    for logical, resource in deployment(name, way).resources().items():
        for path, document in policies(resource):
            file, values = FILES[name][logical, path]
            assert normal(document) == normal(policy_file(file, **values)), f"{logical} {path} and {file}"


def test_every_policy_file_is_used():
    used = {file for table in FILES.values() for file, _ in table.values()}
    assert used == {path.stem for path in POLICIES.glob("*.json")}


# -- The calls of the code ------------------------------------------------------------------------------


def calls_in_the_code():
    """Every operation of an SDK client that the crate `aws` calls, and the file that calls it."""
    call = re.compile(r"\b(iam|ecs|sts|organizations|client)\s*\.\s*([a-z_]+)\(\)\s*[.;]")
    found = {}
    for path in sorted((ROOT / "shared" / "aws" / "src").glob("*.rs")):
        for service, method in call.findall(path.read_text()):
            service = {"client": path.stem + "s"}.get(service, service)
            action = "".join(part.capitalize() for part in method.split("_"))
            found[f"{service}:{action}"] = str(path.relative_to(ROOT))
    return found


def test_the_table_lists_exactly_the_calls_of_the_code():
    assert calls_in_the_code() == CALLS


def test_errors_are_reported_by_the_names_of_the_calls():
    named = re.compile(r'"((?:iam|ecs|sts|organizations):[A-Za-z]+)"')
    reported = set()
    for file in set(CALLS.values()):
        reported |= set(named.findall((ROOT / file).read_text()))
    assert reported == set(CALLS)


@pytest.mark.parametrize("name", ROLES)
def test_a_role_may_make_the_calls_and_nothing_else(name):
    statements = json.loads((POLICIES / f"{name}.json").read_text())["Statement"]
    allowed = {action for statement in statements for action in listed(statement["Action"])}
    assert allowed == ROLES[name]


def test_the_account_roles_differ_only_in_task_definitions():
    task = policy_file("task-account-role", **TASK_VALUES)["Statement"]
    resource = policy_file("resource-account-role", **TASK_VALUES)["Statement"]
    assert task[: len(resource)] == resource


# -- What a security reviewer reads -----------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.json")), ids=lambda path: path.stem)
def test_every_statement_is_explained_line_by_line(path):
    section = re.split(r"^#+ ", (ROOT / "docs" / "permissions.md").read_text(), flags=re.MULTILINE)
    section = [part for part in section if f"`infra/policies/{path.name}`" in part]
    assert len(section) == 1, f"docs/permissions.md explains {path.name} {len(section)} times"
    for statement in json.loads(path.read_text())["Statement"]:
        assert f"`{statement['Sid']}`" in section[0], f"{path.name}: {statement['Sid']}"
        for action in listed(statement["Action"]):
            if "${" not in action:
                assert action in section[0], f"{path.name} {statement['Sid']}: {action}"
        for keys in statement.get("Condition", {}).values():
            for key in keys:
                assert key in section[0], f"{path.name} {statement['Sid']}: {key}"
