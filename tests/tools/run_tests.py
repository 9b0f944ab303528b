#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Runs ctest, prints the cases run per kind and compares them with the committed numbers.

usage: run_tests.py BUILD_FOLDER [ctest arguments]

The kind of a case is the word before the colon of its ctest name ("golden:sim.Suite.Case"). A kind with
fewer cases run than tests/case_counts.json says is a failure; so is, in CI, any case that was skipped.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import xml.etree.ElementTree


def main():
    build = pathlib.Path(sys.argv[1])
    report = build / "tests.xml"
    report.unlink(missing_ok=True)
    command = ["ctest", "--test-dir", str(build), "--quiet", "--output-junit", str(report.resolve()),
               "-j", str(os.cpu_count() or 1), "--timeout", "900", *sys.argv[2:]]
    subprocess.run(command, check=False)
    if not report.exists():
        sys.exit("ctest wrote no report")
    run, skipped, failed = collections.Counter(), [], []
    for case in xml.etree.ElementTree.parse(report).getroot().iter("testcase"):
        kind = case.get("name").split(":")[0]
        if case.get("status") == "run":
            run[kind] += 1
        elif case.get("status") in ("notrun", "disabled", "skipped"):
            skipped.append(case.get("name"))
        else:
            failed.append(case.get("name"))
            print(f"--- {case.get('name')}\n{case.findtext('system-out', '').strip()}")
    sys.exit(judge(run, skipped, failed, filtered=len(sys.argv) > 2))


def judge(run, skipped, failed, filtered):
    expected = json.loads((pathlib.Path(__file__).parent.parent / "case_counts.json").read_text())
    bad = bool(failed) or sum(run.values()) == 0
    for kind in sorted(set(run) | set(expected)):
        print(f"{kind:14} {run[kind]:5} cases run")
        complete = os.environ.get("OCTET_TEST_DATA") and not filtered
        if complete and run[kind] < expected.get(kind, 0):
            print(f"  fewer than the committed {expected[kind]}")
            bad = True
    if skipped:
        print(f"{len(skipped)} cases did not run (OCTET_TEST_DATA not set, or a tool is missing)")
        if os.environ.get("CI"):
            print("\n".join("  " + name for name in skipped))
            bad = True
    for name in failed:
        print("failed:", name)
    print(f"{sum(run.values())} passed, {len(failed)} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    main()
