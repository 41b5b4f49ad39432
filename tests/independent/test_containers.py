"""An operator of the management account uses only the unmodified AWS CLI; the CLI and boto3 run as containers.

The operator creates an account, waits for its role pair, registers a task definition, finds the patched
revision, and runs it. The tools in the container report the resource role of account A as their identity.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session
from conftest import REGION, ended

BOTO3_CONTAINER = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'
WAIT_SECONDS = 60


class Served:
    """`rolepair sandbox serve` and an operator who follows what it prints."""

    def __init__(self, binaries, log, *arguments):
        self.rolepair = binaries / "rolepair"
        self.process = subprocess.Popen(
            [self.rolepair, "sandbox", "serve", "--output", "json", *arguments],
            stdout=subprocess.PIPE, stderr=log, text=True,
        )
        hello = json.loads(self.process.stdout.readline())
        self.endpoint, self.environment = hello["endpoint"], hello["environment"]
        self.resource_account = hello["accounts"]["resource"]

    def aws(self, *words, environment=None, check=True):
        """Runs the AWS CLI. Returns its JSON answer, or None if it failed and `check` is off."""
        program = pathlib.Path(sys.executable).parent / "aws"
        answer = subprocess.run(
            [program, *words, "--output", "json"],
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **(environment or self.environment)},
            capture_output=True, text=True, timeout=120,
        )
        if answer.returncode != 0 and not check:
            return None
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout) if answer.stdout.strip() else {}

    def create_account(self, name):
        status = self.aws("organizations", "create-account", "--email", f"{name}@example.com", "--account-name", name)
        request = status["CreateAccountStatus"]["Id"]

        def created():
            status = self.aws(
                "organizations", "describe-create-account-status", "--create-account-request-id", request
            )["CreateAccountStatus"]
            return status.get("AccountId") if status["State"] == "SUCCEEDED" else None

        return eventually(created)

    def inside(self, account):
        """The operator's environment in a member account, by the role that CreateAccount made."""
        keys = self.aws(
            "sts", "assume-role", "--role-session-name", "operator",
            "--role-arn", f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole",
        )["Credentials"]
        return {
            **self.environment,
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }

    def patched(self, inside, family, revision):
        """Waits for a revision of a family that is newer than `revision`, and returns it."""

        def newer():
            latest = self.aws("ecs", "describe-task-definition", "--task-definition", family, environment=inside)
            latest = latest["taskDefinition"]
            return latest if latest["revision"] > revision else None

        return eventually(newer)

    def run_task(self, account, family, *command):
        """The output of a local command that runs as the container of a task."""
        answer = subprocess.run(
            [
                self.rolepair, "sandbox", "run-task", "--endpoint", self.endpoint, "--account", account,
                "--region", REGION, "--task-definition", family, "--", *command,
            ],
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
            capture_output=True, text=True, timeout=120,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture
def served(binaries, tmp_path):
    with open(tmp_path / "serve.log", "wb") as log:
        served = Served(binaries, log)
        yield served
        ended(served.process)


def eventually(look):
    """Calls `look` until its answer is not None, for a bounded time, and returns the answer."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        answer = look()
        if answer is not None:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"nothing came within {WAIT_SECONDS} s")


def raw_ecs(served, inside, operation, body):
    """Sends one signed ECS request with exactly this JSON, which no model of an SDK has changed."""
    request = AWSRequest(
        "POST", served.endpoint, data=json.dumps(body),
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}",
        },
    )
    keys = Credentials(inside["AWS_ACCESS_KEY_ID"], inside["AWS_SECRET_ACCESS_KEY"], inside["AWS_SESSION_TOKEN"])
    SigV4Auth(keys, "ecs", REGION).add_auth(request)
    answer = URLLib3Session().send(request.prepare())
    assert answer.status_code == 200, answer.text
    return json.loads(answer.content)


def test_an_operator_sees_roles_and_revision_and_the_container_is_in_account_a(served):
    account = served.create_account("team-one")
    inside = served.inside(account)
    task_role = eventually(
        lambda: served.aws("iam", "get-role", "--role-name", "rolepair-orders", environment=inside, check=False)
    )["Role"]
    assert task_role["Path"] == "/rolepair/"
    in_a = served.inside(served.resource_account)
    resource_role = f"rolepair-orders-{account}"
    eventually(lambda: served.aws("iam", "get-role", "--role-name", resource_role, environment=in_a, check=False))

    registered = served.aws(
        "ecs", "register-task-definition", "--region", REGION, "--family", "orders",
        "--requires-compatibilities", "FARGATE", "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
        "--container-definitions", json.dumps([{"name": "app", "image": "app:1", "essential": True}]),
        "--tags", "key=rolepair:pair,value=orders", environment=inside,
    )["taskDefinition"]
    patched = served.patched(inside, "orders", registered["revision"])
    assert patched["taskRoleArn"] == task_role["Arn"]

    expected = f"arn:aws:sts::{served.resource_account}:assumed-role/{resource_role}/"
    program = pathlib.Path(sys.executable).parent
    cli = json.loads(served.run_task(account, "orders", str(program / "aws"), "sts", "get-caller-identity", "--output", "json"))
    assert cli["Arn"].startswith(expected), cli
    boto3 = served.run_task(account, "orders", str(program / "python"), "-c", BOTO3_CONTAINER)
    assert boto3.startswith(expected), boto3


def test_fields_no_sdk_knows_reach_the_patched_revision(served):
    account = served.create_account("team-two")
    inside = served.inside(account)
    eventually(lambda: served.aws("iam", "get-role", "--role-name", "rolepair-orders", environment=inside, check=False))
    unknown = {"depth": [1, 2.50, {"x": None}], "text": "ü"}
    registered = raw_ecs(
        served, inside, "RegisterTaskDefinition",
        {
            "family": "future", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc",
            "cpu": "256", "memory": "512", "futureTop": unknown,
            "containerDefinitions": [{"name": "app", "image": "app:1", "futureContainer": unknown}],
            "volumes": [{"name": "data", "futureVolume": unknown}],
            "tags": [{"key": "rolepair:pair", "value": "orders"}],
        },
    )["taskDefinition"]
    served.patched(inside, "future", registered["revision"])
    patched = raw_ecs(served, inside, "DescribeTaskDefinition", {"taskDefinition": "future"})["taskDefinition"]
    assert patched["revision"] == registered["revision"] + 1
    assert patched["futureTop"] == unknown
    [app] = [container for container in patched["containerDefinitions"] if container["name"] == "app"]
    assert app["futureContainer"] == unknown
    [data] = [volume for volume in patched["volumes"] if volume["name"] == "data"]
    assert data["futureVolume"] == unknown
