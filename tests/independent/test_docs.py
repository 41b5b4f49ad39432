"""What the documentation says is so: its links lead somewhere, its commands can be pasted, what can run on loopback
is run, and alarms and findings are explained, each of them and no other.

Every shell block of every page is pasted into bash and into zsh, the blocks of a page one after another. There `aws`
only notes how it was called, and the AWS CLI then says whether it would have taken that. A block below a line
`<!-- run: STORY, WHERE -->` is also run with the unmodified AWS CLI: the blocks of a story one after another in one
folder, each in the account (or the emulator) that the line names.
"""

import io
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import textwrap
import urllib.request
from contextlib import redirect_stderr, redirect_stdout

import pytest
from awscli.clidriver import create_clidriver

from conftest import REGION, ROOT
from deployments import deployment
from lambda_host import InvocationFailed
from shells import SHELLS, pasted
from test_containers import Served, ended, eventually
from test_emulators import MotoOrganization, run  # noqa: F401 (a fixture)

DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "init" / "README.md", *DOCS]
ACCOUNT = "333333333333"
BIN = pathlib.Path(sys.executable).parent


def name_of(page):
    return str(page.relative_to(ROOT))


# -- Links ---------------------------------------------------------------------------------------------


def without_code(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    taken, found = {}, set()
    for heading in re.findall(r"^#+ +(.+)$", without_code(page.read_text()), re.MULTILINE):
        text = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        count = taken[slug] = taken.get(slug, -1) + 1
        found.add(f"{slug}-{count}" if count else slug)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_and_anchor_leads_somewhere(page):
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            broken.append(link)
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_infra_that_is_named_is_there(page):
    # A path with a star or a placeholder in it does not name a file.
    named = set(re.findall(r"(?<![\w./-])infra/[\w./-]+(?![\w*<$/-])", page.read_text()))
    assert [path for path in named if not (ROOT / path.rstrip("./")).exists()] == []


def test_the_index_names_every_page():
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs" / "README.md").read_text()))
    assert linked == {page.name for page in DOCS} - {"README.md"}


# -- Alarms and findings -------------------------------------------------------------------------------

OPERATIONS = ROOT / "docs" / "operations.md"


def test_every_alarm_is_explained_and_no_other():
    alarms = [
        resource["Properties"]["AlarmName"]
        for resource in deployment("hub", "everything").resources().values()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    ]
    explained = re.findall(r"^### `([\w-]+)`$", OPERATIONS.read_text(), re.MULTILINE)
    assert sorted(explained) == sorted(alarms)


def test_what_is_said_of_a_finding_is_said_of_one_there_is():
    # `cli/tests/documentation.rs` holds the table against the code.
    table, more = (ROOT / "docs" / "findings.md").read_text().split("<!-- end of findings -->")
    codes = re.findall(r"^\| (RP\d+) \| (?:stops|note) \|", table, re.MULTILINE)
    assert len(codes) > 30
    explained = re.findall(r"^\| (RP\d+) \|", more, re.MULTILINE)
    assert explained and explained == [code for code in codes if code in explained]


NAMED = [ROOT / "docs" / f"{name}.md" for name in ("architecture", "operations", "upgrade", "removal")]


STACKS = {f"rolepair-{path.stem}" for path in (ROOT / "infra" / "templates").glob("*.yaml")}


def test_every_stack_is_called_what_the_installation_calls_it():
    planning = (ROOT / "cli" / "src" / "deploy" / "planning.rs").read_text()
    assert 'format!("rolepair-{name}")' in planning
    named = {
        name
        for page in (ROOT / "docs").glob("*.md")
        for name in re.findall(r"--stack(?:-set)?-name (\S+)", page.read_text())
    }
    assert named and named <= STACKS


@pytest.mark.parametrize("page", NAMED, ids=name_of)
def test_every_name_is_that_of_the_templates(page):
    templates = "".join(path.read_text() for path in (ROOT / "infra" / "templates").glob("*.yaml"))
    words = set(re.findall(r"(?<![\w./-])rolepair-[a-z][a-z-]*[a-z](?![\w-])", page.read_text()))
    # Of a task, not of a template; and the stacks.
    others = {"rolepair-init", "rolepair-orders"} | STACKS
    assert [word for word in sorted(words - others) if not re.search(rf"{word}(?![\w-])", templates)] == []


# -- Commands ------------------------------------------------------------------------------------------

FENCE = re.compile(r"^ *```(\S*)$", re.MULTILINE)
BLOCK = re.compile(
    r"(?:^ *<!-- run: (?P<run>[^>]+) -->\n)?^(?P<margin> *)```sh\n(?P<text>.*?)^(?P=margin)```$", re.DOTALL | re.MULTILINE
)
both = pytest.mark.parametrize("shell", SHELLS)


def blocks(page):
    """A page's shell blocks, each with its story and where it is run, if it is."""
    for match in BLOCK.finditer(page.read_text()):
        story, *places = match["run"].split(", ") if match["run"] else [None]
        yield story, places, textwrap.dedent(match["text"])


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_is_to_be_pasted_is_in_blocks_of_its_own(page):
    assert set(FENCE.findall(page.read_text())) <= {"", "sh", "text", "yaml", "json", "diff", "ini"}
    for _, _, text in blocks(page):
        prompts = [line for line in text.splitlines() if re.match(r"[$>%] ", line)]
        # zsh takes none from a terminal, and a command without one can be copied by itself.
        comments = [line for line in text.splitlines() if re.search(r"(?<!\S)#", line)]
        assert prompts + comments == [], text


def bash(text, folder, environment):
    answer = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text], cwd=folder, env=environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
    )
    assert answer.returncode == 0, f"{text}\n{answer.stdout}{answer.stderr}"
    return answer.stdout


def environment_of(*paths, **variables):
    return {
        "PATH": os.pathsep.join([*map(str, paths), os.environ["PATH"]]),
        "HOME": "/nonexistent", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "",
        "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, **variables,
    }


# Notes its arguments, and prints a word that every loop and every comparison in the pages goes on with.
NOTING = f"""#!{sys.executable}
import json, sys
open("calls", "a").write(json.dumps(sys.argv[1:]) + "\\n")
print(json.load(open("answers")).get(" ".join(sys.argv[1:3]), "{ACCOUNT}"))
"""
# Where a page reads more than a word from an answer. The summary is the one that the page on the backfill shows.
ANSWERS = {
    "stepfunctions describe-execution": re.search(
        r"^```json\n(.*?)^```", (ROOT / "docs" / "backfill.md").read_text(), re.DOTALL | re.MULTILINE
    )[1],
    "s3 cp": json.dumps([{"account": ACCOUNT, "error": "Refused", "cause": json.dumps({"errorMessage": "RP108"})}]),
}
ROLEPAIR = """#!/bin/sh
case "$1" in
  patch | unpatch) cat > /dev/null; echo '{"family": "shop-api", "containerDefinitions": []}' ;;
  pack) touch configuration.zip ;;
esac
"""
# In place of what takes minutes, or another machine, and has checks of its own.
NOTHING = """#!/bin/sh
[ "$1" != login ] || cat > /dev/null
"""
PROGRAMS = {
    "bin/aws": NOTING, "bin/rolepair": ROLEPAIR, "target/debug/rolepair": ROLEPAIR,
    "bin/date": "#!/bin/sh\necho 1795843692\n", "bin/cargo": NOTHING, "bin/python3": NOTHING, "bin/skopeo": NOTHING,
    **{f"infra/packaging/{name}": NOTHING for name in ("package", "init-image", "deploy")},
}
VARIABLES = {
    "ACCOUNT": ACCOUNT, "HUB": "222222222222", "MANAGEMENT": "111111111111", "RESOURCE": "999999999999", "UNIT": "ou-ab12-11111111",
    "PAIR": "orders", "REGION": REGION, "FAMILY": "shop-api", "BUCKET": "code", "VERSION": "0.2.0",
    "TRAIL": f"arn:aws:cloudtrail:{REGION}:111111111111:trail/organization",
    "run": f"arn:aws:states:{REGION}:222222222222:execution:rolepair-backfill:nightly",
    "cluster": "shop", "service": "shop-api", "family": "shop-api",
}
# What the AWS CLI makes of several calls, or reads the answer of, has no model to hold the arguments against.
MADE_OF_SEVERAL = {("cloudformation", "deploy"), ("s3", "cp"), ("ecs", "wait"), ("s3", "ls"), ("ecr", "get-login-password")}
# Known to version 2, which the pages are written for, and not to the one the checks use.
VERSION_2 = ("--cli-binary-format", "raw-in-base64-out")


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    """How the commands of the pages call the AWS CLI, pasted into either shell."""
    noted = []
    for page in PAGES:
        for shell in SHELLS:
            folder = tmp_path_factory.mktemp("calls")
            for path in (ROOT / "infra").iterdir():
                (folder / "infra").mkdir(exist_ok=True)
                if path.name != "packaging":
                    (folder / "infra" / path.name).symlink_to(path)
            for name, script in PROGRAMS.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(script)
                (folder / name).chmod(0o755)
            (folder / "answers").write_text(json.dumps(ANSWERS))
            (folder / "install.sh").touch()
            text = "\n".join(text for _, _, text in blocks(page))
            pasted(shell, text, folder, environment_of(folder / "bin", **VARIABLES))
            lines = (folder / "calls").read_text().splitlines() if (folder / "calls").exists() else []
            noted += [(page.name, shell, folder, json.loads(line)) for line in lines]
    return noted


def test_either_shell_makes_the_same_calls(calls):
    made = {shell: [(page, words) for page, where, _, words in calls if where == shell] for shell in SHELLS}
    assert made["bash"] == made["zsh"]


class Answered:
    """In place of an answer of AWS: what gets this far has arguments that fit the model."""

    status_code = 200

    def __call__(self, model, **_):
        return self, {"Payload": io.BytesIO(b"{}")} if model.name == "Invoke" else {}


def test_the_aws_cli_takes_every_command(calls, monkeypatch):
    for name in ("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    program = create_clidriver()
    program.session.register("before-call", Answered())
    assert len(calls) > 200
    refused = []
    for page, _, folder, words in calls:
        if tuple(words[:2]) in MADE_OF_SEVERAL:
            continue
        monkeypatch.chdir(folder)
        printed = io.StringIO()
        with redirect_stderr(printed), redirect_stdout(printed):
            try:
                code = program.main([word for word in words if word not in VERSION_2])
            except SystemExit as end:
                code = end.code
        if code != 0:
            refused.append((page, shlex.join(words), printed.getvalue()[-400:]))
    assert refused == []


def option(words, name):
    return words[words.index(name) + 1] if name in words else None


class OnMoto(MotoOrganization):
    emulator = "moto"


@pytest.fixture
def organization(moto):
    return OnMoto(moto, "123456789012")


def test_the_functions_take_every_payload(calls, organization, run):  # noqa: F811
    asked = {}
    for words in (words for _, shell, _, words in calls if shell == "bash"):
        if words[:2] == ["lambda", "invoke"]:
            function = option(words, "--function-name").removeprefix("rolepair-")
            asked.setdefault(function, []).append(json.loads(option(words, "--payload")))
        if words[:2] == ["stepfunctions", "start-execution"]:
            plan = {"run": "run", "input": json.loads(option(words, "--input") or "{}")}
            asked.setdefault("backfill", []).append({"plan": plan})
    assert asked.keys() == {"pair-account", "patch-task-definition", "backfill"}
    for function, payloads in asked.items():
        with run(function) as (host, _):
            for payload in payloads:
                try:
                    host.invoke(payload)
                except InvocationFailed as failure:
                    assert failure.error["errorType"] != "BadEvent", (function, payload, failure.error)


# -- What is run ---------------------------------------------------------------------------------------

CONFIG = """
version: 1
organization_id: o-a1b2c3d4e5
resource_account: "999999999999"
regions: [eu-west-1]
pairs:
  orders:
    accounts:
      organizational_units: [r-ab12]
      tags: {rolepair: "on"}
    permissions:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Action: [dynamodb:GetItem]
          Resource: "arn:{{partition}}:dynamodb:*:{{resource_account.id}}:table/orders"
    init_image: "222222222222.dkr.ecr.{{region}}.amazonaws.com/busybox:1.37"
"""


@pytest.fixture
def served(binaries, tmp_path):
    (tmp_path / "rolepair.yaml").write_text(CONFIG)
    with open(tmp_path / "serve.log", "wb") as log:
        served = Served(binaries, log, "--config", str(tmp_path / "rolepair.yaml"))
        yield served
        ended(served.process)


def run_story(story, page, environments, folder, shell, change=lambda text: text):
    """Runs the blocks of a story, in those places that have an environment, and gives what they print."""
    printed = []
    for of, places, text in blocks(page):
        if of == story:
            printed += [
                pasted(shell, change(text), folder, environments[place]) for place in places if place in environments
            ]
    return printed


def idle(served):
    """Waits until every event has been worked on."""
    with urllib.request.urlopen(f"{served.endpoint}/_rolepair/idle", timeout=60) as answer:
        assert json.load(answer)["idle"]


def joined_account(served, name):
    """An account of the pair, with its roles."""
    account = served.create_account(name)
    served.aws("organizations", "tag-resource", "--resource-id", account, "--tags", "Key=rolepair,Value=on")
    unit = served.aws(
        "organizations", "create-organizational-unit", "--parent-id", "r-ab12", "--name", name
    )["OrganizationalUnit"]["Id"]
    served.aws(
        "organizations", "move-account", "--account-id", account,
        "--source-parent-id", "r-ab12", "--destination-parent-id", unit,
    )
    inside = served.inside(account)
    eventually(lambda: served.aws("iam", "get-role", "--role-name", "rolepair-orders", environment=inside, check=False))
    idle(served)
    return account, inside


def registered(served, inside, family, pair="orders"):
    return served.aws(
        "ecs", "register-task-definition", "--family", family, "--requires-compatibilities", "FARGATE",
        "--network-mode", "awsvpc", "--cpu", "256", "--memory", "512",
        "--container-definitions", json.dumps([{"name": "app", "image": "app:1", "essential": True}]),
        "--tags", f"key=rolepair:pair,value={pair}", environment=inside,
    )["taskDefinition"]


def roles(served, inside):
    listed = served.aws("iam", "list-roles", "--path-prefix", "/rolepair/", environment=inside)["Roles"]
    return {role["RoleName"] for role in listed}


def content(definition):
    """A revision less what every revision has of its own."""
    own = ("taskDefinitionArn", "revision", "registeredAt", "registeredBy")
    return {name: value for name, value in definition.items() if name not in own}


@both
def test_an_account_is_taken_out_as_the_page_says(served, binaries, tmp_path, shell):
    account, inside = joined_account(served, "leaving")
    other, other_inside = joined_account(served, "staying")
    original = registered(served, inside, "shop-api")
    served.patched(inside, "shop-api", original["revision"])
    in_a = served.inside(served.resource_account)
    assert roles(served, in_a) == {f"rolepair-orders-{account}", f"rolepair-orders-{other}"}

    plain = environment_of(BIN, binaries, ACCOUNT=account, FAMILY="shop-api")
    environments = {
        "management account": {**plain, **served.environment},
        "task account": {**plain, **inside},
        "resource account": {**plain, **in_a},
    }
    [seen] = run_story("look", ROOT / "docs" / "operations.md", environments, tmp_path, shell)
    role = f"arn:aws:iam::{account}:role/rolepair/rolepair-orders"
    assert seen.split() == [role, original["taskDefinitionArn"][:-1] + "2", role, "orders", "1"]
    run_story("removal", ROOT / "docs" / "removal.md", environments, tmp_path, shell)

    idle(served)
    assert roles(served, inside) == set()
    assert roles(served, in_a) == {f"rolepair-orders-{other}"}
    assert roles(served, other_inside) == {"rolepair-orders"}
    latest = served.aws(
        "ecs", "describe-task-definition", "--task-definition", "shop-api", "--include", "TAGS", environment=inside
    )
    assert latest["taskDefinition"]["revision"] == original["revision"] + 2
    assert content(latest["taskDefinition"]) == content(original)
    assert latest["tags"] == [{"key": "rolepair:pair", "value": "orders"}]
    revisions = served.aws("ecs", "list-task-definitions", "--family-prefix", "shop-api", environment=inside)
    assert [arn.rsplit(":", 1)[1] for arn in revisions["taskDefinitionArns"]] == ["1", "3"]
    said = served.run_task(account, "shop-api", "sh", "-c", 'echo "${AWS_PROFILE-no profile}"')
    assert said == "no profile\n"


def redeployed(served, config, text):
    """A new configuration: the functions that run end, and start with it for the next event."""
    config.write_text(text)
    children = pathlib.Path(f"/proc/{served.process.pid}/task").glob("*/children")
    for child in {int(pid) for listed in children for pid in listed.read_text().split()}:
        os.kill(child, signal.SIGTERM)


def test_a_pair_is_taken_out_as_the_page_says(served, binaries, tmp_path):
    config = tmp_path / "rolepair.yaml"
    head, orders = CONFIG.split("  orders:\n")
    archive = "  orders-archive:\n" + orders
    redeployed(served, config, head + "  orders:\n" + orders + archive)
    account, inside = joined_account(served, "two-pairs")
    in_a = served.inside(served.resource_account)
    both = {"rolepair-orders", "rolepair-orders-archive"}
    assert roles(served, inside) == both
    for family, pair in (("shop-api", "orders"), ("shop-old", "orders-archive")):
        original = registered(served, inside, family, pair)
        served.patched(inside, family, original["revision"])

    redeployed(served, config, head + archive)
    plain = environment_of(BIN, binaries, PAIR="orders")
    environments = {"task account": {**plain, **inside}, "resource account": {**plain, **in_a}}
    page = ROOT / "docs" / "removal.md"
    [filtered] = [text for of, _, text in blocks(page) if of == "pair"]

    def of_the_pair(text):
        text = text.replace("tag=rolepair:account value=${ACCOUNT}", "tag=rolepair:pair value=${PAIR}")
        return text.replace("cat patched.txt\n", filtered)

    run_story("removal", page, environments, tmp_path, "zsh", of_the_pair)
    idle(served)
    assert roles(served, inside) == {"rolepair-orders-archive"}
    assert roles(served, in_a) == {f"rolepair-orders-archive-{account}"}
    pairs = [
        served.aws(
            "ecs", "describe-task-definition", "--task-definition", family, "--include", "TAGS", "--query",
            "[taskDefinition.revision, tags[?key=='rolepair:patched-pair'].value | [0]]", environment=inside,
        )
        for family in ("shop-api", "shop-old")
    ]
    assert pairs == [[3, None], [2, "orders-archive"]]


def test_the_services_that_run_a_patched_revision_are_found(moto, binaries, tmp_path):
    environment = environment_of(
        BIN, binaries, AWS_ENDPOINT_URL=moto, AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test"
    )

    def aws(command):
        return json.loads(bash(f"aws ecs {command} --output json", tmp_path, environment))

    patched = "key=rolepair:patched-pair,value=orders key=rolepair:patched-from,value=1"
    containers = shlex.quote(json.dumps([{"name": "app", "image": "app:1", "memory": 128}]))
    for cluster in ("one", "two"):
        aws(f"create-cluster --cluster-name {cluster}")
    for family, tags in (("plain", "key=team,value=shop"), ("shop-api", patched), ("shop-api", "key=team,value=shop")):
        aws(f"register-task-definition --family {family} --container-definitions {containers} --tags {tags}")
    for cluster, service, revision in (("one", "a", "plain:1"), ("two", "b", "shop-api:1"), ("two", "c", "shop-api:2")):
        aws(f"create-service --cluster {cluster} --service-name {service} --task-definition {revision} --desired-count 1")

    [printed] = run_story("services", ROOT / "docs" / "removal.md", {"moto": environment}, tmp_path, "zsh")
    [line] = printed.splitlines()
    assert re.search(r"/two .*/b .*/shop-api:1 orders$", line), line


# -- The sandbox, by hand --------------------------------------------------------------------------------

SANDBOX = ROOT / "docs" / "sandbox.md"
SETTLE = f"""#!{sys.executable}
import os, time, urllib.request
time.sleep(1)
urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_rolepair/idle", timeout=60).read()
print("----")
"""


def printed_by_the_page():
    """What the page shows below each block that is run."""
    parts = SANDBOX.read_text().split("<!-- run: sandbox, operator -->\n")[1:]
    texts = [re.match(r"```sh\n.*?\n```\n\n```text\n(.*?)```\n", part, re.DOTALL) for part in parts]
    return [text[1] if text else "" for text in texts]


def without_what_differs(text):
    """The text without ids and session names that AWS draws at random."""
    return re.sub(r"AROA\w+", "AROA", re.sub(r"/[0-9a-f]{32}\b", "/SESSION", text))


@pytest.fixture
def serving(binaries, tmp_path):
    """`rolepair sandbox serve`, and the file with what it prints."""
    log = tmp_path / "serve.log"
    with open(log, "wb") as output:
        command = [binaries / "rolepair", "sandbox", "serve"]
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, "NO_COLOR": "1"})
        yield log
        ended(process)


@both
def test_the_sandbox_is_what_its_page_shows(serving, binaries, tmp_path, shell):
    # What it prints is set as a person sets it: by pasting it, all of it.
    exported = eventually(lambda: re.search(r"^((?:export .*\n)+unset .*\n)$", serving.read_text(), re.MULTILINE))
    folder = tmp_path / "checkout"
    (folder / "target" / "debug").mkdir(parents=True)
    (folder / "target" / "debug" / "rolepair").symlink_to(binaries / "rolepair")
    (folder / "bin").mkdir()
    (folder / "bin" / "settle").write_text(SETTLE)
    (folder / "bin" / "settle").chmod(0o755)
    session = [f"{text}settle\n" for story, _, text in blocks(SANDBOX) if story == "sandbox"]
    environment = environment_of(folder / "bin", BIN, AWS_PROFILE="mine")
    printed = pasted(shell, exported[1] + "".join(session), folder, environment).split("----\n")
    assert printed.pop() == ""
    assert list(map(without_what_differs, printed)) == list(map(without_what_differs, printed_by_the_page()))
    meanwhile = re.search(r"^## Meanwhile.*?^```text\n(.*?)^```", SANDBOX.read_text(), re.DOTALL | re.MULTILINE)
    watched = serving.read_text()
    assert [line for line in meanwhile[1].splitlines() if line.strip() not in watched] == [], watched
