"""The Terraform modules parse, and have the content of the templates.

No provider is downloaded, so these tests do not know whether an argument exists; infra/terraform/README.md lists
what was checked and what was not.
"""

import re
import shutil
import subprocess

import hcl2
import pytest

from cloudformation import PATTERNS, POLICIES, ROOT, names
from deployments import DEPLOYMENTS, deployment
from test_template_permissions import FILES, FUNCTIONS

MODULES = ROOT / "infra" / "terraform"

# The types of CloudFormation, and the same in Terraform.
SAME = {
    "AWS::CloudWatch::Alarm": {"aws_cloudwatch_metric_alarm"},
    "AWS::CloudWatch::Dashboard": {"aws_cloudwatch_dashboard"},
    "AWS::EC2::LaunchTemplate": {"aws_launch_template"},
    "AWS::ECR::Repository": {"aws_ecr_repository", "aws_ecr_repository_policy"},
    "AWS::Events::EventBus": {"aws_cloudwatch_event_bus", "aws_cloudwatch_event_bus_policy"},
    "AWS::Events::Rule": {"aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"},
    "AWS::IAM::InstanceProfile": {"aws_iam_instance_profile"},
    "AWS::IAM::ManagedPolicy": {"aws_iam_policy"},
    "AWS::IAM::Policy": {"aws_iam_role_policy"},
    "AWS::IAM::Role": {"aws_iam_role"},
    "AWS::Lambda::EventSourceMapping": {"aws_lambda_event_source_mapping"},
    "AWS::Lambda::Function": {"aws_lambda_function"},
    "AWS::Lambda::LayerVersion": {"aws_lambda_layer_version"},
    "AWS::Logs::LogGroup": {"aws_cloudwatch_log_group"},
    "AWS::S3::Bucket": {
        "aws_s3_bucket",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_ownership_controls",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
    },
    "AWS::S3::BucketPolicy": {"aws_s3_bucket_policy"},
    "AWS::SQS::Queue": {"aws_sqs_queue"},
    "AWS::SQS::QueuePolicy": {"aws_sqs_queue_policy"},
    "AWS::Scheduler::Schedule": {"aws_scheduler_schedule"},
    "AWS::Scheduler::ScheduleGroup": {"aws_scheduler_schedule_group"},
    "AWS::StepFunctions::StateMachine": {"aws_sfn_state_machine"},
}
# Parts of a CloudFormation resource that are resources of their own in Terraform.
PARTS = {
    "aws_iam_role_policy": ("AWS::IAM::Role", "Policies"),
    "aws_iam_role_policy_attachment": ("AWS::IAM::Role", "ManagedPolicyArns"),
    "aws_sqs_queue_redrive_allow_policy": ("AWS::SQS::Queue", "RedriveAllowPolicy"),
}


def text_of(module):
    return "\n".join(path.read_text() for path in sorted((MODULES / module).glob("*.tf")))


def test_there_is_a_module_for_every_template():
    assert sorted(path.name for path in MODULES.iterdir() if path.is_dir()) == names()


@pytest.mark.parametrize("path", sorted(MODULES.rglob("*.tf")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_parses(path):
    assert hcl2.loads(path.read_text())


@pytest.mark.skipif(not shutil.which("terraform"), reason="Terraform is not installed")
def test_every_file_is_formatted():
    done = subprocess.run(["terraform", "fmt", "-check", "-recursive", MODULES], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", names())
def test_a_module_takes_the_policies_of_its_template_from_the_same_files(module):
    taken = set(re.findall(r"\$\{local\.policies\}/([a-z-]+|[a-z-]*\$\{each\.key\})\.json", text_of(module)))
    if "function-${each.key}" in taken:
        taken = taken - {"function-${each.key}"} | {f"function-{name}" for name in FUNCTIONS.values()}
    assert taken == {file for file, _ in FILES[module].values()}
    assert all((POLICIES / f"{file}.json").exists() for file in taken)


@pytest.mark.parametrize("module", ["hub", "management-account", "task-account"])
def test_a_module_has_the_rules_of_its_template(module):
    text = text_of(module)
    named = {path.stem for path in PATTERNS.glob("*.json") if re.search(rf"\b{path.stem}\s+=", text)}
    resources = deployment(module, next(iter(DEPLOYMENTS[module]))).raw["Resources"].values()
    in_template = {one["Properties"]["Name"] for one in resources if one["Type"] == "AWS::Events::Rule"}
    assert {f"rolepair-{name}" for name in named} == in_template


@pytest.mark.parametrize("module", names())
def test_a_module_has_the_resources_of_its_template_and_no_other(module):
    declared = set(re.findall(r'^resource "(\w+)"', text_of(module), flags=re.MULTILINE))
    resources = deployment(module, next(iter(DEPLOYMENTS[module]))).raw["Resources"].values()
    expected = set().union(*(SAME[resource["Type"]] for resource in resources))
    for part, (kind, property_name) in PARTS.items():
        if any(one["Type"] == kind and property_name in one["Properties"] for one in resources):
            expected.add(part)
    assert declared == expected


def test_sizes_and_times_are_those_of_the_template():
    template = deployment("hub", "plain")
    resources = template.resources()
    (local,) = re.findall(r"^  functions = \{\n(.*?)^  \}$", text_of("hub"), flags=re.MULTILINE | re.DOTALL)
    for prefix, name in FUNCTIONS.items():
        (block,) = re.findall(rf"^    {name} = \{{\n(.*?)^    \}}$", local, flags=re.MULTILINE | re.DOTALL)
        said = {key: int(value) for key, value in re.findall(r"(\w+)\s+= (\d+)$", block, flags=re.MULTILINE)}
        function = resources[f"{prefix}Function"]["Properties"]
        queue = resources[f"{prefix}Queue"]["Properties"]
        assert said == {
            "memory": function["MemorySize"],
            "timeout": function["Timeout"],
            "visibility": queue["VisibilityTimeout"],
            "receives": queue["RedrivePolicy"]["maxReceiveCount"],
            "batch": resources[f"{prefix}Source"]["Properties"]["BatchSize"],
            "age": resources[f"{prefix}AgeAlarm"]["Properties"]["Threshold"],
        }


def test_the_user_data_is_the_text_rolepair_prints():
    (script,) = re.findall(r"<<-SCRIPT\n(.*?)  SCRIPT", text_of("host-delivery"), flags=re.DOTALL)
    script = re.sub(r"^    ", "", script, flags=re.MULTILINE)
    for name, value in {
        "var.pair_name": "orders",
        "local.resource_role": "rolepair-orders-222222222222",
        "var.resource_account_id": "111111111111",
        "data.aws_partition.this.partition": "aws",
        "data.aws_region.this.name": "eu-west-1",
    }.items():
        script = script.replace("${" + name + "}", value)
    assert script.startswith((ROOT / "tests" / "golden" / "host-user-data.sh").read_text())
