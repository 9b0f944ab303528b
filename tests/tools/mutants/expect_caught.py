#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Runs a test program with a seeded fault and succeeds if the test fails, saying which random program caught it.

usage: expect_caught.py TEST_PROGRAM GTEST_FILTER

A crash, a hang or a filter that runs nothing is not a catch.
"""
import re
import subprocess
import sys

SECONDS = 300


def main():
    program, chosen = sys.argv[1:]
    try:
        run = subprocess.run([program, f"--gtest_filter={chosen}"], capture_output=True, text=True, timeout=SECONDS,
                             check=False)
    except subprocess.TimeoutExpired:
        sys.exit(f"the fault hangs: no end after {SECONDS} s")
    if run.returncode == 0:
        sys.exit("nobody noticed the fault:\n" + run.stdout)
    if run.returncode != 1 or "[  FAILED  ] 1 test, listed below" not in run.stdout:
        sys.exit(f"no test failure but exit code {run.returncode}:\n{run.stdout}{run.stderr}")
    seed = re.search(r"Google Test trace:\n\S+: (\d+)", run.stdout)
    where = f"random program {seed.group(1)}" if seed else "an exception"
    failure = re.search(r"Failure\n(.*?)(?:Google Test trace|\n\n|\n\[)", run.stdout, re.DOTALL)
    print(f"caught by {where}: " + " ".join(failure.group(1).split() if failure else run.stdout.split()))


if __name__ == "__main__":
    main()
