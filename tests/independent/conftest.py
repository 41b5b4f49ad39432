"""Starts the emulators on loopback and finds the built binaries."""

import os
import pathlib
import socket
import subprocess
import sys
import time

import boto3
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGION = "eu-west-1"
START_SECONDS = 60


@pytest.fixture(scope="session")
def binaries():
    """The folder that `cargo build --workspace` put the binaries in."""
    folder = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
    for name in ("rolepair", "pair-account", "patch-task-definition", "backfill"):
        assert (folder / name).exists(), f"{folder / name} is not built: run `cargo build --workspace`"
    return folder


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
        assert process.poll() is None, f"{command[0]} ended at its start"
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
