#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Writes a copy of a source file with one fault in it.

usage: seed_fault.py FAULT SOURCE_FOLDER OUTPUT

A .fault file names a source file ("file: sim/fast_dma.cc"), a text that must occur in it exactly once (the lines
between "--- find" and "--- replace") and what stands there instead (the lines after).
"""
import pathlib
import re
import sys


def main():
    fault, folder, output = (pathlib.Path(argument) for argument in sys.argv[1:])
    parts = re.fullmatch(r"(?:#.*\n)+file: (\S+)\n--- find\n(.*)\n--- replace\n(.*)", fault.read_text(), re.DOTALL)
    if not parts:
        sys.exit(f"{fault}: not of the form file, find, replace")
    name, find, replace = parts.groups()
    text = (folder / name).read_text()
    if text.count(find) != 1:
        sys.exit(f"{fault}: its text occurs {text.count(find)} times in {name}, not once")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text.replace(find, replace.removesuffix("\n")))


if __name__ == "__main__":
    main()
