#!/usr/bin/env python3
"""Writes a zip that depends on its contents alone: order, time, owner and mode are fixed.

usage: zip.py OUT NAME=FILE...

NAME is the name in the zip. Of a file's mode, only whether it can be executed is kept.
"""

import os
import sys
import zipfile

# The earliest time a zip can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3


def write(out, entries, level=9):
    with zipfile.ZipFile(out, "w") as archive:
        for name, file in sorted(entries):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = UNIX
            info.external_attr = (0o100755 if os.access(file, os.X_OK) else 0o100644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            with open(file, "rb") as source:
                archive.writestr(info, source.read(), compresslevel=level)


def main(arguments):
    entries = [tuple(argument.split("=", 1)) for argument in arguments[1:]]
    if not entries or any(len(entry) != 2 for entry in entries):
        sys.exit(__doc__)
    write(arguments[0], entries)


if __name__ == "__main__":
    main(sys.argv[1:])
