"""The packaging scripts, as far as they need no build, and the contents of the release that ROLEPAIR_PACKAGE names."""

import hashlib
import json
import os
import pathlib
import re
import struct
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

from cloudformation import Template
from conftest import ARCHITECTURE, FUNCTIONS
from deployments import HUB_PARAMETERS

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "infra" / "packaging"))
import licences  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "infra" / "packaging"


def run(script, *arguments):
    command = [PACKAGING / script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd="/")


def a_file(folder, name, text, time, mode):
    file = folder / name
    file.write_text(text)
    file.chmod(mode)
    os.utime(file, (time, time))
    return file


def test_a_zip_depends_on_its_contents_only(tmp_path):
    program = a_file(tmp_path, "program", "x" * 5000, 1_000_000_000, 0o700)
    text = a_file(tmp_path, "text", "y", 1_000_000_000, 0o600)
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    assert run("zip.py", one, f"bootstrap={program}", f"a/b={text}").returncode == 0
    program = a_file(tmp_path, "program", "x" * 5000, 1_700_000_000, 0o755)
    text = a_file(tmp_path, "text", "y", 1_700_000_000, 0o644)
    assert run("zip.py", other, f"a/b={text}", f"bootstrap={program}").returncode == 0
    assert one.read_bytes() == other.read_bytes()
    entries = zipfile.ZipFile(one).infolist()
    modes = [(entry.filename, oct(entry.external_attr >> 16)) for entry in entries]
    assert modes == [("a/b", "0o100644"), ("bootstrap", "0o100755")]


@pytest.mark.parametrize("arguments", [[], ["out.zip"], ["out.zip", "no-name"]])
def test_a_zip_of_nothing_is_refused(arguments):
    refused = run("zip.py", *arguments)
    assert refused.returncode == 1 and "usage:" in refused.stderr


@pytest.mark.parametrize("script", ["package", "init-image"])
def test_an_architecture_that_lambda_does_not_have_is_refused(script, tmp_path):
    refused = run(script, tmp_path / "out", "riscv64")
    assert refused.returncode == 2
    assert refused.stderr == f"{script}: `riscv64` is not x86_64 or arm64\n"
    assert not (tmp_path / "out").exists()


def test_an_architecture_without_its_standard_library_says_what_is_missing(tmp_path):
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True).stdout.strip()
    if any(pathlib.Path(sysroot, "lib", "rustlib").glob("aarch64-unknown-linux-*")):
        pytest.skip("this machine could build for arm64")
    refused = run("package", tmp_path / "out", "arm64")
    assert refused.returncode == 3
    assert "rustup target add aarch64-unknown-linux-" in refused.stderr


# -- Licences ----------------------------------------------------------------------------------------

@pytest.mark.parametrize(
    "expression, expected",
    [
        ("MIT", True),
        ("MIT/GPL-3.0", True),
        ("GPL-3.0 OR MIT", True),
        ("LGPL-2.1-or-later", False),
        ("MIT AND LGPL-2.1-or-later", False),
        ("MIT AND (GPL-3.0 OR ISC)", True),
        ("(MIT OR ISC) AND (GPL-3.0 OR LGPL-3.0)", False),
        ("GPL-3.0 AND ISC OR MIT", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("GPL-2.0 WITH Classpath-exception-2.0", False),
        # An expression that cannot be read is not allowed.
        ("", False),
        (None, False),
        ("MIT OR", False),
        ("(MIT", False),
        ("MIT ISC", False),
        ("MIT OR (GPL-3.0", False),
    ],
)
def test_a_licence_expression_is_allowed_if_permissive_licences_satisfy_it(expression, expected):
    assert licences.may_ship(expression, licences.allowed_licences()) == expected


def test_a_component_without_a_permissive_licence_is_named(tmp_path):
    bom = tmp_path / "program.cdx.json"
    glibc = {"name": "glibc", "version": "2.36", "licenses": [{"license": {"id": "LGPL-2.1-or-later"}}]}
    bom.write_text(json.dumps({"components": [glibc, {"name": "none", "version": "1"}]}))
    refused = run("licences.py", bom)
    assert refused.returncode == 1
    assert [re.search("glibc|none", line)[0] for line in refused.stderr.splitlines()] == ["glibc", "none"]


def test_no_bill_of_materials_is_not_a_licence_check():
    refused = run("licences.py")
    assert refused.returncode == 1 and "usage:" in refused.stderr


# -- A release ---------------------------------------------------------------------------------------

# https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
ELF_MACHINES = {"x86_64": 62, "arm64": 183}
GLIBC_OF_AMAZON_LINUX_2023 = (2, 34)
INIT_USER = "65532:65532"


@pytest.fixture(scope="module")
def release():
    if not os.environ.get("ROLEPAIR_PACKAGE"):
        pytest.skip("ROLEPAIR_PACKAGE is not set, so there is no release to check")
    return ROOT / os.environ["ROLEPAIR_PACKAGE"]


def test_a_release_has_exactly_the_known_files_with_correct_checksums(release):
    version = cargo_version()
    programs = [*FUNCTIONS, "rolepair", "rolepair-init"]
    expected = {
        *(f"{function}-{ARCHITECTURE}.zip" for function in FUNCTIONS),
        *(f"{program}-{ARCHITECTURE}.cdx.json" for program in programs),
        f"rolepair-{version}-linux-{ARCHITECTURE}.tar.gz",
        f"rolepair-init-{ARCHITECTURE}.oci.tar",
    }
    sums = dict(reversed(line.split("  ")) for line in (release / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == expected
    assert {path.name for path in release.iterdir()} == {*expected, "SHA256SUMS"}
    assert {name: hashlib.sha256((release / name).read_bytes()).hexdigest() for name in sums} == sums


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_zip_of_a_function_is_what_lambda_starts(release, function, tmp_path):
    archive = zipfile.ZipFile(release / f"{function}-{ARCHITECTURE}.zip")
    (entry,) = archive.infolist()
    assert (entry.filename, oct(entry.external_attr >> 16)) == ("bootstrap", "0o100755")
    program = pathlib.Path(archive.extract(entry, tmp_path))
    assert elf_machine(program) == ELF_MACHINES[ARCHITECTURE]
    needed = subprocess.run(["readelf", "--version-info", program], capture_output=True, text=True, check=True).stdout
    versions = [tuple(map(int, found.split("."))) for found in re.findall(r"GLIBC_([0-9.]+)", needed)]
    assert versions and max(versions) <= GLIBC_OF_AMAZON_LINUX_2023


def test_the_command_line_runs_and_comes_with_the_templates(release, request):
    package = request.getfixturevalue("package")
    printed = subprocess.run([package.rolepair, "--version"], capture_output=True, text=True, check=True).stdout
    assert printed == f"rolepair {cargo_version()}\n"
    assert (package.rolepair.parent / "infra" / "templates" / "hub.yaml").read_bytes() == (
        ROOT / "infra" / "templates" / "hub.yaml"
    ).read_bytes()


@pytest.mark.parametrize("program", [*FUNCTIONS, "rolepair", "rolepair-init"])
def test_a_bill_of_materials_also_lists_what_is_not_a_crate(release, program):
    bom = json.loads((release / f"{program}-{ARCHITECTURE}.cdx.json").read_text())
    assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.5")
    assert bom["metadata"]["component"]["name"] == program
    parts = {component["name"]: component for component in bom["components"]}
    assert re.match(r"1\.\d+\.\d+ ", parts["std"]["version"])
    assert ("musl" in parts, "libunwind" in parts) == (program == "rolepair-init", program != "rolepair-init")
    # Every reference is to a listed component, and each is listed once.
    listed = [bom["metadata"]["component"]["bom-ref"], *(component["bom-ref"] for component in bom["components"])]
    assert len(listed) == len(set(listed))
    assert {one["ref"] for one in bom["dependencies"]} == set(listed)
    assert {on for one in bom["dependencies"] for on in one.get("dependsOn", [])} <= set(listed)
    assert str(ROOT) not in json.dumps(bom)


def test_every_component_of_a_release_is_under_a_permissive_licence(release):
    checked = run("licences.py", *release.glob("*.cdx.json"))
    assert checked.returncode == 0, checked.stderr


def test_the_init_image_is_one_static_program_without_rights(release, tmp_path):
    with tarfile.open(release / f"rolepair-init-{ARCHITECTURE}.oci.tar") as archive:
        archive.extractall(tmp_path / "image", filter="data")
    image = f"oci:{tmp_path / 'image'}:{cargo_version()}"
    inspect = lambda how: json.loads(
        subprocess.run(["skopeo", "inspect", how, image], capture_output=True, text=True, check=True).stdout
    )
    config, manifest = inspect("--config"), inspect("--raw")
    assert config["config"]["Entrypoint"] == ["/rolepair-init"]
    assert (config["config"]["User"], config["os"]) == (INIT_USER, "linux")
    assert config["architecture"] == {"x86_64": "amd64"}.get(ARCHITECTURE, ARCHITECTURE)
    (layer,) = manifest["layers"]
    blob = tmp_path / "image" / "blobs" / layer["digest"].replace(":", "/")
    with tarfile.open(blob) as files:
        (member,) = files.getmembers()
        assert (member.name, oct(member.mode), member.uid, member.gid) == ("rolepair-init", "0o755", 0, 0)
        files.extractall(tmp_path, filter="data")
    program = tmp_path / "rolepair-init"
    assert elf_machine(program) == ELF_MACHINES[ARCHITECTURE]
    assert b"GNU C Library" not in program.read_bytes()
    headers = subprocess.run(["readelf", "--program-headers", program], capture_output=True, text=True, check=True)
    assert "INTERP" not in headers.stdout
    # The program as it is in the image.
    file = tmp_path / "config"
    environment = {"ROLEPAIR_CONFIG_FILE": str(file), "ROLEPAIR_CONFIG_TEXT": "[profile orders]"}
    ran = subprocess.run([program], env=environment, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr, file.read_text()) == (0, "", "", "[profile orders]\n")
    assert oct(file.stat().st_mode) == "0o100644"
    ran = subprocess.run([program], env={}, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (2, "rolepair-init: the variable `ROLEPAIR_CONFIG_FILE` is not set\n")


def test_a_release_is_built_for_the_default_architecture_of_the_template(release):
    architecture = Template("hub", **HUB_PARAMETERS).values["Architecture"]
    assert all((release / f"{function}-{architecture}.zip").exists() for function in FUNCTIONS)


def elf_machine(program):
    head = program.read_bytes()[:20]
    assert head[:4] == b"\x7fELF"
    return struct.unpack("<H", head[18:])[0]


def cargo_version():
    return re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)[1]


# -- Build, package and deploy in one ------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path):
    """A folder with the script, and substitutes for the programs it runs, which record their calls."""
    folder = tmp_path / "infra" / "packaging"
    folder.mkdir(parents=True)
    (tmp_path / "target").mkdir()
    shutil.copy(PACKAGING / "deploy", folder)
    substitutes = {
        folder / "package": "echo package >>noted",
        tmp_path / "bin" / "rolepair": 'echo "$@" >>noted\ncase "$*" in *--commands*) echo "echo created >>noted" ;; *) echo plan ;; esac',
    }
    for file, text in substitutes.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/usr/bin/env bash\n{text}\n")
        file.chmod(0o755)
    return tmp_path


def deploys(checkout, *arguments):
    environment = {"PATH": os.pathsep.join([str(checkout / "bin"), os.environ["PATH"]])}
    command = [checkout / "infra" / "packaging" / "deploy", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)


def test_one_command_builds_packages_and_deploys(checkout):
    done = deploys(checkout, "--yes", "--config", "rolepair.yaml")
    assert (done.returncode, done.stdout) == (0, "plan\n"), done.stderr
    assert (checkout / "noted").read_text().splitlines() == [
        "package",
        "deploy --dry-run --config rolepair.yaml",
        "deploy --dry-run --commands --config rolepair.yaml",
        "created",
    ]


def test_it_creates_nothing_without_a_confirmation(checkout):
    done = deploys(checkout, "--config", "rolepair.yaml")
    assert (done.returncode, done.stdout) == (2, "plan\n")
    assert "--yes" in done.stderr
    assert "created" not in (checkout / "noted").read_text()
