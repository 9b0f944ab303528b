#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Runs the commands a document shows and compares what they print with what it shows.

usage: run_document.py DOCUMENT OCTET [--update]

In every ```console block a line "$ command" is run by bash in a scratch folder that sees the repository's
models, arch, docs and rtl folders, with OCTET's folder first in PATH; the lines up to the next "$" are what it must print
(standard output and error). "..." alone on a line stands for any lines, "(exit status 3)" is the status where it is not
0. Blocks of other kinds are prose. --update writes the document anew with what was printed; blocks with "..." keep
their text. Exit status: 0 all as shown, 1 different, 2 unusable arguments.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(block):
    """[(command, expected lines)] of a console block."""
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return found


def execute(command, folder, octet):
    environment = dict(os.environ, PATH=f"{octet.parent}:{os.environ['PATH']}", LC_ALL="C.UTF-8", COLUMNS="1000")
    result = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False)
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    return lines + ([f"(exit status {result.returncode})"] if result.returncode else [])


def matches(expected, printed):
    if not expected:
        return not printed
    if expected[0] == "...":
        return any(matches(expected[1:], printed[i:]) for i in range(len(printed) + 1))
    return bool(printed) and expected[0].rstrip() == printed[0] and matches(expected[1:], printed[1:])


def main():
    words = [word for word in sys.argv[1:] if word != "--update"]
    if len(words) != 2:
        sys.exit(__doc__)
    document, octet = pathlib.Path(words[0]), pathlib.Path(words[1]).resolve()
    text, update, wrong, count = document.read_text(), "--update" in sys.argv, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for name in ("models", "arch", "docs", "rtl"):
            os.symlink(ROOT / name, pathlib.Path(folder) / name)

        def run(match):
            nonlocal wrong, count
            shown = ""
            for command, expected in commands(match.group(1)):
                printed = execute(command, folder, octet)
                count += 1
                if not matches(expected, printed):
                    wrong += 1
                    print(f"{document.name}: $ {command}\n  shown:", *expected, "  printed:", *printed, sep="\n")
                keep = "..." in expected
                shown += "\n".join([f"$ {command}", *(expected if keep else printed)]) + "\n"
            return f"```console\n{shown}```"

        new = BLOCK.sub(run, text)
    if update:
        document.write_text(new)
        return 0
    print(f"{document.name}: {count} commands, {wrong} not as shown")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
