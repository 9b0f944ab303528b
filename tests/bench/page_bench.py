#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""How large a report's pages are and how long the browser takes to open them; docs/reports.md has the figures.

  page_bench.py BUILD

A page is open when all its plots of up to 2000 rows are drawn. A sweep's 10,000 points are drawn when one comes near their
plot. Each figure is the least of three. With OCTET_TEST_DATA also MobileNetV2.
"""
import argparse
import os
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/reports/browser"))
import pages  # noqa: E402
from browser import Browser, missing  # noqa: E402

DRAWN = "return document.querySelectorAll('svg g.circles > path, svg g.diamonds > path').length"
TRIES = 3


def opened(name, marks=0):
    """Seconds until the page is open, until that many marks of its scatter are drawn, and their bytes."""
    times = []
    for _ in range(TRIES):
        with Browser() as browser:
            start = time.monotonic()
            browser.open(pages.page(name))
            first = time.monotonic() - start
            if marks:
                browser.run("document.querySelector('figure').scrollIntoView({behavior: 'instant'})")
                browser.until(f"{DRAWN} === arguments[0]", marks)
            times.append((first, time.monotonic() - start))
    size = pages.page(name).stat().st_size
    drawn = f", {min(t[1] for t in times):5.2f} s until {marks} points are drawn" if marks else ""
    print(f"{name:14} {size / 1e6:6.2f} MB   open in {min(t[0] for t in times):5.2f} s{drawn}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    build = parser.parse_args().build
    if missing():
        sys.exit(f"not installed: {missing()}")
    os.environ["OCTET_BINARY"] = str((build / "octet").resolve())
    with tempfile.TemporaryDirectory() as folder:
        os.environ["OCTET_PAGES"] = folder
        for make in (pages.make_runs, pages.make_trace, pages.make_verification, pages.make_sweep, pages.make_many):
            make()
        names = list(pages.KINDS)
        if os.environ.get("OCTET_TEST_DATA"):
            model = pathlib.Path(os.environ["OCTET_TEST_DATA"]) / "models/coral__tf2_mobilenet_v2_1.0_224_ptq.tflite"
            pages.octet("run", model, "--no-data", "--json", pathlib.Path(folder) / "mobilenet_v2.json")
            pages.report("mobilenet_v2", pathlib.Path(folder) / "mobilenet_v2.json")
            names.append("mobilenet_v2")
        for name in names:
            opened(name)
        opened("many", pages.MANY)


if __name__ == "__main__":
    main()
