#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Whole machines, int8 against floating point, in every technology, and the first TPU; writes docs/results.md.

  results_bench.py BUILD [--output FILE] [--readme FILE]

BUILD holds octet; OCTET_TEST_DATA names the folder of published models. Cycles are those of `octet run --backend fast`,
the second of two inferences. Also rewrites the table of README.md between its two marks. Takes a minute.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORKS = [  # label, file below the data
    ("MobileNetV2 1.0 224", "models/coral__mobilenet_v2_1.0_224_quant.tflite"),
    ("resnet8", "models/mlperf__pretrainedResnet_quant.tflite"),
    ("kws", "models/mlperf__kws_ref_model.tflite"),
]
MACHINE = "edge-16"
FIRST = "45nm"  # technology of the presets and of README's table
TPU = ROOT / "docs" / "examples" / "tpu_v1.toml"
MATMUL = 4096  # M, N and K of the product that keeps the TPU's array busy
PATH = re.compile(r"([0-9.]+) ns mapped for speed")  # in the source of a synthesized PE's area
MARKS = ("<!-- results -->\n", "<!-- end of results -->\n")
LABELS = {"iso_pe": "fp32, same array", "iso_area": "fp32, same area", "scalar_fpu": "fp32, one multiply-adder"}


class Bench:
    def __init__(self, build, data):
        self.octet, self.data = build / "octet", data

    def call(self, *words, refused=()):
        """Standard output; None if it exits with one of `refused`."""
        wide = dict(os.environ, COLUMNS="1000")  # tables whole
        done = subprocess.run([self.octet, *words], capture_output=True, text=True, check=False, env=wide)
        if done.returncode in refused:
            return None
        if done.returncode != 0:
            sys.exit(f"octet {' '.join(map(str, words))}\n{done.stderr}")
        return done.stdout

    def run(self, model, machine, technology, baseline, refused=(), settings=()):
        text = self.call("run", model, "--arch", machine, "--backend", "fast", "--baseline", baseline, "--set",
                         f"technology={technology}", *settings, "--json", "-", refused=refused)
        return text and json.loads(text)

    def area(self, machine, technology, refused=()):
        text = self.call("area", "--arch", machine, "--set", f"technology={technology}", "--json", "-", refused=refused)
        return text and json.loads(text)

    def technologies(self):
        """[(name, what it is)] in the order of the list, that of the presets first."""
        header, *lines = self.call("list", "technology").splitlines()
        found = [(line.split()[0], line[header.index("what"):]) for line in lines]
        return sorted(found, key=lambda row: row[0] != FIRST)


def table(header, rows):
    lines = [header, ["---"] * len(header)] + rows
    return "".join("| " + " | ".join(row) + " |\n" for row in lines)


def number(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def machines_of(bench, model, technology):
    """[(label, result)]: int8, bf16 if this octet has such machines, then the fp32 ones."""
    ours = bench.run(model, MACHINE, technology, "all")
    found = [("int8", ours)]
    bf16 = bench.run(model, f"{MACHINE}-bf16", technology, "none", refused=(4,))
    if bf16:
        found.append(("bf16, same array", bf16))
    return found + [(LABELS[baseline["name"]], baseline) for baseline in ours["baselines"]]


def cells(result):
    m = result["arch"]
    return [f"{m['array.rows']}x{m['array.cols']}", number(result["latency_ms"]), number(result["energy_uj"]),
            number(result["area_mm2"]), number(result["fps_per_watt"]), number(result["chip_price_dollars"]),
            number(result["fps_per_dollar"])]


COLUMNS = ["array", "latency ms", "energy uJ", "area mm2", "fps/W", "chip $", "fps/$"]


def whole_machines(bench, technologies):
    text, readme = "", []
    for name, what in technologies:
        rows = []
        for label, file in NETWORKS:
            for machine, result in machines_of(bench, bench.data / file, name):
                rows.append([label, machine] + cells(result))
                if name == FIRST and machine in ("int8", LABELS["iso_pe"]):
                    readme.append(rows[-1])
        text += f"### {name}: {what}\n" + table(["network", "machine"] + COLUMNS, rows) + "\n"
    return text.rstrip("\n") + "\n", table(["network", "machine"] + COLUMNS, readme)


def row_of(rows, key, name):
    return next(row for row in rows if row[key] == name)


def band(low, value, high):
    return f"{number(value)} ({number(low)} to {number(high)})"


def processing_elements(bench, technologies):
    """Area and energy of a PE by kind; ratios with both bands at their opposite ends."""
    digits, rows = ROOT / "models" / "zoo" / "digits.tflite", []
    for name, _ in technologies:
        found = {}
        for kind, machine in (("int8", MACHINE), ("bf16", f"{MACHINE}-bf16"), ("fp32", f"{MACHINE}-fp32")):
            result = bench.run(digits, machine, name, "none", refused=(4,))
            if not result:
                continue
            area = row_of(result["area_ledger"], "part", "array PEs")
            mac = row_of(result["energy_ledger"], "action", "array MACs")
            clock = row_of(result["energy_ledger"], "action", "PE clock")
            found[kind] = ([area["um2_low"], area["um2_each"], area["um2_high"]],
                           [mac[end] + clock[end] for end in ("pj_low", "pj_each", "pj_high")])
        for kind, (area, energy) in found.items():
            row = [name, kind, band(*area), band(*energy)]
            for own, base in ((area, found["int8"][0]), (energy, found["int8"][1])):
                ratio = band(own[0] / base[2], own[1] / base[1], own[2] / base[0])
                row.append(ratio if kind != "int8" else "1")
            rows.append(row)
    return table(["technology", "PE", "area um2", "energy pJ, MAC and clock", "area over int8", "energy over int8"], rows)


def densities(bench):
    """Measured share of activations other than zero, and the energies and their ratio without and with it."""
    rows = []
    for label, file in NETWORKS:
        found = [json.loads(bench.call("run", bench.data / file, "--arch", MACHINE, "--baseline", "iso_pe",
                                       "--activation-density", density, "--json", "-")) for density in ("1", "measured")]
        row = [label, f"{found[1]['activation_density']:.2f}"]
        for result in found:
            row += [number(result["energy_uj"]), number(result["baselines"][0]["energy_ratio"])]
        rows.append(row)
    return table(["network", "density", "int8 uJ at 1", "fp32 over int8", "int8 uJ as measured", "fp32 over int8"], rows)


TRACE_MACHINES = ["edge-16", "edge-64", "edge-16-fp32", "edge-64-fp32"]


def traces(bench):
    """Every shipped scenario on two machines and their fp32 twins."""
    listed = bench.call("list", "scenario").split("\n\n")[0].splitlines()[1:]
    rows = []
    for scenario in (line.split()[0] for line in listed):
        for machine in TRACE_MACHINES:
            trace = json.loads(bench.call("trace", scenario, "--arch", machine, "--baseline", "none", "--json", "-"))
            missed = sum(s["missed"] + s["dropped"] for s in trace["streams"])
            share = trace[f"{trace['limit']}_share"] if trace["limit"] != "none" else 0
            battery = number(trace["battery_hours"])
            rows.append([scenario, machine, "yes" if trace["holds"] else f"no: {missed} late or dropped",
                         number(trace["frames_per_second"]), number(trace["mean_power_mw"]),
                         number(trace["frames_per_second_per_watt"]), battery,
                         f"{trace['limit']}, {100 * share:.2g} % of the time"])
    return table(["scenario", "machine", "holds its rates", "frames/s", "mean mW", "fps/W", "battery h", "busiest"], rows)


def own_clocks(bench, technologies):
    """The first network at the clock that each synthesized PE reaches when mapped for speed."""
    label, file = NETWORKS[0]
    rows = []
    for name, _ in technologies:
        for kind, machine in (("int8", MACHINE), ("bf16", f"{MACHINE}-bf16"), ("fp32", f"{MACHINE}-fp32")):
            area = bench.area(machine, name, refused=(4,))
            path = area and PATH.search(row_of(area["area_ledger"], "part", "array PEs")["source"])
            if not path:
                continue
            clock = math.floor(1000 / float(path[1]))
            result = bench.run(bench.data / file, machine, name, "none", settings=["--set", f"clock_mhz={clock}"])
            rows.append([name, kind, path[1], str(clock), number(result["latency_ms"]), number(result["energy_uj"]),
                         number(result["fps_per_watt"]), number(result["fps_per_dollar"])])
    return f"{label} on {MACHINE} and its float twins:\n\n" + table(
        ["technology", "PE", "longest path ns", "MHz", "latency ms", "energy uJ", "fps/W", "fps/$"], rows)


def published(data):
    """TPU v1's figures by item."""
    with open(data / "reference" / "energy_constants.csv", encoding="utf-8") as file:
        return {row["item"]: float(row["value"]) for row in csv.DictReader(file)
                if row["category"] == "TPUv1" and row["value"].replace(".", "").isdigit()}


def tpu_matmul(bench):
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / "matmul.csv"
        model.write_text(f"Layer,M,N,K\nproduct,{MATMUL},{MATMUL},{MATMUL}\n")
        return bench.run(model, TPU, "28nm", "none")


def tpu(bench):
    known, area, run = published(bench.data), bench.area(TPU, "28nm"), tpu_matmul(bench)
    placement = 1 + row_of(area["area_ledger"], "part", "placement and wiring")["um2_each"]
    of = {row["part"]: row["area_mm2"] for row in area["area_ledger"]}
    die = known["die area"]
    blocks = [("array", (of["array PEs"] + of["sum column"] + of["skew registers"]) * placement,
               known["die share MXU"]),
              ("unified buffer", of["scratchpad"], known["die share unified buffer"]),
              ("accumulators", of["accumulators"], known["die share accumulators"])]
    rows = [[name, f"{share:g} %", number(share / 100 * die), number(mm2), f"{100 * mm2 / die:.1f} %",
             f"{mm2 / (share / 100 * die):.2f}"] for name, mm2, share in blocks]
    ours, theirs = blocks[0][1] / sum(b[1] for b in blocks), blocks[0][2] / sum(b[2] for b in blocks)
    rows.append(["array, of the three", f"{100 * theirs:.1f} %", "", "", f"{100 * ours:.1f} %", f"{ours / theirs:.2f}"])
    tops, watts = 2e-9 * run["macs"] / run["latency_ms"], run["power_mw"] * 1e-3
    power = [["TOPS", number(known["peak"]), number(tops), f"{tops / known['peak']:.2f}"],
             ["power W", number(known["typical busy power"]), number(watts),
              f"{watts / known['typical busy power']:.2f}"]]
    wanted = known["peak"] / known["typical busy power"]
    power.append(["TOPS/W", number(wanted), number(tops / watts), f"{tops / watts / wanted:.2f}"])
    low, high = (tops / (run[f"energy_{end}_uj"] * 1e-3 / run["latency_ms"]) for end in ("high", "low"))
    power.append(["TOPS/W, band", "", f"{number(low)} to {number(high)}",
                  f"{low / wanted:.2f} to {high / wanted:.2f}"])
    parts = sorted(run["energy_ledger"], key=lambda row: -row["energy_uj"])[:6]
    spent = table(["action", "W"], [[row["action"], number(row["energy_uj"] * 1e-3 / run["latency_ms"])]
                                    for row in parts])
    details = {"tpu_pe": known["die share MXU"] / 100 * die * 1e6 / 65536, "tpu_share": f"{ours / theirs:.2f}",
               "tpu_spent": spent, "tpu_power": table(["", "published", "predicted", "predicted / published"], power)}
    columns = ["block", "published share", "published mm2", "predicted mm2", "of the published die",
               "predicted / published"]
    return dict(details, tpu_area=table(columns, rows))


PAGE = """# Results
Made by `OCTET_TEST_DATA=../shared ./dev bench results`. What an int8 machine gains over floating-point ones, and how close
the cost model comes to a chip whose figures are published. Cycles are simulated; energy, area and price are
analytical ([energy.md](energy.md)); prices are estimates.

## Whole machines
`{machine}` and the machines derived from it: with the same array, with as large an array as fits the same area, and with
one multiply-adder. All have the same scratchpad, DRAM and clock, and the same compiler and simulator. Latency, energy
and rates are of warm inferences back to back, with idle, leakage, DRAM and host.

{machines}
What the tables say:
- At the same array and clock the float machine is as fast where compute binds and slower where DRAM does: its operands
  take four times the bytes.
- The gain in energy of the whole machine is smaller than that of the PE, because memories, clock and leakage are paid by
  both, and DRAM by the byte.
- Area differs by the PEs and the lanes; scratchpad bytes are the same.
- A chip of a few square millimetres costs mostly its package and test, so frames per dollar follow frames per second.
- All machines run at the preset's clock, whatever their PEs could reach: a PE of 130 nm does not reach 500 MHz.

### Each at its own clock
A synthesized PE has a longest path, without wires of a layout and with an ideal clock. The source of its area names it, once
mapped for area and once for speed (`octet list technology sky130hd`). At the clock that the latter allows, area and energy as they were:

{own_clocks}
### Zeros
The tables take every activation as other than zero (activation density 1). Measured on random inputs, {first}:

{densities}
## Scenarios
The shipped scenarios (`octet list scenario`, [traces.md](traces.md)) on two machines and their fp32 twins, which have the
same array: do they hold their rates, at how many frames per second and watt, and what is busy most? Each line is
`octet trace SCENARIO --arch MACHINE`.

{traces}
Where the busiest part works a small share of the time, the machine is larger than the scenario needs: leakage and the
idle states decide its power then.

## Processing elements
One PE with its registers, and a multiply-accumulate with its share of the clock. In brackets the band of the table; for a
ratio both bands at their opposite ends.

{elements}
M. Horowitz's figures (ISSCC 2014) for 45 nm alone: a multiplication and an addition in fp32 take 15.3 times the energy of
int8 with a 32-bit sum (4.6 to 0.3 pJ) and 28 times the area (11,884 to 419 um2). The ratios above are smaller
because both PEs also have registers and their clock, which differ less than the arithmetic, and because one fused unit
is smaller than a multiplier and an adder; the high end of the area at 45 nm has them apart.

Synthesized energies are of whole netlists, glitches and wires included (their low ends are without): the int8 PE of
7 nm takes more than Horowitz's bare arithmetic of 45 nm. Compare machines within a technology, and technologies only
where their rows have one kind of source.

## TPU v1
`docs/examples/tpu_v1.toml` has the array, memories, clock and bandwidth that N. Jouppi et al. published (ISCA 2017, 28 nm).
The technology is `28nm`: the 45nm table with energies times 28/45 at the same 0.9 V, areas times (28/45)^2, memories
by CACTI between its 32 and 22 nm.

{tpu_area}
{tpu_power}
The published TOPS are the peak, 2 x 65,536 x 700 MHz, and the power is the typical busy one; ours are of a product of
{matmul} x {matmul} x {matmul}. It stays below the peak because all its operands share the 34 GB/s of DRAM; the TPU's
activations come over PCIe. Where the power goes:

{tpu_spent}
Why they differ:
- Array: a PE takes {tpu_pe:,.0f} um2 of the published die; ours is a multiplier, an adder and registers with a third more for
  wiring, from bare areas of 45 nm that met no clock. The published one also multiplies 16-bit operands in several passes,
  and was laid out for 700 MHz.
- Buffer and accumulators: CACTI's banks have one port and no test or repair logic, and nothing between them. The published
  buffer feeds 256 rows and takes 256 results at once.
- The array's share of the three blocks, {tpu_share}, is nearer than their areas: all are too small by about the same factor,
  which is what a table without a real 28 nm library and a floor plan leaves out.
- Power: our core has no host interface, DDR3 controller or pads, a tenth of the published die. The published chip takes
  some 28 W when idle (not verified): leakage, clock and interfaces in a data centre's heat. Horowitz's energies are of
  bare arithmetic; the wide bands of `energy.int8_pe_clock`, `energy.clock_tree` and leakage are there because of
  that, and the published figure lies inside the band. The band has every row at one end at once.
"""


def with_table(text, rows):
    """`text` with what stands between the marks replaced."""
    before, _, rest = text.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not end:
        sys.exit(f"README.md has no {MARKS[0].strip()} and {MARKS[1].strip()}")
    return before + MARKS[0] + rows + MARKS[1] + after


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "docs" / "results.md")
    parser.add_argument("--readme", type=pathlib.Path, default=ROOT / "README.md")
    arguments = parser.parse_args()
    data = os.environ.get("OCTET_TEST_DATA")
    if not data:
        sys.exit("results: OCTET_TEST_DATA does not name the published models; docs/results.md stays")
    bench = Bench(arguments.build.resolve(), pathlib.Path(data).resolve())
    technologies = bench.technologies()
    machines, readme = whole_machines(bench, technologies)
    arguments.output.write_text(PAGE.format(
        machine=MACHINE, machines=machines, traces=traces(bench), first=FIRST, densities=densities(bench),
        own_clocks=own_clocks(bench, technologies), elements=processing_elements(bench, technologies),
        matmul=MATMUL, **tpu(bench)).rstrip("\n") + "\n")
    arguments.readme.write_text(with_table(arguments.readme.read_text(), readme))
    print(f"{arguments.output}: written")


if __name__ == "__main__":
    main()
