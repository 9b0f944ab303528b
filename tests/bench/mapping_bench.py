#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""How good the compiler's mapping is, in cycles and DRAM bytes; writes docs/mapping.md.

  mapping_bench.py BUILD [--output FILE]

BUILD holds octet and speed_bench; OCTET_TEST_DATA names the folder of published models and topologies. Cycles are
those of `octet run --backend fast`, the second of two inferences. Takes two minutes at most.
"""
import argparse
import json
import math
import os
import pathlib
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORKS = [  # label, file below the data, limit of cycles over bound_cycles by machine
    ("MobileNetV2 1.0 224", "models/coral__mobilenet_v2_1.0_224_quant.tflite", {"edge-16": 1.15, "edge-64": 1.15}),
    ("MobileNet v1 0.75 192", "models/coral__mobilenet_v1_0.75_192_quant.tflite", {"edge-16": 1.15, "edge-64": 1.15}),
    ("ResNet-50 (CSV)", "topologies/Resnet50.csv", {"edge-16": 1.15, "edge-64": 1.15}),
    ("resnet8", "models/mlperf__pretrainedResnet_quant.tflite", {"edge-16": 1.15, "edge-64": 1.5}),
    ("vww", "models/mlperf__vww_96_int8.tflite", {"edge-16": 1.15, "edge-64": 1.5}),
]
COMPILED = [  # label, file or chain of blocks, aim in milliseconds
    ("MobileNetV2 1.0 224", "models/coral__mobilenet_v2_1.0_224_quant.tflite", "20"),
    ("ResNet-50 (CSV)", "topologies/Resnet50.csv", "60"),
    ("mcunetv2_large", "models/tinyengine__mcunetv2_large.tflite", "60"),
] + [(f"chain of {4 * blocks} layers", f"chain:{blocks}", "") for blocks in (12, 25, 50, 100)]
MACHINES = ["edge-16", "edge-64"]
SIZES = {16: "edge-16", 32: "edge-32", 64: "edge-64", 128: "tpu-128"}
REPORTED = {  # Total Cycles (incl. prefetch) of scalesim 3.0.0 from PyPI, numpy 1.26, as the page says
    ("test", "ws"): {16: 9144230, 32: 5209455, 64: 56752, 128: 33716},
    ("test", "os"): {16: 1087296, 32: 49204, 64: 38248, 128: 19968},
    ("vit_s", "ws"): {64: 221493},
    ("vit_s", "os"): {64: 177697},
}
DATAFLOWS = {"ws": "weight-stationary", "os": "output-stationary"}
SCRATCHPADS = ["256Ki", "2Mi", "8Mi"]


class Bench:
    def __init__(self, build, data):
        self.octet, self.speed, self.data = build / "octet", build / "speed_bench", data

    def run(self, model, machine, settings=()):
        """The result JSON, or None if this octet has no such machine."""
        words = [self.octet, "run", model, "--arch", machine, "--backend", "fast", "--baseline", "none", "--json", "-"]
        for setting in settings:
            words += ["--set", setting]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode == 4 and any(setting.startswith("array.dataflow=") for setting in settings):
            return None
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))}\n{done.stderr}")
        return json.loads(done.stdout)

    def compile_cost(self, model, machine):
        """CPU time of one thread in milliseconds, the fastest of several, and the process's peak memory in 10^6 bytes."""
        done = subprocess.run([self.speed, model, machine], capture_output=True, text=True, check=True)
        *times, kilobytes = [int(line) for line in done.stdout.split()]
        return min(times) * 1e-6, kilobytes * 1024e-6


def layers_of(path):
    """(M, K, N) of each row of a topology, as SCALE-Sim reads it: no padding, every row an ordinary convolution."""
    found, gemm = [], None
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        cells = [cell.strip() for cell in line.split(",")]
        if gemm is None:
            gemm = [cell.lower() for cell in cells[1:4]] == ["m", "n", "k"]
            continue
        if len(cells) < 4 or not cells[0]:
            continue
        if gemm:
            m, n, k = (int(cell) for cell in cells[1:4])
            found.append({"m": m, "k": k, "n": n, "in": m * k, "out": m * n})
            continue
        h, w, kh, kw, c, n, stride = (int(cell) for cell in cells[1:8])
        m = math.ceil((h - kh + stride) / stride) * math.ceil((w - kw + stride) / stride)
        found.append({"m": m, "k": kh * kw * c, "n": n, "in": h * w * c, "out": m * n})
    return found


def scale_sim_cycles(layers, size, dataflow):
    """SCALE-Sim's schedule on a square array, partial folds at full cost."""
    def folds(extent):
        return math.ceil(extent / size)
    if dataflow == "ws":
        return sum(folds(x["k"]) * folds(x["n"]) * (x["m"] + 3 * size - 2) for x in layers)
    return sum(folds(x["m"]) * folds(x["n"]) * (x["k"] + 2 * size - 2) for x in layers)


def prefetched_cycles(layers, size, dataflow, machine):
    """SCALE-Sim's compute plus prefetch at least, layer by layer (tests/compiler/scale_sim_gate_test.cc)."""
    chip = (machine["scratchpad.bytes"] + machine["accumulator.rows"] * machine["array.cols"] * 4
            + machine["parameters.channels"] * 32)
    half, per_cycle = chip // 6, machine["dram.bandwidth_gb_per_s"] * 1e3 / machine["clock_mhz"]
    total = 0
    for x in layers:
        compute, weights = scale_sim_cycles([x], size, dataflow), x["k"] * x["n"]
        inputs = min(x["in"], x["m"] * x["k"])
        total += max(compute + (min(half, weights) + min(half, inputs)) / per_cycle,
                     weights / per_cycle + compute * ((weights - 1) % half + 1) / weights,
                     (weights + inputs + x["out"]) / per_cycle)
    return round(total)


def port_bytes(bench, file):
    """Bytes of a network's inputs and outputs."""
    if file.endswith(".csv"):
        return sum(x["in"] + x["out"] for x in layers_of(bench.data / file))
    recorded = np.load(bench.data / "golden" / (pathlib.Path(file).stem + ".s0.npz"))
    return sum(recorded[name].nbytes for name in recorded if name.startswith(("in", "out")))


def compulsory_bytes(result, ports):
    """Weights and parameters unless they count as resident, inputs and outputs; each once."""
    weights = sum(layer["weight_bytes"] for layer in result["layers"])
    resident = 1.1 * weights <= result["arch"]["scratchpad.bytes"] / 2
    return ports + (0 if resident else result["model_bytes"])


def traffic(result):
    return result["dram_read_bytes"] + result["dram_write_bytes"]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def bound_table(bench):
    rows = []
    for label, file, limits in NETWORKS:
        ports = port_bytes(bench, file)
        for machine in MACHINES:
            result = bench.run(bench.data / file, machine)
            cycles, bound, compulsory = result["cycles_total"], result["bound_cycles"], compulsory_bytes(result, ports)
            instructions = result["dram_instruction_bytes"]
            rows.append([label, machine, f"{cycles:,}", f"{bound:,}", f"{cycles / bound:.2f}", f"{limits[machine]}",
                         f"{bench.compile_cost(bench.data / file, machine)[0]:.1f}",
                         f"{traffic(result) - instructions:,}", f"{compulsory:,}",
                         f"{(traffic(result) - instructions) / compulsory:.2f}", f"{instructions:,}"])
    return table(["network", "machine", "cycles", "bound", "ratio", "aim", "compile ms", "DRAM bytes", "compulsory",
                  "ratio", "instructions"], rows)


def scale_sim_tables(bench):
    """One table per dataflow that this octet has; how many networks were not below SCALE-Sim's cycles."""
    texts, worse = [], 0
    topologies = sorted((bench.data / "topologies").glob("*.csv"), key=lambda path: path.stem.lower())
    for short, dataflow in DATAFLOWS.items():
        for gather, title in (("4", dataflow), ("unlimited", f"{dataflow}, array.gather_runs=unlimited")):
            rows = []
            for path in topologies:
                row = [path.stem]
                for size, preset in SIZES.items():
                    result = bench.run(path, preset, ["dram.unlimited=true", f"array.dataflow={dataflow}",
                                                      f"array.gather_runs={gather}"])
                    if result is None:
                        return "\n".join(texts), worse
                    ours, theirs = result["cycles_total"], scale_sim_cycles(layers_of(path), size, short)
                    worse += ours >= theirs
                    mark = "**" if ours >= theirs else ""
                    row.append(f"{ours:,} / {theirs:,} = {mark}{ours / theirs:.2f}{mark}")
                rows.append(row)
            texts.append(f"### {title[0].upper() + title[1:]}\n" + table(["network"] + [f"{n}x{n}" for n in SIZES], rows))
    return "\n".join(texts), worse


def prefetch_tables(bench):
    """As scale_sim_tables, with the DRAM of the presets; and SCALE-Sim's own figures beside its bound."""
    texts, measured, worse = [], [], 0
    for short, dataflow in DATAFLOWS.items():
        rows = []
        for path in sorted((bench.data / "topologies").glob("*.csv"), key=lambda path: path.stem.lower()):
            row = [path.stem]
            for size, preset in SIZES.items():
                result = bench.run(path, preset, [f"array.dataflow={dataflow}"])
                ours, first = result["cycles_total"], result["cold"]["cycles_total"]
                theirs = prefetched_cycles(layers_of(path), size, short, result["arch"])
                if reported := REPORTED.get((path.stem, short), {}).get(size):
                    measured.append([path.stem, dataflow, f"{size}x{size}", f"{reported:,}", f"{theirs:,}",
                                     f"{ours:,}"])
                worse += ours >= theirs
                mark = "**" if ours >= theirs else ""
                row.append(f"{ours:,} / {theirs:,} = {mark}{ours / theirs:.3f}{mark}"
                           + (f" (first {first / theirs:.3f})" if first != ours else ""))
            rows.append(row)
        texts.append(f"#### {dataflow.capitalize()}\n" + table(["network"] + [f"{n}x{n}" for n in SIZES], rows))
    reports = table(["network", "dataflow", "array", "SCALE-Sim 3.0.0", "its bound", "octet"], measured)
    return "\n".join(texts), reports, worse


def compile_table(bench):
    rows = []
    for label, model, aim in COMPILED:
        for machine in MACHINES:
            cost = bench.compile_cost(model if model.startswith("chain:") else bench.data / model, machine)
            rows.append([label, machine, f"{cost[0]:.1f}", aim, f"{cost[1]:.0f}"])
    return table(["network", "machine", "compile ms", "aim", "peak MB"], rows)


def scratchpad_table(bench):
    label, file, _ = NETWORKS[0]
    ports, rows = port_bytes(bench, file), []
    for machine in MACHINES:
        for size in SCRATCHPADS:
            result = bench.run(bench.data / file, machine, [f"scratchpad.bytes={size}"])
            split = [result[f"dram_{kind}_bytes"] for kind in ("weight", "parameter", "activation", "instruction")]
            compulsory = compulsory_bytes(result, ports)
            rows.append([machine, size, f"{result['cycles_total']:,}"] + [f"{n:,}" for n in split] +
                        [f"{compulsory:,}", f"{sum(split[:3]) / compulsory:.2f}"])
    return f"{label}, input and output {ports:,} bytes.\n\n" + table(
        ["machine", "scratchpad", "cycles", "weights", "parameters", "activations", "instructions", "compulsory",
         "ratio"], rows)


PAGE = """# Mapping
Made by `OCTET_TEST_DATA=../shared ./dev bench mapping`. How close the compiler comes to what a network asks of a machine,
and how the machine's cycles compare with SCALE-Sim's. Cycles are of the warm inference: the second of two in a row.

## Cycles over the bound
`bound_cycles` ([timing.md](timing.md), section 10) is what the layers would take one by one, each with perfect overlap
of array, vector unit and DRAM inside; a program that overlaps layers may go below it. The presets are unchanged. *Aim*
is the ratio the compiler is to stay below. Compile time is that of one thread, from graph to program, the fastest of
five. DRAM bytes are without instructions; *compulsory* are weights and parameter records, inputs and outputs (all of an
input, though a strided layer may skip some), each once, weights and records not at all where 1.1 times the weights fit
half the scratchpad and could stay.

{bound}
## SCALE-Sim
Each entry: octet's cycles / SCALE-Sim's = ratio, on the topologies of the test data. octet's machines are `edge-16`,
`edge-32`, `edge-64` and `tpu-128` with `dram.unlimited=true`: 256 KiB, 512 KiB, 2 MiB and 16 MiB of scratchpad; 1,024,
1,024, 2,048 and 4,096 accumulator rows; four runs gathered in a cycle. The other two tables lift that last limit, which
SCALE-Sim has not. A ratio of 1 and more is bold. SCALE-Sim's cycles are its closed form, which its
simulator's log repeats but for one cycle per layer: with M output pixels, K the reduction, N filters and an array of R
rows and C columns, ceil(K/R) * ceil(N/C) * (M + 2R + C - 2) for weight-stationary, ceil(M/R) * ceil(N/C) *
(K + R + C - 2) for output-stationary.

{scale_sim}
What differs:
- SCALE-Sim computes its cycles from shapes. octet compiles each layer to commands and runs them; its cycles include
  instruction dispatch, waits between units, requantization of every output and the drain of the last command.
- SCALE-Sim loads the weights of a fold (or drains its outputs), then streams, then lets the array run empty before the
  next fold. octet's PEs hold a second set of weights, so that fill, stream and drain of neighbouring folds overlap
  (`array.double_buffer_weights`).
- A fold that does not fill the array costs SCALE-Sim the whole array's fill and drain. octet's takes the rows and
  columns it has (`array.skip_empty`).
- SCALE-Sim assumes that the operands of every row reach the array in every cycle. octet's scratchpad has banks and
  words: a block of the reduction that lies in more runs of memory than `array.gather_runs`, or in runs that meet in a
  sub-bank, takes as many cycles a pixel as it has runs. First layers, whose windows have many short rows, would pay this
  most: their commands take as many rows of the kernel as can be gathered in a cycle, and add up.
- SCALE-Sim's partial sums cost nothing to keep. octet's accumulators are finite, so that a layer of many pixels runs in
  several tiles, each of which loads its weights again.
- Both take a row of one filter as an ordinary convolution, and no layer overlaps the next in SCALE-Sim; in octet it may.
- DRAM is unlimited for both. Under the settings that remove these differences octet's compute cycles equal the
  weight-stationary form exactly (`tests/compiler/scale_sim_formula_test.cc`).

`tests/compiler/scale_sim_gate_test.cc` holds every entry below SCALE-Sim's.

### With the presets' DRAM: compute plus prefetch
SCALE-Sim 3.0.0 given a bandwidth fetches the first half of a layer's inputs and weights before the array starts, each
into a double buffer of its own, then the other halves behind it; the array uses no half before all of it is there. Its
report's `Total Cycles (incl. prefetch)` counts that. Both get the preset's DRAM bandwidth in all, and the same bytes on
chip: SCALE-Sim's three buffers are thirds of octet's scratchpad, accumulators and parameter memory together. Its cycles
are a lower bound, layer by layer, however it shares the bandwidth between its ports: the greatest of compute plus the
time of both first halves; the time of all weights plus the last half's share of the compute; the time of each byte once.

{prefetch}
What differs, besides the above:
- octet keeps weights on chip from one inference to the next where they fit, SCALE-Sim loads each layer's weights each
  time. *first* is the ratio of octet's first inference, which loads them; it does so before it computes, so that it can
  be longer than SCALE-Sim's.
- octet's cycles include latency, page misses and the fetch of commands, which SCALE-Sim has not, and the stores of all
  outputs.
- octet loads for the next layer while one computes; SCALE-Sim's layers begin with empty buffers.
- What SCALE-Sim's simulator does beyond that bound is left out: it fetches the pixels of overlapping windows once per
  window, adds each stall twice, and fetches inputs again that it reads in another order than it fetched them. Some of its
  own figures, with interface bandwidth `USER`, the preset's bytes per cycle (rounded down) at every port:

{measured}
## DRAM bytes and the scratchpad
{scratchpad}
## Compiling
Time of one thread from graph to program, the fastest of five, and the peak memory of the process, the imported
model included. The chains repeat one inverted residual block of four layers over 28 x 28 x 32. `octet compile` stays below
200 MB (`tests/cli/compile_memory_gate_test.cc`), and its work grows in proportion to the layers
(`tests/compiler/compile_growth_gate_test.cc`).

{compiling}
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs" / "mapping.md")
    arguments = parser.parse_args()
    data = os.environ.get("OCTET_TEST_DATA")
    if not data:
        sys.exit("mapping: OCTET_TEST_DATA does not name the published models and topologies; docs/mapping.md stays")
    bench = Bench(arguments.build.resolve(), pathlib.Path(data).resolve())
    scale_sim, worse = scale_sim_tables(bench)
    prefetch, measured, worse_prefetched = prefetch_tables(bench)
    arguments.output.write_text(
        PAGE.format(bound=bound_table(bench), scale_sim=scale_sim, prefetch=prefetch, measured=measured,
                    scratchpad=scratchpad_table(bench), compiling=compile_table(bench)).rstrip("\n") + "\n")
    print(f"{arguments.output}: written; {worse + worse_prefetched} entries not below SCALE-Sim's cycles")


if __name__ == "__main__":
    main()
