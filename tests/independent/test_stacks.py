"""The templates, deployed by another project's CloudFormation, with the zips of a release, the plan of its command line
and the real state machine: an event goes on the hub's bus, and the role pair appears.

ministack differs from AWS, so the tests work around these points:

- Like AWS, it takes no event with an `aws.` source. So an event of AWS travels on the deployed bus inside an
  event with a source of ours. A rule of this test takes it out, instead of the deployed rules. These are only
  asked what they match. On AWS the queue would refuse the rule of the test, because its policy lists the deployed
  rules.
- It drops the policy of a bus, RedriveAllowPolicy and the logging of a state machine, and carries no event from the
  bus of one account to that of another.
- It runs the state machine up to the page of accounts, because it does not know `aws-sdk:s3:putObject`, and it
  writes no results of a Distributed Map. The embedded organization does the rest (tests/stories), and
  test_emulators.py goes through the accounts of moto.
- Without Docker it puts no layer at /opt, so `ROLEPAIR_CONFIG` holds the path of the configuration.
- It enforces no permissions here: its `AUTH` wrongly denies what depends on `aws:PrincipalArn` or
  `aws:PrincipalOrgID`.
"""

import base64
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request
import zipfile

import pytest

from cloudformation import ROOT, TEMPLATES
from conftest import ARCHITECTURE, FUNCTIONS, REGION, client, ministack_with_functions
from test_emulators import Organization, joined

HUB, RESOURCE = "111111111111", "222222222222"
WAIT_SECONDS = 90
SOURCE = "rolepair.test"


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
        # Registered by a role whose name is not that of the hub's role.
        "ecs_register_task_definition_by_rolepair_loop_guard",
        "ecs_register_task_definition_ec2",
        "ecs_register_task_definition_env_values_visible",
        "ecs_register_task_definition_fargate",
    },
}


class Deployed(Organization):
    """An organization in ministack whose roles and functions come from the templates only."""

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stacks")


@pytest.fixture(scope="module")
def organization(folder):
    with ministack_with_functions(folder) as endpoint:
        organization = Deployed(endpoint, HUB)
        organization.config(folder)
        yield organization


@pytest.fixture(scope="module")
def plan(package, organization, folder):
    """The command line's plan of what to upload and to deploy."""
    return json.loads(
        rolepair(
            package,
            "deploy",
            "--dry-run",
            "--output=json",
            f"--config={folder / 'rolepair.yaml'}",
            f"--hub-account={HUB}",
            f"--management-account={HUB}",
            "--code-bucket=code",
            f"--architecture={ARCHITECTURE}",
            f"--package={package.folder}",
            f"--infra={ROOT / 'infra'}",
        )
    )


@pytest.fixture(scope="module")
def hub(organization, package, plan, folder):
    s3 = organization.client("s3", HUB)
    s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": REGION})
    configuration = folder / "configuration.zip"
    rolepair(package, "pack", f"--config={folder / 'rolepair.yaml'}", f"--zip={configuration}")
    for planned in plan["objects"]:
        body = pathlib.Path(planned.get("file") or configuration).read_bytes()
        assert hashlib.sha256(body).hexdigest() == planned["sha256"]
        s3.put_object(Bucket="code", Key=planned["key"], Body=body)
    parameters = {one["name"]: one["value"] for one in hub_stack(plan)["parameters"]}
    resources = organization.deploy(HUB, "hub", parameters)
    # ministack passes a number from a parameter as text, which its poller cannot use.
    functions = organization.client("lambda", HUB)
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source["UUID"], ScalingConfig={"MaximumConcurrency": 2})
    return resources


def rolepair(package, *arguments):
    return subprocess.run([package.rolepair, *arguments], check=True, stdout=subprocess.PIPE).stdout


def hub_stack(plan):
    (stack,) = [stack for stack in plan["stacks"] if pathlib.Path(stack["template"]).name == "hub.yaml"]
    return stack


def aws(organization, account, *arguments):
    """Runs the AWS CLI with the keys of an account."""
    program = pathlib.Path(sys.executable).parent / "aws"
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": organization.endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    command = [program, *arguments, "--output", "json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout or "null")


@pytest.fixture
def rule_of_the_test(organization, hub):
    """A rule that takes the event of AWS out of an event of ours, and sends it to the deployed queue."""
    rule = ["--rule", "rolepair-test", "--event-bus-name", hub["EventBus"]]
    events = lambda *arguments: aws(organization, HUB, "events", *arguments)
    queue = f"arn:aws:sqs:{REGION}:{HUB}:{hub['PairAccountQueue'].rsplit('/', 1)[1]}"
    target = {"Id": "queue", "Arn": queue, "InputPath": "$.detail"}
    events("put-rule", "--name", *rule[1:], "--event-pattern", json.dumps({"source": [SOURCE]}))
    assert events("put-targets", *rule, "--targets", json.dumps([target]))["FailedEntryCount"] == 0
    yield
    events("remove-targets", *rule, "--ids", "queue")
    events("delete-rule", "--name", *rule[1:])


def test_an_event_put_on_the_deployed_bus_with_the_aws_cli_becomes_a_role_pair(organization, hub, rule_of_the_test):
    account = organization.create_account("by-the-bus")
    entry = {
        "EventBusName": hub["EventBus"],
        "Source": SOURCE,
        "DetailType": "An event as AWS sends it",
        "Detail": json.dumps(joined(organization, account)),
    }
    put = aws(organization, HUB, "events", "put-events", "--entries", json.dumps([entry]))
    assert put["FailedEntryCount"] == 0, put
    expect_role_pair(organization, account)


def test_the_deployed_functions_are_the_files_of_the_package(organization, hub, package):
    functions = organization.client("lambda", HUB)
    for name in FUNCTIONS:
        deployed = functions.get_function_configuration(FunctionName=f"rolepair-{name}")
        digest = hashlib.sha256(package.zip(name).read_bytes()).digest()
        assert deployed["CodeSha256"] == base64.b64encode(digest).decode()
        assert (deployed["Runtime"], deployed["Architectures"]) == ("provided.al2023", [ARCHITECTURE])


def test_the_deployed_layer_is_the_packed_configuration(organization, hub, folder):
    functions = organization.client("lambda", HUB)
    layer = functions.get_layer_version_by_arn(Arn=hub["ConfigurationLayer"])
    with urllib.request.urlopen(layer["Content"]["Location"]) as answer:
        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    assert archive.read("rolepair/rolepair.yaml") == (folder / "rolepair.yaml").read_bytes()


def test_the_deployed_state_machine_is_the_file_with_every_name_filled_in(organization, hub):
    machine = organization.client("stepfunctions", HUB).describe_state_machine(stateMachineArn=hub["BackfillStateMachine"])
    text = (ROOT / "infra" / "state-machine" / "backfill.asl.json").read_text()
    function = f"arn:aws:lambda:{REGION}:{HUB}:function:rolepair-backfill"
    for name, value in {"Partition": "aws", "BackfillFunction": function, "ResultsBucket": hub["BackfillResults"]}.items():
        text = text.replace("${" + name + "}", value)
    assert json.loads(machine["definition"]) == json.loads(text)


def test_the_deployed_hub_turns_an_event_into_a_role_pair(organization, hub):
    account = organization.create_account()
    body = json.dumps(joined(organization, account))
    organization.client("sqs", HUB).send_message(QueueUrl=hub["PairAccountQueue"], MessageBody=body)
    expect_role_pair(organization, account)


def test_the_deployed_state_machine_plans_with_the_deployed_function(organization, hub):
    account = organization.create_account("to-be-listed")
    machines = organization.client("stepfunctions", HUB)
    run = machines.start_execution(
        stateMachineArn=hub["BackfillStateMachine"], name="run", input=json.dumps({"max_concurrency": 5})
    )["executionArn"]
    left = lambda event: event.get("stateExitedEventDetails", {}).get("name") == "Plan"
    (event,) = until(lambda: [one for one in machines.get_execution_history(executionArn=run)["events"] if left(one)])
    plan = json.loads(event["stateExitedEventDetails"]["output"])["plan"]
    assert (plan["max_concurrency"], plan["page"]["key"]) == (5, "runs/run/accounts/00001.json")
    assert {"account": account} in plan["page"]["accounts"]


def test_no_caller_can_put_an_event_of_aws_on_the_deployed_bus(organization, hub):
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


def test_the_deployed_rules_match_the_events_meant_for_them(organization, hub):
    events = organization.client("events", HUB)
    samples = sorted((ROOT / "tests" / "golden" / "events").glob("*.json"))
    taken = {}
    for rule in events.list_rules(EventBusName="rolepair")["Rules"]:
        pattern = events.describe_rule(Name=rule["Name"], EventBusName="rolepair")["EventPattern"]
        matches = lambda path: events.test_event_pattern(EventPattern=pattern, Event=path.read_text())["Result"]
        taken[rule["Name"].removeprefix("rolepair-")] = {path.stem for path in samples if matches(path)}
    assert taken == EVENTS_TAKEN


def test_the_deployed_queues_and_functions_are_those_of_the_template(organization, hub):
    sources = organization.client("lambda", HUB).list_event_source_mappings()["EventSourceMappings"]
    assert {one["FunctionArn"].rsplit(":", 1)[1] for one in sources} == {f"rolepair-{one}" for one in FUNCTIONS}
    assert all(one["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for one in sources)
    sqs = organization.client("sqs", HUB)
    attributes = sqs.get_queue_attributes(QueueUrl=hub["PairAccountQueue"], AttributeNames=["All"])["Attributes"]
    assert json.loads(attributes["RedrivePolicy"])["maxReceiveCount"] == 40
    assert attributes["SqsManagedSseEnabled"] == "true"


def test_the_schedule_of_the_deployed_hub_starts_the_deployed_state_machine(organization, hub):
    schedule = organization.client("scheduler", HUB).get_schedule(Name="rolepair-backfill", GroupName="rolepair")
    assert schedule["Target"]["Arn"] == hub["BackfillStateMachine"]


def expect_role_pair(organization, account):
    name = f"rolepair-orders-{account}"
    until(lambda: roles_of_pairs(organization, account) and name in roles_of_pairs(organization, RESOURCE))
    assert roles_of_pairs(organization, account) == {"rolepair-orders": boundary_in(account)}
    assert roles_of_pairs(organization, RESOURCE)[name] == boundary_in(RESOURCE)


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
