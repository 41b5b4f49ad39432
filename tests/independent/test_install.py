"""The install section of README.md, followed literally: its shell blocks are taken from the page, and pasted into bash
and into zsh.

Against the embedded organization only the build is substituted: `infra/packaging/package` takes minutes and has its
own checks, so another script packs the debug binaries. Against ministack, `ministack_account.py` substitutes the
steps that it cannot run, and lists them with their reasons.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

import pytest

from cloudformation import ROOT, Template, normal
from conftest import REGION, client, ended, ministack_with_functions
from lambda_host import LambdaHost
from shells import pasted
from test_containers import eventually
from test_emulators import joined, registered
from test_stacks import boundary_in, roles_of_pairs, until

MANAGEMENT, HUB, RESOURCE = "111111111111", "222222222222", "999999999999"
HERE = pathlib.Path(__file__).parent
SHELL_SECONDS = 600
# The zips of debug binaries are larger than those of a release. The embedded organization takes an object only in
# one piece, as the AWS CLI sends it below this size.
AWS_CONFIG = "[default]\ns3 =\n  multipart_threshold = 256MB\n"
PACKAGE = """#!/usr/bin/env bash
set -euo pipefail
mkdir -p target/package target/bare
for function in pair-account patch-task-definition backfill; do
  strip -o target/bare/$function "$BINARIES/$function" || cp "$BINARIES/$function" target/bare/$function
  "$PYTHON" -c 'import sys, zipfile; sys.path.insert(0, "infra/packaging"); import zip; zip.write(*sys.argv[1:2], [("bootstrap", sys.argv[2])])' \\
    target/package/$function-x86_64.zip target/bare/$function
done
"""

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the section installs for x86_64")


def blocks():
    """The shell blocks of the section, in their order."""
    section = (ROOT / "README.md").read_text().split("\n## Install\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


@pytest.fixture
def folder(tmp_path, binaries):
    """A copy of what a newcomer has: the templates, and the command on the PATH."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copytree(ROOT / "infra", folder / "infra")
    package = folder / "infra" / "packaging" / "package"
    package.write_text(PACKAGE)
    (folder / "bin").mkdir()
    (folder / "bin" / "rolepair").symlink_to(binaries / "rolepair")
    (folder / "aws.config").write_text(AWS_CONFIG)
    return folder


def follow(shell, folder, binaries, environment, accounts=None):
    """Runs the section from beginning to end, as a person who pastes block after block into a shell."""
    section = "\n".join(blocks())
    if accounts:
        section, filled_in = re.subn(r"(?m)^export MANAGEMENT=.*$", f"export {accounts}", section)
        assert filled_in == 1
    # The page is also for those who have no default Region; version 1 of the AWS CLI does not heed AWS_REGION.
    environment = {name: value for name, value in environment.items() if "REGION" not in name}
    environment = {
        "PATH": os.pathsep.join([str(folder / "bin"), str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "AWS_CONFIG_FILE": str(folder / "aws.config"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "BINARIES": str(binaries),
        "PYTHON": sys.executable,
        **environment,
    }
    return pasted(shell, section, folder, environment, SHELL_SECONDS)


def test_the_section_is_there_and_is_read_before_it_is_run():
    assert len(blocks()) == 4
    # A person who pastes block after block has read the script before it is run.
    assert blocks()[-1] == "bash install.sh\n"


# -- The embedded organization ------------------------------------------------------------------------


class Bare:
    """`rolepair sandbox serve --without-rolepair`, and a person who works in it with the AWS CLI."""

    def __init__(self, binaries, log):
        self.process = subprocess.Popen(
            [binaries / "rolepair", "sandbox", "serve", "--without-rolepair", "--output", "json"],
            stdout=subprocess.PIPE, stderr=log, text=True,
        )
        self.environment = json.loads(self.process.stdout.readline())["environment"]

    def aws(self, *words, account=None):
        keys = {}
        if account:
            role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
            keys = self.aws("sts", "assume-role", "--role-arn", role, "--role-session-name", "reader")["Credentials"]
            keys = {
                "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
                "AWS_SESSION_TOKEN": keys["SessionToken"],
            }
        done = subprocess.run(
            [pathlib.Path(sys.executable).parent / "aws", *words, "--output", "json"],
            env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true",
                 **self.environment, **keys},
            capture_output=True, text=True, timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def client(self, service, account):
        """A client in a member account, for reads that are made often."""
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        endpoint, operator = self.environment["AWS_ENDPOINT_URL"], self.environment["AWS_ACCESS_KEY_ID"]
        sts = client(endpoint, "sts", operator, self.environment["AWS_SECRET_ACCESS_KEY"])
        keys = sts.assume_role(RoleArn=role, RoleSessionName="reader")["Credentials"]
        return client(endpoint, service, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def roles(self, account, prefix="/rolepair/"):
        roles = self.client("iam", account).list_roles(PathPrefix=prefix)["Roles"]
        return {role["RoleName"]: role for role in roles}


@pytest.fixture
def bare(binaries, tmp_path):
    with open(tmp_path / "serve.log", "wb") as log:
        bare = Bare(binaries, log)
        yield bare
        ended(bare.process)


def test_followed_in_the_embedded_organization_it_installs_rolepair(bare, binaries, folder):
    assert bare.roles(RESOURCE, "/").keys() == {"OrganizationAccountAccessRole"}
    printed = follow("bash", folder, binaries, dict(bare.environment))
    assert "Successfully created/updated stack - rolepair-hub" in printed
    hub = bare.roles(HUB, "/")
    assert {"rolepair-hub-pair-account", "rolepair-hub-patch-task-definition", "rolepair-hub-backfill"} <= hub.keys()

    status = bare.aws("organizations", "create-account", "--account-name", "shop", "--email", "shop@example.com")
    request = status["CreateAccountStatus"]["Id"]
    describe = ("organizations", "describe-create-account-status", "--create-account-request-id", request)
    account = eventually(lambda: bare.aws(*describe)["CreateAccountStatus"].get("AccountId"))
    eventually(lambda: "rolepair-orders" in bare.roles(account))
    eventually(lambda: f"rolepair-orders-{account}" in bare.roles(RESOURCE))
    role = bare.client("iam", account).get_role(RoleName="rolepair-orders")["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary_in(account)

    bare.aws(
        "ecs", "register-task-definition", "--family", "shop-api", "--requires-compatibilities", "FARGATE",
        "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512", "--tags", "key=rolepair:pair,value=orders",
        "--container-definitions", "name=api,image=registry.example.com/shop/api:1", account=account,
    )
    ecs = bare.client("ecs", account)
    latest = lambda: ecs.describe_task_definition(taskDefinition="shop-api")["taskDefinition"]
    patched = eventually(lambda: (one := latest())["revision"] == 2 and one)
    assert patched["taskRoleArn"] == f"arn:aws:iam::{account}:role/rolepair/rolepair-orders"
    assert patched["containerDefinitions"][0]["name"] == "rolepair-init"

    check_roles(bare, account)
    check_backfill(bare, binaries, folder, account)

    # Nothing was skipped: every account has its stack, every stack is whole.
    instances = bare.aws(
        "cloudformation", "list-stack-instances", "--stack-set-name", "rolepair-task-account",
        "--call-as", "DELEGATED_ADMIN", account=HUB,
    )["Summaries"]
    assert {(one["Account"], one["Status"]) for one in instances} == {
        (one, "CURRENT") for one in (HUB, RESOURCE, account)
    }
    for region, where in ((REGION, HUB), (REGION, RESOURCE), ("us-east-1", None)):
        stacks = bare.aws("cloudformation", "describe-stacks", "--region", region, account=where)["Stacks"]
        assert stacks and {stack["StackStatus"] for stack in stacks} == {"CREATE_COMPLETE"}

    # Again, in the other shell, as after a change: what is as it should be stays.
    again = follow("zsh", folder, binaries, dict(bare.environment))
    assert again.count("No changes to deploy") == 3


def check_backfill(bare, binaries, folder, account):
    """Backfills the organization with the function's binary, the function's role and the configuration of the page.

    The embedded organization does not run the deployed state machine, and has no API of Lambda. So a person of the
    hub account assumes the function's role for a while, and the rights of the role are enforced.
    """
    iam, role = bare.client("iam", HUB), "rolepair-hub-backfill"
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    person = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{HUB}:root"}, "Action": "sts:AssumeRole"}
    lent = {**trust, "Statement": [*trust["Statement"], person]}
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(lent))
    keys = bare.client("sts", HUB).assume_role(
        RoleArn=f"arn:aws:iam::{HUB}:role/{role}", RoleSessionName="backfill")["Credentials"]
    environment = {
        "AWS_ENDPOINT_URL": bare.environment["AWS_ENDPOINT_URL"],
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        "AWS_SESSION_TOKEN": keys["SessionToken"],
        "ROLEPAIR_CONFIG": str(folder / "rolepair.yaml"),
    }
    with LambdaHost(binaries / "backfill", environment) as function:
        answer = function.invoke({})
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
    statuses = {one["account"]: one["status"] for one in answer["accounts"]}
    assert statuses == {HUB: "changed", account: "unchanged"}, answer
    # No pair selects the management account, where there is no role to assume, and none the resource account.
    assert answer["unselected"] == 2 and "continuation" not in answer


def check_roles(bare, account):
    """IAM holds what our own reader of the templates finds in them: every role, with exactly its documents."""
    organization = {"OrganizationId": "o-a1b2c3d4e5", "HubAccountId": HUB, "ResourceAccountId": RESOURCE}
    hub = {name: "anything" for name in (
        "CodeBucket", "PairAccountCode", "PatchTaskDefinitionCode", "BackfillCode", "ConfigurationCode", "BackfillDefinition")}
    task = {"HubRegion": REGION, "HomeRegion": REGION, "Regions": [REGION]}
    for name, where, parameters in (
        ("hub", HUB, {"ManagementAccountId": MANAGEMENT, **hub}),
        ("resource-account", RESOURCE, {}),
        ("task-account", account, task),
        ("task-account", RESOURCE, task),
    ):
        template = Template(name, **{**organization, **parameters, "AWS::AccountId": where})
        iam = bare.client("iam", where)
        policies = template.resources("AWS::IAM::Policy").values()
        for role in template.resources("AWS::IAM::Role").values():
            properties = role["Properties"]
            role = properties["RoleName"]
            held = iam.get_role(RoleName=role)["Role"]
            assert normal(held["AssumeRolePolicyDocument"]) == normal(properties["AssumeRolePolicyDocument"]), role
            expected = {one["PolicyName"]: one["PolicyDocument"] for one in properties.get("Policies", [])}
            logical = next(key for key, one in template.raw["Resources"].items()
                           if one["Type"] == "AWS::IAM::Role" and template.resolve(one)["Properties"]["RoleName"] == role)
            expected |= {one["Properties"]["PolicyName"]: one["Properties"]["PolicyDocument"]
                         for one in policies if logical in one["Properties"]["Roles"]}
            names = iam.list_role_policies(RoleName=role)["PolicyNames"]
            assert sorted(names) == sorted(expected), role
            for policy in names:
                document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
                assert normal(unnamed(document)) == normal(expected[policy]), (role, policy)
        for policy in template.resources("AWS::IAM::ManagedPolicy").values():
            properties = policy["Properties"]
            arn = f"arn:aws:iam::{where}:policy{properties['Path']}{properties['ManagedPolicyName']}"
            document = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
            assert normal(document) == normal(properties["PolicyDocument"]), arn


def unnamed(document):
    """The document with the logical id of the bucket instead of its name, as our reader has it."""
    return json.loads(re.sub(r"rolepair-hub-(backfillresults)-[a-z0-9]+", "BackfillResults", json.dumps(document)))


# -- ministack ----------------------------------------------------------------------------------------


@pytest.fixture
def emulator(folder):
    with ministack_with_functions(folder) as endpoint:
        yield endpoint


class InMinistack:
    """An organization in the form of the other checks. ministack takes the account from the access key."""

    def __init__(self, endpoint):
        self.endpoint, self.management = endpoint, MANAGEMENT

    def client(self, service, account):
        return client(self.endpoint, service, account)


def test_followed_in_ministack_it_installs_what_ministack_can_run(emulator, binaries, folder):
    environment = {
        "AWS_ENDPOINT_URL": emulator,
        "AWS_ACCESS_KEY_ID": MANAGEMENT,
        "AWS_SECRET_ACCESS_KEY": "test",
        "SUBSTITUTED": str(folder / "substituted.json"),
        "BASH_ENV": str(folder / "in-account.sh"),
    }
    # Another way into the accounts, as docs/install.md has it.
    (folder / "in-account.sh").write_text(f'in_account() {{ "$PYTHON" "{HERE / "ministack_account.py"}" "$@"; }}\n')
    # ministack shows an organization only to its management account, so that is the hub.
    accounts = f"MANAGEMENT={MANAGEMENT} HUB={MANAGEMENT} RESOURCE={RESOURCE}"
    printed = follow("zsh", folder, binaries, environment, accounts)
    assert "Successfully created/updated stack - rolepair-hub" in printed
    organization = InMinistack(emulator)
    functions = organization.client("lambda", MANAGEMENT)
    # ministack passes a number from a parameter as text, which its poller cannot use.
    for source in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=source["UUID"], ScalingConfig={"MaximumConcurrency": 2})

    status = organization.client("organizations", MANAGEMENT).create_account(
        Email="shop@example.com", AccountName="shop")
    account = status["CreateAccountStatus"]["AccountId"]
    # An account that joins later gets its stack, as it would from the StackSet.
    subprocess.run(
        [sys.executable, HERE / "ministack_account.py", "--join", account],
        env={**os.environ, "AWS_ENDPOINT_URL": emulator, "AWS_DEFAULT_REGION": REGION,
             "SUBSTITUTED": str(folder / "substituted.json")},
        cwd=folder, check=True,
    )
    # It carries no event from one account's bus to that of another, so the events start in the hub's queues.
    send = lambda function, event: organization.client("sqs", MANAGEMENT).send_message(
        QueueUrl=f"{emulator}/{MANAGEMENT}/rolepair-{function}", MessageBody=json.dumps(event))
    send("pair-account", joined(organization, account))
    until(lambda: roles_of_pairs(organization, account) and roles_of_pairs(organization, RESOURCE))
    assert roles_of_pairs(organization, account) == {"rolepair-orders": boundary_in(account)}
    assert roles_of_pairs(organization, RESOURCE) == {f"rolepair-orders-{account}": boundary_in(RESOURCE)}

    ecs = organization.client("ecs", account)
    definition = ecs.register_task_definition(
        family="shop-api", requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256", memory="512",
        tags=[{"key": "rolepair:pair", "value": "orders"}],
        containerDefinitions=[{"name": "api", "image": "registry.example.com/shop/api:1"}],
    )["taskDefinition"]
    send("patch-task-definition", registered(account, definition))
    latest = lambda: ecs.describe_task_definition(taskDefinition="shop-api")["taskDefinition"]
    patched = until(lambda: (one := latest())["revision"] == 2 and one)
    assert patched["taskRoleArn"] == f"arn:aws:iam::{account}:role/rolepair/rolepair-orders"
