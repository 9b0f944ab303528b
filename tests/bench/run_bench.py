#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Measure octet's speed as ratios in one run; exit 1 if a limit of docs/speed.md is missed.

  run_bench.py BUILD [--rounds N]

BUILD holds octet and speed_bench. Everything that is compared takes turns (A B C A B C ...), one thread
each. A turn is a few executions in a row; the fastest of all counts, in CPU seconds of the process, since
other load on the machine only ever adds time. Networks: MobileNetV2 if OCTET_TEST_DATA says where it is,
the zoo always. Writes BUILD/bench.json.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARCH = "edge-16"
MOBILENET = "coral__mobilenet_v2_1.0_224_quant.tflite"
IN_A_ROW = 3  # executions of a turn
OURS = ["reference", "systemc", "systemc_data", "fast", "compile"]
LABELS = {
    "reference": "octet reference", "systemc": "octet systemc, no data", "systemc_data": "octet systemc, data",
    "fast": "octet fast", "compile": "octet compile", "builtin_ref": "LiteRT BUILTIN_REF",
    "xnnpack": "LiteRT XNNPACK",
}


class Oracle:
    """An interpreter with one thread, fed once and invoked again and again."""

    def __init__(self, model, resolver, inputs):
        self.interpreter = Interpreter(model_path=str(model), num_threads=1, experimental_op_resolver_type=resolver)
        self.interpreter.allocate_tensors()
        for detail, value in zip(self.interpreter.get_input_details(), inputs):
            self.interpreter.set_tensor(detail["index"], value)

    def seconds(self):
        begin = time.process_time()
        self.interpreter.invoke()
        return time.process_time() - begin

    def output(self):
        return self.interpreter.get_tensor(self.interpreter.get_output_details()[0]["index"])


class Octet:
    """The speed_bench program of a build, answering one question at a time."""

    def __init__(self, build, model, inputs_file):
        self.process = subprocess.Popen([build / "speed_bench", model, ARCH, inputs_file], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            sys.exit(f"speed_bench ended when asked for {question}")
        return answer

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit("speed_bench failed")


def random_inputs(model):
    interpreter = Interpreter(model_path=str(model))
    rng = np.random.default_rng(1)
    values = []
    for detail in interpreter.get_input_details():
        dtype = np.dtype(detail["dtype"])
        if dtype.kind == "f":
            values.append(rng.uniform(-1, 1, detail["shape"]).astype(dtype))
            continue
        limits = np.iinfo(dtype)
        values.append(rng.integers(limits.min, limits.max, detail["shape"], endpoint=True).astype(dtype))
    return values


def fastest(executions, rounds):
    """Seconds of the fastest execution of each measurement in `rounds` turns."""
    taken = {name: [] for name in executions}
    for _ in range(rounds):
        for name, execute in executions.items():
            taken[name] += [execute() for _ in range(IN_A_ROW)]
    return {name: min(seconds) for name, seconds in taken.items()}


def measure(build, model, rounds):
    inputs = random_inputs(model)
    builtin_ref = Oracle(model, OpResolverType.BUILTIN_REF, inputs)
    xnnpack = Oracle(model, OpResolverType.AUTO, inputs)  # applies the XNNPACK delegate by itself
    with tempfile.TemporaryDirectory() as folder:
        inputs_file = os.path.join(folder, "inputs.npz")
        np.savez(inputs_file, **{f"in{k}": value for k, value in enumerate(inputs)})
        octet = Octet(build, model, inputs_file)
        executions = {name: lambda name=name: int(octet.ask(name)) * 1e-9 for name in OURS}
        executions["builtin_ref"] = builtin_ref.seconds
        executions["xnnpack"] = xnnpack.seconds
        seconds = fastest(executions, rounds)
        equal = bytes.fromhex(octet.ask("output")) == builtin_ref.output().tobytes()
        commands = int(octet.ask("commands"))
        octet.close()
    return {"seconds": seconds, "commands": commands, "equal_to_builtin_ref": equal}


# A process counts what its parent held when it was forked: a small parent starts the one that is measured.
SMALL_PARENT = """
import os, sys
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]), 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def peak_megabytes(build, model):
    """Peak resident memory of a whole octet run: import, compile, systemc with data, FPU machines, report."""
    command = [str(build / "octet"), "run", str(model), "--arch", ARCH]
    parent = subprocess.run([sys.executable, "-I", "-S", "-c", SMALL_PARENT, *command], stdout=subprocess.PIPE,
                            text=True)
    if parent.returncode != 0:
        sys.exit(f"octet run {model.name} failed with {parent.returncode}")
    return int(parent.stdout) * 1024 / 1e6


def checks(result):
    """(what, value, limit, whether it must be at least or at most the limit)."""
    seconds = result["seconds"]
    return [
        ("BUILTIN_REF / octet reference", seconds["builtin_ref"] / seconds["reference"], 8, "at least"),
        ("octet reference / XNNPACK", seconds["reference"] / seconds["xnnpack"], 2, "at most"),
        ("systemc timing, no data, ms", seconds["systemc"] * 1e3, 50, "at most"),
        ("peak memory of octet run, MB", result["peak_megabytes"], 300, "at most"),
        ("reference equals BUILTIN_REF", int(result["equal_to_builtin_ref"]), 1, "at least"),
    ]


def report(name, result, limited):
    print(f"\n{name} on {ARCH}: {result['commands']} commands")
    for key, seconds in result["seconds"].items():
        print(f"  {LABELS[key]:<24}{seconds * 1e3:10.3f} ms")
    missed = 0
    for what, value, limit, direction in checks(result):
        if not limited:
            print(f"  {what:<32}{value:8.2f}")
            continue
        passed = value >= limit if direction == "at least" else value <= limit
        missed += not passed
        print(f"  {what:<32}{value:8.2f}   {direction} {limit:<5}{'pass' if passed else 'MISSED'}")
    return missed


def networks():
    """(name, file, whether the limits apply)."""
    data = os.environ.get("OCTET_TEST_DATA")
    found = [("mobilenet_v2 (uint8)", pathlib.Path(data) / "models" / MOBILENET, True)] if data else []
    found += [(name, ROOT / "models" / "zoo" / f"{name}.tflite", False) for name in ("digits", "separable")]
    return [entry for entry in found if entry[2] or entry[1].exists()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=15, help="turns of each measurement (default 15)")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    results, missed = {}, 0
    for name, model, limited in networks():
        result = measure(build, model, arguments.rounds)
        result["peak_megabytes"] = peak_megabytes(build, model)
        missed += report(name, result, limited)
        results[name] = result
    if not os.environ.get("OCTET_TEST_DATA"):
        print("\nOCTET_TEST_DATA is not set: the limits, which are MobileNetV2's, were not checked")
    (build / "bench.json").write_text(json.dumps({"arch": ARCH, "rounds": arguments.rounds, "networks": results,
                                                  "limits_missed": missed}, indent=2) + "\n")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
