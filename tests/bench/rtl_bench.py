#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Measure the RTL against systemc in cycles, and its simulator in CPU seconds; write docs/rtl-accuracy.md.

  rtl_bench.py BUILD [--document FILE]

Cycles: `octet verify` on each network, machine and DRAM setting; exit 1 if a network is off by more than 1 %
or a layer by more than max(5 %, 64 cycles). Speed: one simulator is built in an empty cache and runs the
largest network entire; exit 1 if the simulator takes more than 40 CPU seconds to build or 60 to run. Networks:
the project's own, and those OCTET_TEST_DATA names.
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRAM = {
    "preset": [],
    "fixed latency": ["dram.miss_ns=0"],
    "slow": ["dram.bandwidth_gb_per_s=1", "dram.latency_ns=300", "dram.miss_ns=60"],
}
ZOO = [("digits", "models/zoo/digits.tflite"), ("separable", "models/zoo/separable.tflite")]
PUBLISHED = [
    ("keyword spotting", "mlperf__kws_ref_model"), ("visual wake words", "mlperf__vww_96_int8"),
    ("ResNet", "mlperf__pretrainedResnet_quant"), ("anomaly detection", "mlperf__model_ToyCar_quant_fullint"),
    ("person detection", "tflm__person_detect"), ("MobileNet v1 0.25", "coral__mobilenet_v1_0.25_128_quant"),
    ("MobileNet v2", "coral__mobilenet_v2_1.0_224_quant"),
]
LARGEST = "MobileNet v2"
MACHINES = ["edge-16", "tiny-8"]
NETWORK_PERCENT, LAYER_PERCENT, LAYER_CYCLES = 1.0, 5.0, 64
BUILD_SECONDS, RUN_SECONDS = 40, 60
RUNS = 5  # of the largest network: other work on the processor only adds time


def networks():
    found = [(name, ROOT / file) for name, file in ZOO]
    data = os.environ.get("OCTET_TEST_DATA")
    if data:
        found += [(name, pathlib.Path(data) / "models" / f"{file}.tflite") for name, file in PUBLISHED]
    return found


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def octet(build, *arguments, **environment):
    """Output of octet and the CPU seconds of it and all it starts."""
    before = children_seconds()
    done = subprocess.run([build / "octet", *map(str, arguments)], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **environment})
    return done, children_seconds() - before


def verify(build, model, machine, settings):
    """The verdict on one network: octet-verify/1, of one case."""
    options = [word for setting in settings for word in ("--set", setting)]
    done, _ = octet(build, "verify", model, "--against", "rtl", "--arch", machine, *options, "--cycle-tolerance", "100",
                    "--json", "-")
    if done.returncode not in (0, 5):
        sys.exit(f"octet verify {model.name} on {machine} failed with {done.returncode}")
    return json.loads(done.stdout)


def worst_layer(case):
    """(cycles, percent) of the layer that is furthest off."""
    worst = (0, 0.0)
    for layer in case["layers"]:
        off = abs(layer["cycles"] - layer["expected_cycles"])
        worst = max(worst, (off, 100 * off / max(1, layer["expected_cycles"])))
    return worst


def accurate(case):
    def near(layer):
        off = abs(layer["cycles"] - layer["expected_cycles"])
        return off <= max(LAYER_CYCLES, LAYER_PERCENT / 100 * layer["expected_cycles"])

    return case["cycle_error_percent"] <= NETWORK_PERCENT and all(near(layer) for layer in case["layers"])


def accuracy(build):
    rows, missed = [], 0
    for machine in MACHINES:
        for name, model in networks():
            if machine != MACHINES[0] and name == LARGEST:
                continue
            for dram, settings in DRAM.items():
                result = verify(build, model, machine, settings)
                case = result["results"][0]
                passed = result["failed"] == 0 and accurate(case)
                missed += not passed
                cycles, percent = worst_layer(case)
                rows.append((machine, name, dram, case["expected_cycles"], case["cycles"],
                             f"{case['cycle_error_percent']:.2f} %", f"{cycles} ({percent:.1f} %)",
                             case["differing_events"], "equal" if passed else "MISSED"))
                print(*rows[-1], sep="  ", flush=True)
    return rows, missed


def speed(build):
    """CPU seconds to build edge-16's simulator and of each run of the largest network there is, and its cycles."""
    name, model = networks()[-1]
    small = networks()[0][1]
    run = ["--arch", MACHINES[0], "--backend", "rtl", "--baseline", "none", "--json", "-"]
    with tempfile.TemporaryDirectory() as cache:
        _, cold = octet(build, "run", small, *run, OCTET_CACHE=cache)
        _, warm = octet(build, "run", small, *run, OCTET_CACHE=cache)
        runs = [octet(build, "run", model, *run, OCTET_CACHE=cache) for _ in range(RUNS)]
    result = json.loads(runs[0][0].stdout)
    seconds = sorted(s for _, s in runs)
    return name, cold - warm, seconds, result["cycles_total"] + result["cold"]["cycles_total"]


HEADER = """# RTL against systemc
Made by `./dev bench`: cycles of the RTL under Verilator against those of systemc, the same programs. Allowed are 1 % for
a network and max(5 %, 64 cycles) for a layer; the events column counts commands whose dispatch, start, done or tokens
differ in any cycle. DRAM: the machine's own (page misses of 20 ns), fixed latency (misses free), slow (1 GB/s, 300 ns,
misses of 60 ns).
"""


def rates(seconds, cycles):
    """Million cycles a second of each run, the slowest first."""
    return [cycles / s / 1e6 for s in reversed(seconds)]


def span(values, digits):
    """Least, middle and greatest of sorted values."""
    return ", ".join(f"{v:.{digits}f}" for v in (values[0], values[len(values) // 2], values[-1]))


def document(rows, figures):
    lines = [HEADER, "| machine | network | DRAM | systemc | rtl | error | worst layer | events | |",
             "|---|---|---|---|---|---|---|---|---|"]
    lines += ["| " + " | ".join(f"{c:,}" if isinstance(c, int) else c for c in row) + " |" for row in rows]
    name, building, running, cycles = figures
    lines += ["", "## Speed", f"On {MACHINES[0]}, CPU seconds of one core; least, middle and greatest of the runs:", "", "| | measured | limit |", "|---|---|---|",
              f"| simulator built, s | {building:.0f} | {BUILD_SECONDS} |",
              f"| {name}, two inferences entire, {RUNS} runs, s | {span(running, 1)} | {RUN_SECONDS} |",
              f"| million cycles a second | {span(rates(running, cycles), 2)} | 1 is the aim |"]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--document", type=pathlib.Path, default=ROOT / "docs" / "rtl-accuracy.md")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    rows, missed = accuracy(build)
    figures = speed(build)
    arguments.document.write_text(document(rows, figures))
    name, building, running, cycles = figures
    print(f"simulator of {MACHINES[0]}: {building:.0f} CPU s to build; {name}: {span(running, 1)} CPU s, "
          f"{span(rates(running, cycles), 2)} M cycles/s")
    missed += building > BUILD_SECONDS or running[-1] > RUN_SECONDS
    if not os.environ.get("OCTET_TEST_DATA"):
        print("OCTET_TEST_DATA is not set: only the project's own networks were measured")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
