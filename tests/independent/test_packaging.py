"""The packaging scripts, as far as they need no build."""

import os
import pathlib
import subprocess
import zipfile

import pytest

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


def test_a_zip_depends_on_what_is_in_it_alone(tmp_path):
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
def test_an_architecture_lambda_does_not_have_is_refused(script, tmp_path):
    refused = run(script, tmp_path / "out", "riscv64")
    assert refused.returncode == 2
    assert refused.stderr == f"{script}: `riscv64` is not x86_64 or arm64\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("script", ["package", "init-image"])
def test_an_architecture_without_its_standard_library_says_what_is_missing(script, tmp_path):
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True).stdout.strip()
    if any(pathlib.Path(sysroot, "lib", "rustlib").glob("aarch64-unknown-linux-*")):
        pytest.skip("this machine could build for arm64")
    refused = run(script, tmp_path / "out", "arm64")
    assert refused.returncode == 3
    assert "rustup target add aarch64-unknown-linux-" in refused.stderr
