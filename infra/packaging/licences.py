#!/usr/bin/env python3
"""Fails where something that ships is not of a licence in licences.txt, or not from crates.io.

usage: licences.py [BOM...]

Without arguments it looks at every crate that the functions, the command line and the init program
depend on, on Linux, build scripts and their crates included; tests and their crates do not ship. With
arguments, at the components of bills of materials (CycloneDX), which also name what is no crate.
"""

import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHIPS = ("cli", "functions", "init")
TARGETS = [f"{machine}-unknown-linux-{libc}" for machine in ("x86_64", "aarch64") for libc in ("gnu", "musl")]
CRATES_IO = "registry+https://github.com/rust-lang/crates.io-index"


def allowed_licences():
    lines = (HERE / "licences.txt").read_text().splitlines()
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def may_ship(expression, allowed):
    """Whether an SPDX expression can be met with these licences; what it cannot read, cannot be.

    https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
    """
    # Cargo once took a slash for OR.
    words = re.findall(r"[()]|[^\s()]+", (expression or "").replace("/", " OR "))

    def either():
        holds = both()
        while words[:1] == ["OR"]:
            words.pop(0)
            holds = both() or holds
        return holds

    def both():
        holds = one()
        while words[:1] == ["AND"]:
            words.pop(0)
            holds = one() and holds
        return holds

    def one():
        word = words.pop(0)
        if word == "(":
            holds = either()
            if words.pop(0) != ")":
                raise IndexError
            return holds
        if words[:1] == ["WITH"]:
            words.pop(0)
            word = f"{word} WITH {words.pop(0)}"
        return word in allowed

    try:
        return either() and not words
    except IndexError:
        return False


def crates():
    """Name, licence and source of what the shipped packages depend on."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    command += [f"--filter-platform={target}" for target in TARGETS]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    needs = {
        node["id"]: [need["pkg"] for need in node["deps"] if any(kind["kind"] != "dev" for kind in need["dep_kinds"])]
        for node in metadata["resolve"]["nodes"]
    }
    ships = lambda package: pathlib.Path(package["manifest_path"]).relative_to(ROOT).parts[0] in SHIPS
    open_ids = [member for member in metadata["workspace_members"] if ships(packages[member])]
    seen = set()
    while open_ids:
        package = open_ids.pop()
        if package not in seen:
            seen.add(package)
            open_ids += needs[package]
    for package in sorted(seen):
        package = packages[package]
        yield f"{package['name']} {package['version']}", package["license"], package["source"]


def components(path):
    """Name and licence of what a bill of materials names."""
    for component in json.loads(pathlib.Path(path).read_text())["components"]:
        licences = [one.get("expression") or one["license"].get("id") for one in component.get("licenses", [])]
        expression = " AND ".join(f"({one})" for one in licences)
        yield f"{path}: {component['name']} {component['version']}", expression, None


def main(boms):
    allowed, wrong, count = allowed_licences(), [], 0
    for name, licence, source in (one for found in map(components, boms) for one in found) if boms else crates():
        count += 1
        if not may_ship(licence, allowed):
            wrong.append(f"{name} is `{licence}`, which licences.txt does not allow")
        if source not in (None, CRATES_IO):
            wrong.append(f"{name} is from `{source}` and not from crates.io")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{count} {'components' if boms else 'crates'} of permissive licences")


if __name__ == "__main__":
    main(sys.argv[1:])
