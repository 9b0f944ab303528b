#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""CPU time of a point: octet beside SCALE-Sim 3.0.0 and ZigZag, in one run; docs/scale.md has the table.

  peers_bench.py BUILD [--layers NAME,...] [--cpu-limit SECONDS]

The peers are installed from PyPI into BUILD/../peers, each into an environment of its own; one that cannot be installed
or run is a line that says why. The network is ResNet-18; SCALE-Sim gets --layers of it (default: %s, `all`: all), since
one layer of 3 x 3 already takes it minutes. Single points have 32 x 32 PEs,
weight-stationary; the sweep has 8 x 8 to 64 x 64.
Counted is user and system time. Peers: one point, without starting Python and its imports. octet: whole processes, one
point (the fastest of five), and a sweep over %d machines divided by them. Takes two minutes of CPU.
"""
import argparse
import collections
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

LAYERS = "Conv4_s,Conv5_s,FC"
AXES = ["--vary", "array.rows=8:64:8", "--vary", "array.cols=8:64:8", "--vary", "scratchpad.bytes=512Ki,2Mi"]
MACHINES = 8 * 8 * 2
SCALE_SIM = ["scalesim==3.0.0", "numpy<2"]
ZIGZAG = ["zigzag-dse==3.9.1", "six"]  # six: imported, not required by any of its packages

Layer = collections.namedtuple("Layer", "name height width kernel_height kernel_width channels filters stride")

# edge-32 has 512 KiB of scratchpad, 128 KiB of accumulators and 16 KiB of parameters: a third of all that for each buffer;
# 8 GB/s at 500 MHz are 16 bytes a cycle.
SCALE_SIM_CONFIG = """[general]
run_name = peers
[run_presets]
InterfaceBandwidth = USER
UseRamulatorTrace = False
[architecture_presets]
ArrayHeight = 32
ArrayWidth = 32
IfmapSramSzkB = 218
FilterSramSzkB = 218
OfmapSramSzkB = 218
IfmapOffset = 0
FilterOffset = 10000000
OfmapOffset = 20000000
Dataflow = ws
Bandwidth = 16
ReadRequestBuffer = 512
WriteRequestBuffer = 512
[layout]
IfmapCustomLayout = False
IfmapSRAMBankBandwidth = 10
IfmapSRAMBankNum = 10
IfmapSRAMBankPort = 2
FilterCustomLayout = False
FilterSRAMBankBandwidth = 10
FilterSRAMBankNum = 10
FilterSRAMBankPort = 2
[sparsity]
SparsitySupport = false
"""
# Both print a line of JSON last.
TIMED = """import json, os, resource, sys
def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
def say(before, cycles, energy_pj):
    print("\\n" + json.dumps({"cpu": cpu() - before, "cycles": cycles, "energy_pj": energy_pj}))
"""
RUN_SCALE_SIM = TIMED + """from scalesim.scale_sim import scalesim
before = cpu()
machine = scalesim(save_disk_space=True, verbose=False, config="scale.cfg", topology="layers.csv", layout="layout.csv")
machine.run_scale(top_path="out")
rows = [row.split(",") for row in open("out/peers/COMPUTE_REPORT.csv").read().splitlines()[1:]]
say(before, sum(float(row[1]) for row in rows), None)
"""
RUN_ZIGZAG = TIMED + """import logging, pathlib, zigzag
from zigzag.api import get_hardware_performance_zigzag
logging.disable(logging.CRITICAL)
inputs = pathlib.Path(zigzag.__file__).parent / "inputs"
before = cpu()
energy, latency, _ = get_hardware_performance_zigzag(
    str(inputs / "workload/resnet18.onnx"), str(inputs / "hardware/tpu_like.yaml"), str(inputs / "mapping/tpu_like.yaml"),
    dump_folder="out", loma_show_progress_bar=False)
say(before, latency, energy)
"""
WHAT = """octet      compiles every layer, choosing among tiles and loop orders; simulates the program of the whole network event by
           event: array, vector unit, DMA, banks, DRAM with latency and page misses; energy, area, price from cost tables
           with sources. No values in a sweep; `octet run` computes those of the same program, bit-exact.
SCALE-Sim  every cycle's addresses at the array's edges, and stalls of three double buffers behind a bandwidth; one fixed
           mapping. No energy, no area in the package, no values. Has what octet has not: address traces, DRAM by
           Ramulator, row-wise sparsity, layouts, several cores, energy by Accelergy.
ZigZag     a closed form of each mapping it tries, spatial and temporal (the defaults of its API); energy from the costs
           of an access in its file of the machine; layer by layer, no values. Has what octet has not: any hierarchy of
           memories and any array, a search over their mappings, in-memory computing.
"""


def resnet18():
    """Table 1 of K. He et al., Deep Residual Learning for Image Recognition, 2015. Heights and widths include padding."""
    def convolution(name, out, kernel, channels, filters, stride):
        side = (out - 1) * stride + kernel
        return Layer(name, side, side, kernel, kernel, channels, filters, stride)

    layers, channels = [convolution("Conv1", 112, 7, 3, 64, 2)], 64
    for stage, (out, filters) in enumerate([(56, 64), (28, 128), (14, 256), (7, 512)], 2):
        for block in (1, 2):
            stride = 2 if block == 1 and stage > 2 else 1
            layers.append(convolution(f"Conv{stage}_{block}a", out, 3, channels, filters, stride))
            layers.append(convolution(f"Conv{stage}_{block}b", out, 3, filters, filters, 1))
            if stride == 2:
                layers.append(convolution(f"Conv{stage}_s", out, 1, channels, filters, 2))
            channels = filters
    return layers + [Layer("FC", 1, 1, 1, 1, 512, 1000, 1)]


def macs(layer):
    out = [(side - kernel) // layer.stride + 1
           for side, kernel in ((layer.height, layer.kernel_height), (layer.width, layer.kernel_width))]
    return out[0] * out[1] * layer.kernel_height * layer.kernel_width * layer.channels * layer.filters


def topology(layers):
    """SCALE-Sim's file of them; octet reads it too."""
    head = "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n"
    return head + "".join(",".join(map(str, layer)) + ",\n" for layer in layers)


def chosen(names):
    layers = resnet18()
    if names == "all":
        return layers
    unknown = set(names.split(",")) - {layer.name for layer in layers}
    if unknown:
        sys.exit(f"--layers: no {', '.join(sorted(unknown))}; there are {', '.join(layer.name for layer in layers)}")
    return [layer for layer in layers if layer.name in names.split(",")]


def last_json(text):
    """The result that a peer's process printed last; None if there is none."""
    for line in reversed(text.splitlines()):
        if line.startswith("{"):
            return json.loads(line)
    return None


def last_line(done):
    return ((done.stderr.strip() or done.stdout.strip()).splitlines() or [f"exit status {done.returncode}"])[-1]


def installed(folder, packages, module):
    """The environment's Python; or what went wrong, as a second."""
    python = folder / "bin/python"
    steps = [] if python.exists() else [[sys.executable, "-m", "venv", folder]]
    if steps or subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode != 0:
        steps.append([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return None, f"{' '.join(map(str, step[1:]))}: {last_line(done)}"
    return python, None


def run_peer(environment, packages, module, code, folder, cpu_limit):
    """Its result, or what went wrong."""
    python, problem = installed(environment, packages, module)
    if problem:
        return None, problem
    done = subprocess.run([python, "-c", code], cwd=folder, capture_output=True, text=True, check=False,
                          env=dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MPLBACKEND="Agg"),
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (cpu_limit, cpu_limit + 5)))
    result = last_json(done.stdout)
    if done.returncode == 0 and result:
        return result, None
    if done.returncode < 0:
        return None, f"ended by signal {-done.returncode} (it may take {cpu_limit} s of CPU)"
    return None, last_line(done)


def sweep(octet, model, out, words):
    """(CPU seconds, rows of the results) of a sweep in one process beside the command's own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([octet, "sweep", model, "--arch", "edge-32", "--jobs", "1", "--out", out, *words], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = (out / "results.csv").read_text().splitlines()
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
            [dict(zip(lines[0].split(","), line.split(","))) for line in lines[1:]])


def octet_points(octet, layers, folder, words):
    """CPU seconds of a point alone and of one among many, cycles and energy of the first."""
    folder.mkdir()
    model = folder / "layers.csv"
    model.write_text(topology(layers))
    alone = [sweep(octet, model, folder / f"one{i}", words) for i in range(5)]
    many, rows = sweep(octet, model, folder / "many", AXES)
    point = alone[0][1][0]
    return {"alone": min(cpu for cpu, _ in alone), "many": many / len(rows), "points": len(rows),
            "cycles": float(point["cold_cycles_total"]), "energy_pj": 1e6 * float(point["cold_energy_uj"])}


def table(rows):
    head = ["layers", "tool", "CPU s a point", "over octet's", "cycles", "energy uJ"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def compared(network, peer, name, ours):
    """Rows of a peer and of octet on the same network; `peer`: (result, problem)."""
    def row(tool, cpu, ratio, cycles, energy):
        return [network, tool, f"{cpu:.3g}" if cpu < 1 else f"{cpu:.1f}", ratio, f"{cycles:,.0f}",
                "none" if energy is None else f"{energy * 1e-6:,.0f}"]

    result, problem = peer
    ratio = "" if problem else f"{result['cpu'] / ours['many']:,.0f} ({result['cpu'] / ours['alone']:,.0f})"
    return [[network, name, problem, "", "", ""] if problem else
            row(name, result["cpu"], ratio, result["cycles"], result["energy_pj"]),
            row(f"octet, one of {ours['points']} (alone)", ours["many"], f"1 ({ours['alone']:.3g} s)", ours["cycles"],
                ours["energy_pj"])]


def main():
    parser = argparse.ArgumentParser(description=__doc__ % (LAYERS, MACHINES),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--layers", default=LAYERS)
    parser.add_argument("--cpu-limit", type=int, default=3600)
    options = parser.parse_args()
    octet, peers, layers = (options.build / "octet").resolve(), (options.build / "../peers").resolve(), chosen(options.layers)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "scale.cfg").write_text(SCALE_SIM_CONFIG)
        (folder / "layout.csv").write_text("Layer name,\n")
        (folder / "layers.csv").write_text(topology(layers))
        some = octet_points(octet, layers, folder / "some", [])
        every = octet_points(octet, resnet18(), folder / "every", ["--set", "scratchpad.bytes=2Mi"])
        scale_sim = run_peer(peers / "scalesim", SCALE_SIM, "scalesim", RUN_SCALE_SIM, folder, options.cpu_limit)
        rows += compared("ResNet-18" if options.layers == "all" else options.layers, scale_sim, "SCALE-Sim 3.0.0", some)
        zigzag = run_peer(peers / "zigzag", ZIGZAG, "zigzag.api", RUN_ZIGZAG, folder, options.cpu_limit)
        rows += compared("ResNet-18", zigzag, "ZigZag 3.9.1", every)
    print(table(rows))
    print(f"\nover octet's: CPU over that of octet's point among many, in brackets alone. Cycles: octet's of a first inference, "
          f"without anything on chip.\n\n{WHAT}", end="")


if __name__ == "__main__":
    main()
