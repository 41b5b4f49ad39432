"""Starts the emulators on loopback and finds the built binaries."""

import contextlib
import os
import pathlib
import platform
import socket
import subprocess
import sys
import tarfile
import time
import warnings

import boto3
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra" / "packaging"))
import zip as packaging_zip  # noqa: E402

REGION = "eu-west-1"
START_SECONDS = 60
ARCHITECTURE = {"aarch64": "arm64"}.get(platform.machine(), platform.machine())
FUNCTIONS = ("pair-account", "patch-task-definition", "backfill")


@pytest.fixture(scope="session")
def binaries():
    """The folder with the binaries of `cargo build --workspace`."""
    folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
    for name in ("rolepair", *FUNCTIONS):
        assert (folder / name).exists(), f"{folder / name} is not built: run `cargo build --workspace`"
    return folder


class Package:
    """The result of `infra/packaging/package`: a folder with the functions' zips, and the command line."""

    def __init__(self, folder, rolepair):
        self.folder, self.rolepair = folder, rolepair

    def zip(self, function):
        return self.folder / f"{function}-{ARCHITECTURE}.zip"


@pytest.fixture(scope="session")
def package(tmp_path_factory, request):
    """The release that ROLEPAIR_PACKAGE names, or debug builds that the same script has packed."""
    folder = tmp_path_factory.mktemp("package")
    release = os.environ.get("ROLEPAIR_PACKAGE")
    if release:
        release = ROOT / release
        (archive,) = release.glob(f"rolepair-*-linux-{platform.machine()}.tar.gz")
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")
        (rolepair,) = folder.glob("*/rolepair")
        return Package(release, rolepair)
    warnings.warn("ROLEPAIR_PACKAGE is not set: debug builds are deployed instead of the zips of a release")
    binaries = request.getfixturevalue("binaries")
    package = Package(folder, binaries / "rolepair")
    for function in FUNCTIONS:
        packaging_zip.write(package.zip(function), [("bootstrap", binaries / function)], level=1)
    return package


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(command, environment, port, log):
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=log, stderr=subprocess.STDOUT
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{command[0]} ended while it started"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return process
        except OSError:
            time.sleep(0.05)
    process.terminate()
    raise AssertionError(f"{command[0]} did not answer within {START_SECONDS} s")


def ended(process):
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def ministack(tmp_path):
    port = free_port()
    with open(tmp_path / "ministack.log", "wb") as log:
        program = pathlib.Path(sys.executable).parent / "ministack"
        process = started([program], {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)}, port, log)
        yield f"http://127.0.0.1:{port}"
        ended(process)


@contextlib.contextmanager
def ministack_with_functions(folder):
    """ministack. The functions deployed in it read `rolepair.yaml` of `folder`, because without Docker it puts no
    layer at /opt."""
    port = free_port()
    environment = {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "ROLEPAIR_CONFIG": str(folder / "rolepair.yaml"),
    }
    with open(folder / "ministack.log", "wb") as log:
        process = started([pathlib.Path(sys.executable).parent / "ministack"], environment, port, log)
        try:
            yield environment["AWS_ENDPOINT_URL"]
        finally:
            ended(process)


@pytest.fixture
def moto(tmp_path):
    port = free_port()
    with open(tmp_path / "moto.log", "wb") as log:
        program = pathlib.Path(sys.executable).parent / "moto_server"
        process = started([program, "-H", "127.0.0.1", "-p", str(port)], {}, port, log)
        yield f"http://127.0.0.1:{port}"
        ended(process)


def client(endpoint, service, key, secret="test", token=None, region=REGION):
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
    )
