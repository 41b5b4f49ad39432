"""The real AWS CLI and boto3, unmodified, as the container of a patched task."""

import json
import os
import pathlib
import subprocess
import sys
import time

import pytest
from conftest import REGION, ended

BOTO3_CONTAINER = """
import boto3
print(boto3.client("sts").get_caller_identity()["Arn"])
"""
WAIT_SECONDS = 60


@pytest.fixture
def served(binaries, tmp_path):
    """`rolepair sandbox serve`, and the environment it prints for an operator."""
    process = subprocess.Popen(
        [binaries / "rolepair", "sandbox", "serve", "--output", "json"],
        stdout=subprocess.PIPE, stderr=open(tmp_path / "serve.log", "wb"), text=True,
    )
    hello = json.loads(process.stdout.readline())
    yield hello
    ended(process)


def aws(environment, *words):
    program = pathlib.Path(sys.executable).parent / "aws"
    answer = subprocess.run(
        [program, *words, "--output", "json"],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment},
        capture_output=True, text=True, timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout) if answer.stdout.strip() else {}


def eventually(look):
    """The first answer of `look` that is not None; asked again for a bounded time."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        answer = look()
        if answer is not None:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"nothing came within {WAIT_SECONDS} s")
