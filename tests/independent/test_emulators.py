"""The stories that emulators of other projects can run, with the functions' real binaries.

No test here checks what an emulator cannot judge (`README.md` in this folder): none of them evaluates
`aws:PrincipalArn` and `aws:PrincipalOrgID` correctly in both directions, and all drop fields they do not know.
"""

import json
from urllib.parse import unquote

import pytest
from conftest import REGION, client
from lambda_host import LambdaHost
from recording_proxy import RecordingProxy

RESOURCE_ACCOUNT = "222222222222"
CONFIG = """
version: 1
organization_id: {organization}
resource_account: "{resource_account}"
roles:
  task_account: rolepair-hub-task-account
  resource_account: rolepair-hub-resource-account
regions: [{region}]
pairs:
  orders:
    accounts:
      organizational_units: [{root}]
    permissions:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: [dynamodb:GetItem]
          Resource: "arn:{{{{partition}}}}:dynamodb:*:{{{{resource_account.id}}}}:table/orders-{{{{account.id}}}}"
"""
ANYONE_IN_HUB = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}


class Organization:
    """An emulator's organization with the resource account and the roles rolepair's hub assumes."""

    def __init__(self, endpoint, management):
        self.endpoint, self.management = endpoint, management
        self.organizations = client(endpoint, "organizations", management)
        try:
            self.organizations.create_organization(FeatureSet="ALL")
        except Exception:  # ministack has an organization from the start, and lacks the operation
            pass
        self.id = self.organizations.describe_organization()["Organization"]["Id"]
        self.root = self.organizations.list_roots()["Roots"][0]["Id"]
        self.let_hub_in(RESOURCE_ACCOUNT, "rolepair-hub-resource-account")

    def create_account(self, name="team"):
        status = self.organizations.create_account(Email=f"{name}@example.com", AccountName=name)
        account = status["CreateAccountStatus"]["AccountId"]
        self.let_hub_in(account, "rolepair-hub-task-account")
        return account

    def let_hub_in(self, account, role):
        self.client("iam", account).create_role(
            RoleName=role, AssumeRolePolicyDocument=json.dumps(ANYONE_IN_HUB)
        )

    def client(self, service, account):
        """A client in a member account. ministack takes the account from the access key."""
        return client(self.endpoint, service, account)

    def config(self, folder):
        path = folder / "rolepair.yaml"
        path.write_text(
            CONFIG.format(
                organization=self.id, resource_account=RESOURCE_ACCOUNT, region=REGION, root=self.root
            )
        )
        return path


class MotoOrganization(Organization):
    """An organization of moto. Assuming any role of a member account enters it."""

    def client(self, service, account):
        sts = client(self.endpoint, "sts", self.management)
        keys = sts.assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/operator", RoleSessionName="operator"
        )["Credentials"]
        return client(
            self.endpoint, service, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
        )


@pytest.fixture(params=["ministack", "moto"])
def organization(request):
    endpoint = request.getfixturevalue(request.param)
    kind = {"ministack": Organization, "moto": MotoOrganization}[request.param]
    organization = kind(endpoint, {"ministack": "111111111111", "moto": "123456789012"}[request.param])
    organization.emulator = request.param
    return organization


@pytest.fixture
def run(binaries, organization, tmp_path):
    """Starts one function behind a recording proxy: `with run("pair-account") as (function, proxy)`."""

    class Running:
        def __init__(self, name):
            self.name = name

        def __enter__(self):
            self.proxy = RecordingProxy(organization.endpoint).__enter__()
            self.function = LambdaHost(
                binaries / self.name,
                {
                    "AWS_REGION": REGION,
                    "AWS_DEFAULT_REGION": REGION,
                    "AWS_ACCESS_KEY_ID": organization.management,
                    "AWS_SECRET_ACCESS_KEY": "test",
                    "AWS_ENDPOINT_URL": self.proxy.endpoint,
                    "ROLEPAIR_CONFIG": str(organization.config(tmp_path)),
                },
            ).__enter__()
            return self.function, self.proxy

        def __exit__(self, *problem):
            self.function.__exit__(*problem)
            self.proxy.__exit__(*problem)

    return Running


def joined(organization, account):
    return envelope(
        "aws.organizations", organization.management, "us-east-1",
        "organizations.amazonaws.com", "CreateAccountResult", "AWS Service Event via CloudTrail",
        serviceEventDetails={"createAccountStatus": {"state": "SUCCEEDED", "accountId": account}},
    )


def registered(account, task_definition):
    return envelope(
        "aws.ecs", account, REGION,
        "ecs.amazonaws.com", "RegisterTaskDefinition", "AWS API Call via CloudTrail",
        requestParameters={"family": task_definition["family"]},
        responseElements={
            "taskDefinition": {
                "taskDefinitionArn": task_definition["taskDefinitionArn"],
                "family": task_definition["family"],
                "revision": task_definition["revision"],
            }
        },
    )


def envelope(source, account, region, event_source, event_name, detail_type, **detail):
    return {
        "version": "0", "id": "5e1f0000-aaaa-4bbb-8ccc-000000000001", "detail-type": detail_type,
        "source": source, "account": account, "time": "2026-11-03T09:14:41Z", "region": region,
        "resources": [],
        "detail": {
            "eventVersion": "1.11", "eventSource": event_source, "eventName": event_name,
            "awsRegion": region, "recipientAccountId": account, **detail,
        },
    }


def document(value):
    """The document of a policy. Whether boto3 has decoded it depends on the emulator."""
    return value if isinstance(value, dict) else json.loads(unquote(value))


def test_an_account_that_joins_gets_its_role_pair_once(organization, run):
    account = organization.create_account()
    with run("pair-account") as (function, proxy):
        first = function.invoke(joined(organization, account))
        assert first["status"] == "changed", first
        writes = len(proxy.sent("CreateRole")) + len(proxy.sent("PutRolePolicy"))
        assert writes == 4

        second = function.invoke(joined(organization, account))
        assert second["status"] == "unchanged", second
        assert second["changes"] == []

    task = organization.client("iam", account)
    role = task.get_role(RoleName="rolepair-orders")["Role"]
    assert role["Path"] == "/rolepair/"
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]} == {
        "rolepair:managed-by": "rolepair", "rolepair:pair": "orders", "rolepair:account": account,
    }
    [policy_name] = task.list_role_policies(RoleName="rolepair-orders")["PolicyNames"]
    policy = document(
        task.get_role_policy(RoleName="rolepair-orders", PolicyName=policy_name)["PolicyDocument"]
    )
    resource_role = f"arn:aws:iam::{RESOURCE_ACCOUNT}:role/rolepair/rolepair-orders-{account}"
    [statement] = policy["Statement"]
    assert (statement["Effect"], statement["Action"], statement["Resource"]) == (
        "Allow", "sts:AssumeRole", resource_role,
    )

    resource = organization.client("iam", RESOURCE_ACCOUNT)
    trust = document(
        resource.get_role(RoleName=f"rolepair-orders-{account}")["Role"]["AssumeRolePolicyDocument"]
    )
    [statement] = trust["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{account}:root"}
    assert statement["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": role["Arn"]},
        "StringEquals": {"aws:PrincipalOrgID": organization.id},
    }


def test_a_registered_task_definition_gets_its_patch_once(organization, run):
    account = organization.create_account()
    ecs = organization.client("ecs", account)
    original = ecs.register_task_definition(
        family="orders",
        requiresCompatibilities=["FARGATE"], networkMode="awsvpc", cpu="256", memory="512",
        containerDefinitions=[
            {"name": "app", "image": "app:1", "environment": [{"name": "STAGE", "value": "test"}]}
        ],
        tags=[{"key": "rolepair:pair", "value": "orders"}],
    )["taskDefinition"]

    with run("patch-task-definition") as (function, proxy):
        with pytest.raises(Exception) as early:
            function.invoke(registered(account, original))
        assert early.value.error["errorType"] == "Transient", early.value.error
        assert proxy.sent("RegisterTaskDefinition") == []

    with run("pair-account") as (function, _):
        function.invoke(joined(organization, account))

    with run("patch-task-definition") as (function, proxy):
        first = function.invoke(registered(account, original))
        assert first["status"] == "changed", first
        second = function.invoke(registered(account, original))
        assert second["status"] == "unchanged", second
        [sent] = [json.loads(body) for body in proxy.sent("RegisterTaskDefinition")]

    assert sent["taskRoleArn"] == f"arn:aws:iam::{account}:role/rolepair/rolepair-orders"
    init, app = sent["containerDefinitions"]
    assert init["essential"] is False
    assert app["dependsOn"] == [{"containerName": init["name"], "condition": "SUCCESS"}]
    environment = {entry["name"]: entry["value"] for entry in app["environment"]}
    assert environment == {
        "STAGE": "test", "AWS_PROFILE": "orders", "AWS_CONFIG_FILE": "/rolepair/config",
        "AWS_SDK_LOAD_CONFIG": "1", "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION,
    }
    latest = ecs.describe_task_definition(taskDefinition="orders")["taskDefinition"]
    assert latest["revision"] == original["revision"] + 1


def test_backfill_reaches_every_account_over_all_pages(organization, run):
    if organization.emulator == "ministack":
        pytest.skip("ministack does not page ListAccounts")
    accounts = [organization.create_account(f"team{number}") for number in range(25)]
    with run("backfill") as (function, proxy):
        report = function.invoke({})
        while report.get("continuation"):
            report = function.invoke({"continuation": report["continuation"]})
        assert len(proxy.sent("ListAccounts")) >= 2
    for account in accounts:
        organization.client("iam", account).get_role(RoleName="rolepair-orders")
