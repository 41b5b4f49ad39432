"""The state machine's definition and its surroundings: each gives the definition exactly what it needs.

The definition is one file. Its values come from the template or the Terraform module, its input from the
schedule, its permissions from a policy, and the function it calls is a binary. Other tests check each of
these; here they are checked together.
"""

import fnmatch
import json
import re

import hcl2
import pytest

from cloudformation import POLICIES, ROOT, Template, listed, policy_file
from conftest import REGION
from deployments import HUB_PARAMETERS
from lambda_host import InvocationFailed, LambdaHost
from test_emulators import MotoOrganization
from test_template_permissions import HUB_VALUES

TEXT = (ROOT / "infra" / "state-machine" / "backfill.asl.json").read_text()
MODULE = ROOT / "infra" / "terraform" / "hub"
MACHINE = "rolepair-backfill"
RUN = "nightly"


def template(**parameters):
    return Template("hub", **HUB_PARAMETERS, BackfillDefinition="backfill.asl.json", **parameters)


def module_variables():
    declared = hcl2.loads((MODULE / "variables.tf").read_text())["variable"]
    return {name.strip('"'): one.get("default") for each in declared for name, one in each.items()}


# -- The value of each ${Name} ---------------------------------------------------------------------------


def given_by_the_template():
    (machine,) = template().resources("AWS::StepFunctions::StateMachine").values()
    return set(machine["Properties"]["DefinitionSubstitutions"])


def given_by_the_module():
    return set(re.findall(r'"\$\$\{(\w+)\}"', (MODULE / "backfill.tf").read_text()))


@pytest.mark.parametrize("given", [given_by_the_template, given_by_the_module])
def test_every_name_in_the_definition_is_given_and_nothing_else(given):
    assert given() == set(re.findall(r"\$\{(\w+)\}", TEXT))


# -- The schedule's input ----------------------------------------------------------------------------------


def input_of_the_template(**parameters):
    (schedule,) = template(**parameters).resources("AWS::Scheduler::Schedule").values()
    return json.loads(schedule["Properties"]["Target"]["Input"])


def input_of_the_module():
    (block,) = re.findall(r"== 1 \? jsonencode\(\{(.*?)\}\)", (MODULE / "backfill.tf").read_text(), flags=re.DOTALL)
    variables = module_variables()
    return {key: variables[name] for key, name in re.findall(r"(\w+)\s+= var\.(\w+)", block)}


def input_of_the_readme():
    (line,) = re.findall(r"^\| the schedule's input \| `(.*?)`", (ROOT / "infra" / "README.md").read_text(), re.MULTILINE)
    return json.loads(line)


@pytest.fixture
def backfill(binaries, moto, tmp_path):
    """The function's real binary, in an organization of moto."""
    organization = MotoOrganization(moto, "123456789012")
    environment = {
        "AWS_ENDPOINT_URL": moto,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": organization.management,
        "AWS_SECRET_ACCESS_KEY": "test",
        "ROLEPAIR_CONFIG": str(organization.config(tmp_path)),
    }
    with LambdaHost(binaries / "backfill", environment) as function:
        yield function


def plan(function, given):
    return function.invoke({"plan": {"run": RUN, "input": given, "continuation": None}})


def test_the_schedules_input_is_the_same_everywhere():
    assert input_of_the_template() == input_of_the_module() == input_of_the_readme()


def test_the_plan_takes_the_schedules_input_and_follows_it(backfill):
    given = input_of_the_template(BackfillMaxConcurrency=7, BackfillToleratedFailurePercentage=33)
    answer = plan(backfill, given)
    assert {key: answer[key] for key in given} == given == {"max_concurrency": 7, "tolerated_failure_percentage": 33}


def test_a_run_without_input_is_planned_like_a_run_with_the_schedules_input(backfill):
    assert plan(backfill, {}) == plan(backfill, input_of_the_template())


def test_the_plan_takes_the_range_of_the_parameters_and_nothing_beyond_it(backfill):
    parameters = template().raw["Parameters"]
    for key, parameter in {
        "max_concurrency": "BackfillMaxConcurrency",
        "tolerated_failure_percentage": "BackfillToleratedFailurePercentage",
    }.items():
        least, most = (int(parameters[parameter][one]) for one in ("MinValue", "MaxValue"))
        for allowed in (least, most):
            assert plan(backfill, {key: allowed})[key] == allowed
        for refused in (least - 1, most + 1):
            with pytest.raises(InvocationFailed):
                plan(backfill, {key: refused})


# -- Its permissions ---------------------------------------------------------------------------------------


def states():
    """Every state of the definition by name, including those of the children."""

    def walk(machine):
        for name, state in machine["States"].items():
            yield name, state
            if "ItemProcessor" in state:
                yield from walk(state["ItemProcessor"])

    text = TEXT.replace("${Partition}", "aws").replace("${ResultsBucket}", HUB_VALUES["results_bucket"])
    function = "arn:aws:lambda:{region}:{account}:function:rolepair-backfill".format(**HUB_VALUES)
    return list(walk(json.loads(text.replace("${BackfillFunction}", function))))


def arn(kind, name):
    return "arn:{partition}:states:{region}:{account}:".format(**HUB_VALUES) + f"{kind}:{name}"


def place(parameters, name, planned):
    """The key of an object, or the beginning of keys, at the time the state runs."""
    if name in parameters:
        return parameters[name]
    text = parameters[f"{name}.$"]
    if text.startswith("States.Format"):
        return re.match(r"States\.Format\('(.*?)'", text)[1].replace("{}", RUN)
    value = {"plan": planned}
    for key in text.removeprefix("$.").split("."):
        value = value[key]
    return value


def asked(state, label, planned):
    """The rights that a state needs. For a Map state:
    https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html"""
    resource = state.get("Resource", "").split(":::")[-1]
    parameters = state.get("Parameters", {})
    objects = lambda one, end: f"arn:aws:s3:::{one['Bucket']}/{place(one, end, planned)}"
    if resource == "lambda:invoke":
        return {("lambda:InvokeFunction", parameters["FunctionName"])}
    if resource == "aws-sdk:s3:putObject":
        return {("s3:PutObject", objects(parameters, "Key"))}
    if resource == "aws-sdk:sfn:describeMapRun":
        return {("states:DescribeMapRun", arn("mapRun", f"{MACHINE}/Accounts:1"))}
    assert not resource, f"this test does not know which rights {resource} needs"
    if state["Type"] != "Map":
        return set()
    reader, writer = state["ItemReader"], state["ResultWriter"]
    assert reader["Resource"].endswith(":::s3:listObjectsV2") and writer["Resource"].endswith(":::s3:putObject")
    kept = objects(writer["Parameters"], "Prefix") + "/1/manifest.json"
    writes = ("s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload")
    child = arn("execution", f"{MACHINE}/{label}:1")
    return {
        ("s3:ListBucket", f"arn:aws:s3:::{reader['Parameters']['Bucket']}"),
        ("s3:GetObject", objects(reader["Parameters"], "Prefix") + "1.json"),
        *((action, kept) for action in writes),
        ("states:StartExecution", arn("stateMachine", MACHINE)),
        ("states:RedriveExecution", child),
        *((f"states:{verb}Execution", one) for verb in ("Describe", "Stop") for one in (child, arn("execution", f"{MACHINE}:1"))),
    }


# Logging needs it, not the definition.
NOT_OF_THE_DEFINITION = {"DeliverLog"}


def test_the_role_has_exactly_the_rights_the_definition_needs(backfill):
    planned = plan(backfill, {})
    asks = set().union(*(asked(state, state.get("Label"), planned) for _, state in states()))
    statements = policy_file("state-machine", **HUB_VALUES)["Statement"]
    allowed = {
        (action, pattern)
        for statement in statements
        if statement["Sid"] not in NOT_OF_THE_DEFINITION
        for action in listed(statement["Action"])
        for pattern in listed(statement["Resource"])
    }
    covers = lambda allows, ask: allows[0] == ask[0] and fnmatch.fnmatchcase(ask[1], allows[1])
    assert {ask for ask in asks if not any(covers(one, ask) for one in allowed)} == set(), "not allowed"
    assert {one for one in allowed if not any(covers(one, ask) for ask in asks)} == set(), "not needed"


def test_no_statement_reaches_beyond_the_runs_of_this_state_machine():
    for statement in json.loads((POLICIES / "state-machine.json").read_text())["Statement"]:
        for resource in listed(statement["Resource"]):
            beyond = "*" in resource and not re.search(rf"({MACHINE}[:/]|/runs/)\*$", resource)
            assert not beyond or statement["Sid"] in NOT_OF_THE_DEFINITION, resource
