"""The templates, deployed by somebody else's CloudFormation, with the functions' real binaries behind
them: an event in the hub's queue, and the role pair appears.

What ministack does not take is not asked of it: it drops the policy of a bus, RedriveAllowPolicy and a
state machine's logging; it carries no event from one account's bus to another's; as AWS does, it takes no
event from an `aws.` source, so events begin in the queue and the rules are asked what they match; without
Docker it puts no layer at /opt, so `ROLEPAIR_CONFIG` says where the configuration is; and it enforces no
permissions here (`AUTH` denies what holds `aws:PrincipalArn` or `aws:PrincipalOrgID`, wrongly).
"""

import io
import json
import pathlib
import platform
import sys
import time
import zipfile

import pytest

from cloudformation import ROOT, TEMPLATES
from conftest import REGION, client, ended, free_port, started
from test_emulators import Organization, joined

HUB, RESOURCE = "111111111111", "222222222222"
FUNCTIONS = {"PairAccountCode": "pair-account", "PatchTaskDefinitionCode": "patch-task-definition", "BackfillCode": "backfill"}
WAIT_SECONDS = 90
DEFINITION = {"StartAt": "All", "States": {"All": {"Type": "Task", "Resource": "${BackfillFunction}", "End": True}}}


EVENTS_TAKEN = {
    "pair-account-control-tower": {"ct_create_managed_account_succeeded", "ct_update_managed_account_succeeded"},
    "pair-account-organizations": {
        "org_accept_handshake_member_account",
        "org_account_joined_created_UNVERIFIED_SHAPE",
        "org_account_joined_invited_UNVERIFIED_SHAPE",
        "org_create_account_result_failed",
        "org_create_account_result_succeeded",
        "org_move_account",
    },
    "patch-task-definition-ecs": {
        # Registered by a role of another name than the hub's.
        "ecs_register_task_definition_by_rolepair_loop_guard",
        "ecs_register_task_definition_ec2",
        "ecs_register_task_definition_env_values_visible",
        "ecs_register_task_definition_fargate",
    },
}


class Deployed(Organization):
    """An organization in ministack whose roles and functions come from the templates alone."""

    def let_hub_in(self, account, role):
        template = role.removeprefix("rolepair-hub-")
        parameters = {"OrganizationId": self.id, "HubAccountId": HUB}
        if template == "task-account":
            parameters |= {"HubRegion": REGION, "ResourceAccountId": RESOURCE, "HomeRegion": REGION, "Regions": REGION}
        self.deploy(account, template, parameters)

    def deploy(self, account, template, parameters):
        cloudformation = self.client("cloudformation", account)
        cloudformation.create_stack(
            StackName=template,
            TemplateBody=(TEMPLATES / f"{template}.yaml").read_text(),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )
        status = until(lambda: done(cloudformation, template))
        failed = [
            (event["LogicalResourceId"], event.get("ResourceStatusReason"))
            for event in cloudformation.describe_stack_events(StackName=template)["StackEvents"]
            if "FAILED" in event["ResourceStatus"]
        ]
        assert (status, failed) == ("CREATE_COMPLETE", [])
        return {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for one in cloudformation.describe_stack_resources(StackName=template)["StackResources"]
        }


def done(cloudformation, name):
    status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    return None if status.endswith("IN_PROGRESS") else status


def until(question):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"nothing came of it within {WAIT_SECONDS} s")


def zipped(name, content, mode=0o644):
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(entry, content)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stacks")


@pytest.fixture(scope="module")
def organization(folder):
    port = free_port()
    environment = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "ROLEPAIR_CONFIG": str(folder / "rolepair.yaml"),
    }
    with open(folder / "ministack.log", "wb") as log:
        process = started([pathlib.Path(sys.executable).parent / "ministack"], environment, port, log)
        organization = Deployed(environment["AWS_ENDPOINT_URL"], HUB)
        text = organization.config(folder).read_text()
        boundary = "    permissions_boundary: /rolepair/rolepair-boundary\n    permissions:"
        (folder / "rolepair.yaml").write_text(text.replace("    permissions:", boundary))
        yield organization
        ended(process)


@pytest.fixture(scope="module")
def hub(organization, binaries, folder):
    s3 = organization.client("s3", HUB)
    s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
    put = lambda key, body: s3.put_object(Bucket="code", Key=key, Body=body)
    for name in FUNCTIONS.values():
        put(f"{name}.zip", zipped("bootstrap", (binaries / name).read_bytes(), 0o755))
    put("configuration.zip", zipped("rolepair/rolepair.yaml", (folder / "rolepair.yaml").read_text()))
    put("backfill.asl.json", json.dumps(DEFINITION))
    resources = organization.deploy(
        HUB,
        "hub",
        {
            "OrganizationId": organization.id,
            "ManagementAccountId": HUB,
            "ResourceAccountId": RESOURCE,
            "Architecture": {"aarch64": "arm64"}.get(platform.machine(), "x86_64"),
            "CodeBucket": "code",
            "ConfigurationCode": "configuration.zip",
            "BackfillDefinition": "backfill.asl.json",
            **{parameter: f"{name}.zip" for parameter, name in FUNCTIONS.items()},
        },
    )
    # ministack leaves a number that comes from a parameter a text, and its poller trips over it.
    functions = organization.client("lambda", HUB)
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source["UUID"], ScalingConfig={"MaximumConcurrency": 2})
    return resources


def test_the_deployed_hub_turns_an_event_into_a_role_pair(organization, hub):
    account = organization.create_account()
    body = json.dumps(joined(organization, account))
    organization.client("sqs", HUB).send_message(QueueUrl=hub["PairAccountQueue"], MessageBody=body)
    until(lambda: roles_of_pairs(organization, account) and roles_of_pairs(organization, RESOURCE))
    assert roles_of_pairs(organization, account) == {"rolepair-orders": boundary_in(account)}
    assert roles_of_pairs(organization, RESOURCE) == {f"rolepair-orders-{account}": boundary_in(RESOURCE)}


def test_nobody_can_put_an_event_of_aws_on_the_deployed_bus(organization, hub):
    event = joined(organization, "444444444444")
    put = organization.client("events", HUB).put_events(
        Entries=[
            {
                "EventBusName": hub["EventBus"],
                "Source": event["source"],
                "DetailType": event["detail-type"],
                "Detail": json.dumps(event["detail"]),
            }
        ]
    )
    assert put["Entries"][0]["ErrorCode"] == "NotAuthorizedForSourceException"


def test_the_deployed_rules_take_the_events_that_are_meant_for_them(organization, hub):
    events = organization.client("events", HUB)
    samples = sorted((ROOT / "tests" / "golden" / "events").glob("*.json"))
    taken = {}
    for rule in events.list_rules(EventBusName="rolepair")["Rules"]:
        pattern = events.describe_rule(Name=rule["Name"], EventBusName="rolepair")["EventPattern"]
        matches = lambda path: events.test_event_pattern(EventPattern=pattern, Event=path.read_text())["Result"]
        taken[rule["Name"].removeprefix("rolepair-")] = {path.stem for path in samples if matches(path)}
    assert taken == EVENTS_TAKEN


def test_the_deployed_queues_and_functions_are_what_the_template_says(organization, hub):
    sources = organization.client("lambda", HUB).list_event_source_mappings()["EventSourceMappings"]
    assert {one["FunctionArn"].rsplit(":", 1)[1] for one in sources} == {f"rolepair-{one}" for one in FUNCTIONS.values()}
    assert all(one["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for one in sources)
    sqs = organization.client("sqs", HUB)
    attributes = sqs.get_queue_attributes(QueueUrl=hub["PairAccountQueue"], AttributeNames=["All"])["Attributes"]
    assert json.loads(attributes["RedrivePolicy"])["maxReceiveCount"] == 40
    assert attributes["SqsManagedSseEnabled"] == "true"


def test_the_schedule_of_the_deployed_hub_starts_what_was_deployed(organization, hub):
    schedule = organization.client("scheduler", HUB).get_schedule(Name="rolepair-backfill", GroupName="rolepair")
    assert schedule["Target"]["Arn"] == hub["BackfillStateMachine"]


def roles_of_pairs(organization, account):
    iam = organization.client("iam", account)
    names = [role["RoleName"] for role in iam.list_roles(PathPrefix="/rolepair/")["Roles"]]
    roles = [iam.get_role(RoleName=name)["Role"] for name in names]
    return {
        role["RoleName"]: role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        for role in roles
        if role["Path"] == "/rolepair/"
    }


def boundary_in(account):
    return f"arn:aws:iam::{account}:policy/rolepair/rolepair-boundary"
