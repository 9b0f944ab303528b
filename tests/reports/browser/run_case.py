#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Runs one case of a module beside this file.

usage: run_case.py OCTET FOLDER MODULE SUITE.CASE

FOLDER is where the cases keep results and pages, made by the first (made_test). Runs with OCTET_TEST_FULL only; exit
status 77 without it, and where the browser is missing.
"""
import os
import pathlib
import sys
import unittest


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    if not os.environ.get("OCTET_TEST_FULL"):
        print("OCTET_TEST_FULL is not set")
        sys.exit(77)
    python = os.environ.get("OCTET_PYTHON")
    if python and os.path.abspath(python) != os.path.abspath(sys.executable):
        os.execv(python, [python, *sys.argv])
    octet, folder, module, name = sys.argv[1:]
    os.environ["OCTET_BINARY"] = str(pathlib.Path(octet).resolve())
    os.environ["OCTET_PAGES"] = str(pathlib.Path(folder).resolve())
    sys.dont_write_bytecode = True
    from browser import missing
    if missing():
        print(f"not installed: {missing()}")
        sys.exit(77)
    suite, case = name.split(".")
    tests = unittest.defaultTestLoader.loadTestsFromName(f"{module}.{suite}.test_{case}")
    sys.exit(0 if unittest.TextTestRunner(verbosity=2).run(tests).wasSuccessful() else 1)


if __name__ == "__main__":
    main()
