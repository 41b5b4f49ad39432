#!/usr/bin/env python3
"""Fails if something that ships is not under a licence that deny.toml allows.

usage: licences.py BOM...

A BOM is a bill of materials (CycloneDX) of a program. cargo-deny checks the crates before anything is built; this
checks what was linked in the end, which includes what is not a crate: Rust's standard library, libunwind, musl.
"""

import json
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def allowed_licences():
    return set(tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]["allow"])


def may_ship(expression, allowed):
    """Whether these licences satisfy an SPDX expression; one that cannot be read is not satisfied.

    https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
    """
    # Cargo once accepted a slash for OR.
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


def components(path):
    """Name and licence of each component of a bill of materials."""
    for component in json.loads(pathlib.Path(path).read_text())["components"]:
        licences = [one.get("expression") or one["license"].get("id") for one in component.get("licenses", [])]
        expression = " AND ".join(f"({one})" for one in licences)
        yield f"{path}: {component['name']} {component['version']}", expression


def main(boms):
    if not boms:
        sys.exit(__doc__)
    allowed = allowed_licences()
    found = [component for bom in boms for component in components(bom)]
    wrong = [(name, licence) for name, licence in found if not may_ship(licence, allowed)]
    if wrong:
        sys.exit("\n".join(f"{name} is under `{licence}`, which deny.toml does not allow" for name, licence in wrong))
    print(f"{len(found)} components, each under a licence that deny.toml allows")


if __name__ == "__main__":
    main(sys.argv[1:])
