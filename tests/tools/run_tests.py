#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Runs ctest, prints the cases run per kind and compares them with the committed numbers.

usage: run_tests.py [--sanitized BUILD_FOLDER] BUILD_FOLDER [ctest arguments]

The kind of a case is the word before the colon of its ctest name ("golden:sim.Suite.Case"). --sanitized also
runs the cases of kind negative in a folder built with sanitizers, and counts them as kind "sanitized". A kind
with fewer cases run than tests/case_counts.json says is a failure ("sanitized" only if it was asked for); so
is, in CI, any case that was skipped. Kind "browser" is of the full test, as "sanitized" is.
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

# A case of negative input that needs this much is a failure like any other finding of the sanitizers.
SANITIZERS = {"ASAN_OPTIONS": "hard_rss_limit_mb=2048:detect_stack_use_after_return=0",
              "UBSAN_OPTIONS": "print_stacktrace=1"}


FULL_ONLY = ("sanitized", "browser")


class Outcome:
    """What became of the cases: numbers per kind, names, and what cases say about themselves."""

    def __init__(self):
        self.run, self.skipped, self.failed, self.notes = collections.Counter(), [], [], []

    def add(self, case, kind):
        name, text = case.get("name"), case.findtext("system-out", "").strip()
        if case.get("status") == "run":
            self.run[kind] += 1
            self.notes += [f"{kind}: {line}" for line in text.splitlines() if line.startswith("hostile input:")]
        elif case.get("status") in ("notrun", "disabled", "skipped"):
            self.skipped.append(name)
        else:
            self.failed.append(name)
            print(f"--- {name}\n{text}")


def run_cases(build, arguments, outcome, kind_of, environment=None):
    report = build / "tests.xml"
    report.unlink(missing_ok=True)
    command = ["ctest", "--test-dir", str(build), "--quiet", "--output-junit", str(report.resolve()),
               "-j", str(os.cpu_count() or 1), "--timeout", "900", *arguments]
    subprocess.run(command, check=False, env={**os.environ, **(environment or {})})
    if not report.exists():
        sys.exit("ctest wrote no report")
    for case in xml.etree.ElementTree.parse(report).getroot().iter("testcase"):
        outcome.add(case, kind_of(case.get("name")))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sanitized", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    options, arguments = parser.parse_known_args()
    outcome = Outcome()
    run_cases(options.build, arguments, outcome, lambda name: name.split(":")[0])
    if options.sanitized:
        run_cases(options.sanitized, ["-L", "^negative$", *arguments], outcome, lambda name: "sanitized", SANITIZERS)
    sys.exit(judge(outcome, filtered=bool(arguments), sanitized=bool(options.sanitized)))


def judge(outcome, filtered, sanitized):
    expected = json.loads((pathlib.Path(__file__).parent.parent / "case_counts.json").read_text())
    if not sanitized:
        for kind in FULL_ONLY:
            expected.pop(kind, None)
    run = outcome.run
    bad = bool(outcome.failed) or sum(run.values()) == 0
    for kind in sorted(set(run) | set(expected)):
        print(f"{kind:14} {run[kind]:5} cases run")
        complete = os.environ.get("OCTET_TEST_DATA") and not filtered
        if complete and run[kind] < expected.get(kind, 0):
            print(f"  fewer than the committed {expected[kind]}")
            bad = True
    print("".join(note + "\n" for note in sorted(outcome.notes)), end="")
    if outcome.skipped:
        print(f"{len(outcome.skipped)} cases did not run (OCTET_TEST_DATA or --full not given, or a tool is missing)")
        if os.environ.get("CI"):
            print("\n".join("  " + name for name in outcome.skipped))
            bad = True
    for name in outcome.failed:
        print("failed:", name)
    print(f"{sum(run.values())} passed, {len(outcome.failed)} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    main()
