"""The rules for the templates: those of cfn-lint, and our own."""

import json
import pathlib
import subprocess
import sys

import pytest

from cloudformation import PATTERNS, ROOT, TEMPLATES, Template, listed, names, policies
from deployments import DEPLOYMENTS, deployments

# The longest that an event waits for the StackSet instance of its account, before an alarm fires.
SLOW_ACCOUNT_CREATION_SECONDS = 3 * 60 * 60
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
VISIBILITY_OVER_TIMEOUT = 6
DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 60 * 60


def test_every_template_is_checked():
    assert sorted(DEPLOYMENTS) == names()


def test_cfn_lint_finds_nothing():
    program = pathlib.Path(sys.executable).parent / "cfn-lint"
    done = subprocess.run([program, *sorted(TEMPLATES.glob("*.yaml"))], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", names())
def test_no_template_needs_a_macro(name):
    text = (TEMPLATES / f"{name}.yaml").read_text()
    for macro in ("Transform", "AWS::Include", "Fn::ForEach", "AWS::CloudFormation::Macro"):
        assert macro not in text


# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
BYTES_WITHOUT_A_BUCKET = 51_200


@pytest.mark.parametrize("name", names())
def test_every_template_is_small_enough_to_be_sent_in_a_request(name):
    assert len((TEMPLATES / f"{name}.yaml").read_bytes()) < BYTES_WITHOUT_A_BUCKET


# -- Policies -----------------------------------------------------------------------------------------


def statements(template):
    for logical, resource in template.resources().items():
        for path, document in policies(resource):
            for statement in document["Statement"]:
                yield logical, path, statement


def reaches_everything(statement):
    """Whether an Allow has a wildcard for its principal or its resource."""
    resources = listed(statement.get("Resource", []))
    whole = any(one == "*" or one.split(":")[4:5] == ["*"] for one in resources if isinstance(one, str))
    # A pattern of execution roles allows any account, because the parameter cannot know the account. A role can be
    # passed only in its own account.
    if listed(statement["Action"]) == ["iam:PassRole"]:
        whole = "*" in resources
    return whole or statement.get("Principal") == "*"


@pytest.mark.parametrize("template", deployments())
def test_no_statement_allows_actions_by_a_wildcard(template):
    for logical, path, statement in statements(template):
        assert "NotAction" not in statement and "NotResource" not in statement and "NotPrincipal" not in statement
        if statement["Effect"] == "Allow":
            wide = [action for action in listed(statement["Action"]) if "*" in action]
            assert not wide, f"{logical} {path} {statement['Sid']}: {wide}"


@pytest.mark.parametrize("template", deployments())
def test_every_wildcard_has_its_reason_and_every_reason_its_wildcard(template):
    wide, reasons = set(), set()
    for logical, resource in template.resources().items():
        for sid, reason in resource.get("Metadata", {}).get("rolepair", {}).get("reasons", {}).items():
            assert reason.endswith("."), f"{logical} {sid}: a reason is a sentence"
            reasons.add((logical, sid))
    for logical, _, statement in statements(template):
        if statement["Effect"] == "Allow" and reaches_everything(statement):
            wide.add((logical, statement["Sid"]))
    assert wide == reasons


@pytest.mark.parametrize("template", deployments())
def test_every_open_principal_is_limited_to_the_organization(template):
    for logical, _, statement in statements(template):
        if statement["Effect"] == "Allow" and statement.get("Principal") == "*":
            assert "aws:PrincipalOrgID" in statement["Condition"]["StringEquals"], f"{logical} {statement['Sid']}"


@pytest.mark.parametrize("template", deployments())
def test_no_role_has_a_managed_policy_of_aws(template):
    for logical, role in template.resources("AWS::IAM::Role").items():
        attached = role["Properties"].get("ManagedPolicyArns", [])
        # Except the one for the ECS agent, on the instances of the example.
        allowed = ["arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"]
        assert template.name == "host-delivery" and attached == allowed or not attached, logical


# -- Events -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", deployments())
def test_every_event_pattern_is_the_text_of_its_file(template):
    for rule in template.resources("AWS::Events::Rule").values():
        properties = rule["Properties"]
        file = PATTERNS / f"{properties['Name'].removeprefix('rolepair-')}.json"
        assert properties["EventPattern"] == json.loads(file.read_text())


def test_every_event_pattern_is_in_the_hub_and_where_its_events_occur():
    rules = {
        name: {
            rule["Properties"]["Name"].removeprefix("rolepair-")
            for template in deployments(name)
            for rule in template.values[0].resources("AWS::Events::Rule").values()
        }
        for name in ("hub", "management-account", "task-account")
    }
    assert rules["hub"] == {path.stem for path in PATTERNS.glob("*.json")}
    assert rules["management-account"] | rules["task-account"] == rules["hub"]


@pytest.mark.parametrize("template", deployments())
def test_every_target_has_a_dead_letter_queue(template):
    queues = queue_arns(template)
    for logical, resource in template.resources("AWS::Events::Rule", "AWS::Scheduler::Schedule").items():
        properties = resource["Properties"]
        for target in properties.get("Targets") or [properties["Target"]]:
            assert target["DeadLetterConfig"]["Arn"] in queues, logical


@pytest.mark.parametrize("template", deployments())
def test_the_role_for_a_target_in_another_account_may_do_nothing_else(template):
    for logical, rule in template.resources("AWS::Events::Rule").items():
        for target in rule["Properties"]["Targets"]:
            if ":event-bus/" not in target["Arn"]:
                continue
            role = template.resources("AWS::IAM::Role")[target["RoleArn"].removesuffix(".Arn")]
            (policy,) = role["Properties"]["Policies"]
            (statement,) = policy["PolicyDocument"]["Statement"]
            assert (statement["Action"], statement["Resource"]) == ("events:PutEvents", target["Arn"]), logical


# -- Queues -------------------------------------------------------------------------------------------


def queue_arns(template):
    queues = template.resources("AWS::SQS::Queue")
    return {template._attribute(logical, "Arn"): queue for logical, queue in queues.items()}


def is_dead_letters(queue):
    return queue.get("Metadata", {}).get("rolepair", {}).get("dead-letters", False)


@pytest.mark.parametrize("template", deployments())
def test_every_queue_is_encrypted_and_has_a_dead_letter_queue(template):
    queues = queue_arns(template)
    for arn, queue in queues.items():
        properties = queue["Properties"]
        by_key = "KmsMasterKeyId" in properties
        assert by_key != (properties.get("SqsManagedSseEnabled") is True), arn
        if is_dead_letters(queue):
            assert properties["MessageRetentionPeriod"] == DEAD_LETTER_RETENTION_SECONDS
        else:
            dead_letters = queues[properties["RedrivePolicy"]["deadLetterTargetArn"]]
            assert is_dead_letters(dead_letters)
            assert dead_letters["Properties"]["RedriveAllowPolicy"]["sourceQueueArns"] == [arn]


@pytest.mark.parametrize("template", deployments())
def test_a_queue_takes_messages_only_from_the_rules_that_target_it(template):
    senders = {arn: set() for arn in queue_arns(template)}
    for logical, rule in template.resources("AWS::Events::Rule").items():
        for target in rule["Properties"]["Targets"]:
            for arn in (target["Arn"], target["DeadLetterConfig"]["Arn"]):
                if arn in senders:
                    senders[arn].add(template._attribute(logical, "Arn"))
    allowed = {}
    for policy in template.resources("AWS::SQS::QueuePolicy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            sources = statement["Condition"].get("ArnEquals", {}).get("aws:SourceArn", [])
            allowed.setdefault(statement["Resource"], set()).update(listed(sources))
    # The policy may list rules that do not exist: those of the other Region of the management account, and those of
    # a task account if the template is in the resource account.
    assert allowed.keys() == senders.keys()
    for arn in senders:
        if template.name in ("management-account", "task-account"):
            assert senders[arn] <= allowed[arn]
        else:
            assert senders[arn] == allowed[arn], arn


def test_a_message_outlasts_a_slow_account_creation_and_is_never_processed_twice_at_once():
    for template in (one.values[0] for one in deployments("hub")):
        queues, functions = queue_arns(template), template.resources("AWS::Lambda::Function")
        for source in template.resources("AWS::Lambda::EventSourceMapping").values():
            queue = queues[source["Properties"]["EventSourceArn"]]["Properties"]
            (function,) = [
                one["Properties"]
                for one in functions.values()
                if one["Properties"]["FunctionName"] == source["Properties"]["FunctionName"]
            ]
            visibility = queue["VisibilityTimeout"]
            assert visibility >= VISIBILITY_OVER_TIMEOUT * function["Timeout"]
            patience = visibility * queue["RedrivePolicy"]["maxReceiveCount"]
            assert SLOW_ACCOUNT_CREATION_SECONDS <= patience < queue["MessageRetentionPeriod"]


# -- Functions, logs, buckets, alarms ----------------------------------------------------------------------


@pytest.mark.parametrize("template", deployments("hub"))
def test_every_function_of_the_code_is_deployed_and_reads_its_configuration_from_disk(template):
    functions = template.resources("AWS::Lambda::Function")
    folders = {path.name for path in (ROOT / "functions").iterdir() if path.is_dir()}
    assert {one["Properties"]["FunctionName"] for one in functions.values()} == {f"rolepair-{one}" for one in folders}
    for function in functions.values():
        properties = function["Properties"]
        assert properties["Runtime"] == "provided.al2023"
        assert properties["Architectures"] == [template.values["Architecture"]]
        assert properties["Layers"] == ["ConfigurationLayer"]
        assert "Environment" not in properties


@pytest.mark.parametrize("template", deployments("hub"))
def test_every_function_takes_batches_from_its_own_queue(template):
    sources = template.resources("AWS::Lambda::EventSourceMapping").values()
    names = {one["Properties"]["FunctionName"] for one in template.resources("AWS::Lambda::Function").values()}
    assert {one["Properties"]["FunctionName"] for one in sources} == names
    for source in (one["Properties"] for one in sources):
        assert source["EventSourceArn"].endswith(f":{source['FunctionName']}")
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert int(source["ScalingConfig"]["MaximumConcurrency"]) >= 2


@pytest.mark.parametrize("template", deployments())
def test_every_log_has_its_own_group_with_a_retention(template):
    groups = template.resources("AWS::Logs::LogGroup")
    for logical, group in groups.items():
        assert int(group["Properties"]["RetentionInDays"]) >= 30, logical
    written = []
    for function in template.resources("AWS::Lambda::Function").values():
        group = function["Properties"]["LoggingConfig"]["LogGroup"]
        assert groups[group]["Properties"]["LogGroupName"] == f"/aws/lambda/{function['Properties']['FunctionName']}"
        written.append(group)
    for machine in template.resources("AWS::StepFunctions::StateMachine").values():
        (destination,) = machine["Properties"]["LoggingConfiguration"]["Destinations"]
        arn = destination["CloudWatchLogsLogGroup"]["LogGroupArn"]
        written += [logical for logical in groups if template._attribute(logical, "Arn") == arn]
    assert sorted(written) == sorted(groups)


@pytest.mark.parametrize("template", deployments())
def test_every_store_is_encrypted_and_closed_to_the_public(template):
    for bucket in template.resources("AWS::S3::Bucket").values():
        properties = bucket["Properties"]
        (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        has_key = bool(template.values["KeyArn"])
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == ("aws:kms" if has_key else "AES256")
        assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    for repository in template.resources("AWS::ECR::Repository").values():
        assert "EncryptionConfiguration" in repository["Properties"]
    for launch in template.resources("AWS::EC2::LaunchTemplate").values():
        data = launch["Properties"]["LaunchTemplateData"]
        assert data["MetadataOptions"]["HttpTokens"] == "required"
        assert all(device["Ebs"]["Encrypted"] for device in data["BlockDeviceMappings"])


@pytest.mark.parametrize("template", deployments("hub"))
def test_dead_letters_age_errors_and_throttles_have_alarms(template):
    alarms = set()
    for alarm in template.resources("AWS::CloudWatch::Alarm").values():
        properties = alarm["Properties"]
        assert properties["TreatMissingData"] == "notBreaching"
        assert ("AlarmActions" in properties) == bool(template.values["AlarmTopicArn"])
        (dimension,) = properties["Dimensions"]
        alarms.add((properties["MetricName"], dimension["Value"]))
    expected = set()
    for function in template.resources("AWS::Lambda::Function").values():
        name = function["Properties"]["FunctionName"]
        expected |= {("Errors", name), ("Throttles", name), ("ApproximateAgeOfOldestMessage", name)}
        expected.add(("ApproximateNumberOfMessagesVisible", f"{name}-dead-letters"))
    for machine in template.resources("AWS::StepFunctions::StateMachine"):
        expected.add(("ExecutionsFailed", machine))
    assert alarms == expected


@pytest.mark.parametrize("template", deployments("hub"))
def test_the_dashboard_shows_resources_that_exist(template):
    (dashboard,) = template.resources("AWS::CloudWatch::Dashboard").values()
    widgets = json.loads(dashboard["Properties"]["DashboardBody"])["widgets"]
    queues = {queue["Properties"]["QueueName"] for queue in queue_arns(template).values()}
    functions = {one["Properties"]["FunctionName"] for one in template.resources("AWS::Lambda::Function").values()}
    shown = set()
    for widget in widgets:
        for _, _, *dimensions in written_out(widget["properties"]["metrics"]):
            shown |= set(zip(dimensions[::2], dimensions[1::2]))
    assert {value for key, value in shown if key == "QueueName"} == queues
    assert {value for key, value in shown if key == "FunctionName"} == functions


def written_out(metrics):
    """The metrics of a dashboard without its shorthands: `.` repeats the word of the line above, `...` all of its words."""
    above = []
    for metric in metrics:
        metric = above[: 1 - len(metric)] + metric[1:] if metric[0] == "..." else metric
        above = [old if new == "." else new for new, old in zip(metric, above or metric)]
        yield above


@pytest.mark.parametrize("template", deployments("hub"))
def test_the_schedule_starts_the_state_machine_or_without_one_the_function(template):
    (schedule,) = template.resources("AWS::Scheduler::Schedule").values()
    target = schedule["Properties"]["Target"]
    given = json.loads(target["Input"])
    if template.values["BackfillDefinition"]:
        assert target["Arn"] == "BackfillStateMachine"
        assert set(given) == {"max_concurrency", "tolerated_failure_percentage"}
    else:
        assert target["Arn"].endswith(":rolepair-backfill")
        assert (given["source"], given["detail-type"]) == ("aws.scheduler", "Scheduled Event")


def test_the_user_data_is_the_text_rolepair_prints_and_the_cluster():
    (template,) = (one.values[0] for one in deployments("host-delivery") if one.values[0].values["Trust"] == "account")
    (launch,) = template.resources("AWS::EC2::LaunchTemplate").values()
    user_data = launch["Properties"]["LaunchTemplateData"]["UserData"]
    printed = (ROOT / "tests" / "golden" / "host-user-data.sh").read_text()
    assert user_data.startswith(printed)
    rest = user_data.removeprefix(printed)
    assert rest.startswith("cat >> /etc/ecs/ecs.config <<'END'\nECS_CLUSTER=")
    assert subprocess.run(["sh", "-n"], input=user_data, text=True).returncode == 0
