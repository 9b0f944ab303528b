#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The README's pictures of reports, anew: docs/images/report-run.png and report-sweep.png.

  screenshots.py BUILD [SWEEP]

BUILD holds octet; OCTET_TEST_DATA names the folder of published models. Both show MobileNetV2: a run on edge-16, and a
sweep of 400 machines, or that in the folder SWEEP, one of which is chosen. Takes five minutes.
"""
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/reports/browser"))
import pages  # noqa: E402
from browser import Browser  # noqa: E402

MODEL = "models/coral__tf2_mobilenet_v2_1.0_224_ptq.tflite"
SWEEP = ["--vary", "array.rows=4:64:x2", "--vary", "array.cols=4:64:x2", "--vary", "scratchpad.bytes=128Ki,256Ki,512Ki,1Mi",
         "--vary", "dram.bandwidth_gb_per_s=1,2,4,8", "--baseline", "iso_area"]


def picture(name, target, heading, height):
    """The page from its heading `heading` on, `height` pixels of it; from its top without one."""
    with Browser(width=1280, height=height) as browser:
        browser.size(1280, height)
        browser.open(pages.page(name))
        if name == "sweep":
            best = "return [...document.querySelectorAll('svg g.diamonds > path')]"
            marks = browser.run(best)
            browser.click(marks[len(marks) // 2])
            browser.run("document.getElementById('tip').hidden = true")
        browser.run("const h = document.getElementById(arguments[0]); const top = h ? h.getBoundingClientRect().top + scrollY - 72 : 0;"
                    "window.scrollTo({top, behavior: 'instant'})", heading)
        browser.until("return [...document.querySelectorAll('figure')].filter((f) => { const b = f.getBoundingClientRect();"
                      " return b.top < innerHeight && b.bottom > 0; }).every((f) => f.querySelector('svg'))")
        browser.driver.save_screenshot(str(target))
    from PIL import Image
    few = Image.open(target).convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    print(f"{target}: {target.stat().st_size / 1e3:.0f} kB")


def main():
    if len(sys.argv) < 2 or "OCTET_TEST_DATA" not in os.environ:
        sys.exit(__doc__)
    os.environ["OCTET_BINARY"] = str((pathlib.Path(sys.argv[1]) / "octet").resolve())
    model = pathlib.Path(os.environ["OCTET_TEST_DATA"]) / MODEL
    target = ROOT / "docs/images"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = pathlib.Path(temporary)
        os.environ["OCTET_PAGES"] = str(home)
        pages.octet("run", model, "--no-data", "--json", home / "run.json")
        pages.report("run", home / "run.json", words=["--title", "MobileNetV2 on edge-16"])
        sweep = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else home / "mobilenet_v2"
        if len(sys.argv) == 2:
            pages.octet("sweep", model, *SWEEP, "--out", sweep)
        pages.report("sweep", sweep, words=["--title", "MobileNetV2 on 400 machines"])
        picture("run", target / "report-run.png", "", 1550)
        picture("sweep", target / "report-sweep.png", "trade-off", 1000)


if __name__ == "__main__":
    main()
