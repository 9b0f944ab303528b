# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The technology table of measured blocks: rows by the names that arch/cost.cc asks for, with provenance."""
import pathlib

import areas
from blocks import BLOCKS, MACHINE
from measure import OWN

# Of a library, by a part of its name: description, node, tables of memories and prices.
KNOWN = {
    "sky130_fd_sc_hd": ("SkyWater sky130_fd_sc_hd", 130, "ihp-sg13g2", "130nm"),
    "asap7": ("ASAP7 predictive cells, RVT", 7, "7nm", "7nm"),
    "sg13g2": ("IHP SG13G2", 130, "ihp-sg13g2", "130nm"),
}
# What a row is scaled by when its block has no netlist of its own.
FLOAT_LANE_BITS = 1650                     # registers of an fp32 vector lane
COMMAND_BITS = 2 * 512                     # a command is written into the fetch buffer and into its queue
HOROWITZ_FLOAT_ADD = 0.9 / 4.6             # fp32 add over multiply and add


class Rows:
    def __init__(self, results, blocks):
        self.results, self.blocks = results, {block.name: block for block in blocks}
        self.lines, self.missing = [], []

    def add(self, name, unit, values, confidence, source):
        value, low, high = (round_to(v, 5) for v in values)
        lines = ["[[row]]", f'name = "{name}"', f"value = {value}", f"low = {min(low, value)}", f"high = {max(high, value)}",
                 f'unit = "{unit}"', f'confidence = "{confidence}"']
        if confidence == "synthesized":
            lines.append('provenance = "synthesis"')
        self.lines += lines + [f'source = "{source}"', ""]

    def area(self, name, block, factor=1.0, less=0.0, confidence="synthesized", note=""):
        result = self.results.get(block)
        if not result:
            self.missing.append(name)
            return
        values = [max(0.0, a * factor - less) for a in (result.area, min(result.areas), max(result.areas))]
        self.add(name, "um2", values, confidence, note or f"{where(self.blocks[block])}: {result.text()}")

    def part(self, name, part):
        self.add(name, "um2", (part.value, part.low, part.high), "synthesized", part.source)

    def energy(self, name, unit, block, keys=("value", "low", "high"), factor=1.0, confidence="synthesized", note=""):
        if not self.results.get(block):
            self.missing.append(name)
            return
        energy = self.results[block].energy
        self.add(name, unit, [energy[k] * factor / 1e3 for k in keys], confidence, note)


def round_to(value, digits):
    return float(f"{value:.{digits}g}")


def where(block):
    path = "rtl/synth/blocks" if (OWN / f"{block.top}.sv").exists() else "rtl"
    chosen = ", ".join(f"{name} = {value}" for name, value in block.parameters.items())
    return f"{path}/{block.top}.sv" + (f", {chosen}" if chosen else "")


def text(measuring, results, command):
    library = measuring.flow.library
    description, node, memory, prices = next((v for k, v in KNOWN.items() if k in library.name),
                                             (library.name, 0, "", ""))
    rows = Rows(results, BLOCKS)
    arithmetic(rows)
    floating(rows, "fp32")
    floating(rows, "bf16")
    vector(rows)
    rest(rows)
    for name, part in areas.parts(results, areas.Sizes(measuring.packages[MACHINE].read_text())).items():
        if part:
            rows.part(name, part)
        else:
            rows.missing.append(name)
    if rows.missing:
        measuring.say(f"no row, for want of a block: {', '.join(rows.missing)}")
    path = pathlib.Path(library.path).name
    head = ["# SPDX-License-Identifier: Apache-2.0", "# SPDX-FileCopyrightText: octet contributors", "#",
            "# Made by ./dev calibrate; the command is under [provenance.synthesis]. Change nothing by hand.", "",
            f'description = "{description}, {library.voltage:g} V: octet\'s RTL, synthesized"', f"node_nm = {node}",
            f'memory = "{memory}"', f'prices = "{prices}"', "", "[provenance.synthesis]", f'liberty = "{path}"',
            f'liberty_sha256 = "{library.sha256}"', f'tools = "{measuring.tools}"', f'command = "{command}"',
            f"seed = {measuring.seed}", ""]
    return "\n".join(head + rows.lines).rstrip("\n") + "\n"


STREAM = ("gate-level simulation with the library's delays, wires of 0.2 fF/um; low: without glitches and wires; "
          "high: wires twice as long")


MACS = {"": ("mac", "a MAC of a non-zero activation after another"),
        "_change": ("change", "a MAC of a zero after another activation, or the reverse"),
        "_idle": ("idle", "a MAC of a zero after a zero, while partial sums pass")}


def macs(rows, kind):
    """The three prices of a PE's MAC (activity.py); ratios.py reads what a MAC of each source takes."""
    result = rows.results[f"{kind}_pe"]
    each = ", ".join(f"{name} {found / 1e3:.4g}" for name, (_, found, _) in result.sources.items()
                     if name.endswith(" 1") or not name.startswith("random"))
    for suffix, (price, what) in MACS.items():
        energy = [result.energy[f"{price}_{corner}"] / 1e3 for corner in ("settled", "bare", "long")]
        note = (f"{what}, without its clock, by gate-level simulation with the library's delays, wires of 0.2 fF/um; low, high: "
                f"least and most of the streams. Without glitches {energy[0]:.4g}, nor wires {energy[1]:.4g}, with wires twice "
                f"as long {energy[2]:.4g}")
        note += "" if suffix else f". MACs of each stream, zeros as they come: {each}"
        rows.energy(f"energy.{kind}_mac{suffix}", "pJ", f"{kind}_pe", (price, price + "_low", price + "_high"), note=note)


def arithmetic(rows):
    macs(rows, "int8")
    rows.energy("energy.sum_add", "pJ", "sum_pe", note=f"an addition without its clock, {STREAM}")
    rows.energy("energy.weight_load", "pJ/byte", "int8_pe", ("load", "load_low", "load_high"),
                note=f"a weight written into a PE, {STREAM}")
    rows.energy("energy.int8_pe_clock", "pJ/cycle", "int8_pe", ("clock", "clock_low", "clock_high"),
                note="clock pins and wires of the flip-flops of a PE, no tree; low: no wires; high: twice as long")
    rows.area("area.int8_pe", "int8_pe")
    rows.area("area.sum_pe", "sum_pe")
    rows.area("area.accumulator_lane", "accumulator_lane")


def floating(rows, kind):
    block = f"{kind}_pe"
    if not rows.results.get(block):
        rows.missing.append(f"area.{block}")
        return
    macs(rows, kind)
    rows.energy(f"energy.{kind}_pe_clock", "pJ/cycle", block, ("clock", "clock_low", "clock_high"),
                note="clock pins and wires of the flip-flops of a PE, no tree; low: no wires; high: twice as long")
    rows.area(f"area.{kind}_pe", block)
    if kind == "fp32":
        rows.energy("energy.fp32_vector_op", "pJ", block, ("mac", "mac_low", "mac_high"), HOROWITZ_FLOAT_ADD, "scaled",
                    "energy.fp32_mac times 0.9/4.6, fp32 add over multiply and add of M. Horowitz, ISSCC 2014")
        held = rows.results["held_bit"].area
        flip_flops = rows.results[block].flip_flops * held
        rows.area("area.fp32_vector_mac", block, less=flip_flops, confidence="scaled",
                  note="area.fp32_pe without its registers")
        rows.add("area.fp32_vector_lane", "um2", spread(FLOAT_LANE_BITS * held * 1.05, 0.75, 1.3), "estimated",
                 f"{FLOAT_LANE_BITS} bits of {held:.4g} um2, + 5 % of comparators")


def vector(rows):
    rows.energy("energy.vector_mac", "pJ", "vector_mac", note=f"a product of a lane, {STREAM}")
    rows.energy("energy.vector_op", "pJ", "sum_pe", confidence="scaled", note="energy.sum_add: one 32-bit addition")
    rows.energy("energy.requantize", "pJ", "requantizer", ("per_cycle", "per_cycle_low", "per_cycle_high"),
                note=f"an element a cycle, clock included, {STREAM}")
    rows.area("area.vector_mac", "vector_mac")
    rows.area("area.requantizer", "requantizer")
    rows.area("area.input_requantizer", "input_requantizer")
    rows.area("area.softmax", "softmax")


def spread(value, low, high):
    return value, value * low, value * high


def rest(rows):
    pe, bit = rows.results["int8_pe"], rows.results["held_bit"]
    plain = rows.results["flip_flop"]
    write = (bit.energy["value"] + bit.energy["clock"]) * COMMAND_BITS / 1e3
    rows.add("energy.command", "pJ", spread(write, 0.25, 3.5), "scaled",
             "64 bytes written twice, buffer and queue, half of the bits change, clock included; high: decoding and tokens")
    tree = 0.07 * pe.energy["clock"] / 1e3 / (pe.area * 1e-6)
    rows.add("energy.clock_tree", "pJ/cycle/mm2", spread(tree, 0.2, 4.0), "scaled",
             "7 % of the flip-flops of a square millimetre of PEs stay ungated, trunk included")
    densities = sorted(r.leakage_nw / r.area for r in rows.results.values() if r)  # nW/um2 = mW/mm2
    rows.add("power.leakage_logic", "mW/mm2", (pe.leakage_nw / pe.area, densities[0], densities[-1]), "synthesized",
             "leakage of the cells of an int8 PE over their area; low, high: the other blocks")
    rows.add("area.flip_flop", "um2", (bit.area, plain.area, bit.area), "synthesized",
             "one bit of a register that may stand still: a flip-flop and a multiplexer; low: without it")
    rows.add("area.placement", "x cell area", (0.33, 0.18, 0.67), "estimated",
             "rows filled to 75 % (60 to 85 %) after placement and routing; memories carry their own")
