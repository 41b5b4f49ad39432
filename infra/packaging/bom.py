#!/usr/bin/env python3
"""Adds to a bill of materials what a program holds besides crates, and takes the machine's paths out.

usage: bom.py IN OUT RUSTC PART...

IN and OUT are CycloneDX. RUSTC is the compiler whose standard library was linked in; a PART is what zig
added: libunwind, musl. Run it with the Python that has zig installed.
"""

import json
import pathlib
import re
import subprocess
import sys

import ziglang

ROOT = pathlib.Path(__file__).resolve().parents[2]
ZIG = pathlib.Path(ziglang.__file__).resolve().parent


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def component(name, version, licence, purl, description):
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "description": description,
        "scope": "required",
        "licenses": [{"expression": licence}],
        "purl": purl,
    }


def standard_library(rustc):
    facts = dict(line.split(": ", 1) for line in output_of(rustc, "-vV").splitlines() if ": " in line)
    purl = f"pkg:github/rust-lang/rust@{facts['commit-hash']}#library/std"
    version = output_of(rustc, "--version").removeprefix("rustc ").strip()
    return component("std", version, "MIT OR Apache-2.0", purl, "Rust's standard library, including its own crates")


def libunwind():
    clang = output_of(sys.executable, "-m", "ziglang", "clang", "--version")
    version = re.search(r"clang version (\S+)", clang)[1]
    purl = f"pkg:github/llvm/llvm-project@llvmorg-{version}#libunwind"
    return component("libunwind", version, "Apache-2.0 WITH LLVM-exception", purl, "LLVM's unwinder, as zig ships it")


def musl():
    header = (ZIG / "lib/libc/musl/src/internal/version.h").read_text()
    version = re.search(r'VERSION "(.+)"', header)[1]
    purl = f"pkg:generic/musl@{version}"
    return component("musl", version, "MIT", purl, "The C library, as zig ships it, linked statically")


PARTS = {"libunwind": libunwind, "musl": musl}


def main(source, out, rustc, *parts):
    text = pathlib.Path(source).read_text().replace(f"path+file://{ROOT}/", "path+file:///rolepair/")
    bom = json.loads(text)
    added = [standard_library(rustc), *(PARTS[part]() for part in parts)]
    bom["components"] += added
    program = bom["metadata"]["component"]["bom-ref"]
    references = [one["bom-ref"] for one in added]
    (of_program,) = [one for one in bom["dependencies"] if one["ref"] == program]
    of_program.setdefault("dependsOn", []).extend(references)
    bom["dependencies"] += [{"ref": reference} for reference in references]
    pathlib.Path(out).write_text(json.dumps(bom, indent=2) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
