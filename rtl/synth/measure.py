# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Measuring one block: orderings, function, timing, energy."""
import hashlib
import json
import pathlib
import random
import re
import statistics

import activity
import operands
import reference
import streams
from energy import Energy
from flow import RTL, Limit, cpu_seconds
from simulate import Simulation, TimedSimulation
from timing import Timing

OWN = pathlib.Path(__file__).resolve().parent / "blocks"
CHECKED_CYCLES = 1000
LARGE = 5000  # cells; energy of larger netlists is measured over fewer cycles
INSTANTIATES = re.compile(r"^\s+(\w+)\s*(?:#\s*\(|\w+\s*\()", re.M)
# What the kept result of a block does not depend on.
OTHERS = ("areas.py", "blocks.py", "calibrate.py", "compose.py", "export_operands.py", "power_rules.py", "ratios.py", "scaled.py",
          "table.py")


def sources(top, package, boxes=(), directory=None):
    """The files `top` needs, package first; of `boxes` the ports alone, written into the directory."""
    found, todo = [], [top]
    while todo:
        name = todo.pop()
        path = next((p for p in (OWN / f"{name}.sv", RTL / f"{name}.sv") if p.exists()), None)
        if path is None or path.stem in (p.stem for p in found):
            continue
        if name in boxes:
            found.append(box(path, directory))
            continue
        found.append(path)
        text = synthesis_text(path)
        todo += INSTANTIATES.findall(text)
        if "octet_pkg::" in text and package not in found:
            found.append(package)
    return sorted(found, key=lambda path: path != package)


def synthesis_text(path):
    """What synthesis sees of a file, without comments."""
    text = re.sub(r"`ifdef SYNTHESIS\n(.*?)`else.*?`endif", r"\1", path.read_text(), flags=re.S)
    text = re.sub(r"`ifndef SYNTHESIS.*?`endif", "", text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def box(path, directory):
    """A file with a module's ports and nothing inside."""
    text = synthesis_text(path)
    made = pathlib.Path(directory) / path.name
    made.write_text("(* blackbox *)\n" + text[text.index("module "):text.index(");\n") + 3] + "endmodule\n")
    return made


class Result:
    """Of one block, plain values: areas of all orderings; of the netlist of median area its longest path, energies (fJ)
    and leakage, of a PE also {source: [density, fJ measured, fJ expected of the prices]}; seconds of CPU it took."""

    def __init__(self, **values):
        self.areas, self.cells, self.flip_flops, self.path_ns = [], 0, 0, 0.0
        self.fast_ns, self.fast_area, self.leakage_nw, self.energy, self.sources = 0.0, 0.0, 0.0, {}, {}
        self.seconds = 0.0
        self.__dict__.update(values)

    @property
    def area(self):
        return statistics.median(self.areas)

    def text(self):
        text = f"{self.cells} cells, {self.flip_flops} flip-flops, longest path {self.path_ns:.4g} ns"
        if len(self.areas) == 1:
            return text + "; one ordering"
        return (f"{text}, {self.fast_ns:.4g} ns mapped for speed ({self.fast_area:.4g} um2); median, least and most of "
                f"{len(self.areas)} orderings")


class Measuring:
    def __init__(self, flow, packages, rtl_cache, seed, orderings, say, tools="", work=None):
        self.flow, self.packages, self.rtl_cache = flow, packages, rtl_cache
        self.seed, self.orderings, self.say = seed, orderings, say
        self.tools, self.work = tools, work

    def block(self, block):
        """The Result of a block, kept for a later run with the same sources; None if yosys or ABC ran out of time."""
        files = sources(block.top, self.packages.get(block.machine), block.boxes, self.flow.directory)
        kept = self.work and self.work / f"{block.name}.{self.key(block, files)}.json"
        if kept and kept.exists():
            result = Result(**json.loads(kept.read_text()))
            self.flow.spared += result.seconds
            return result
        before = cpu_seconds() + self.flow.spared
        result = self.measured(block, files)
        seconds = cpu_seconds() + self.flow.spared - before
        if result:
            result.seconds = seconds
            self.tell(block.name, result)
            if kept:
                kept.write_text(json.dumps(vars(result)))
        return result

    def tell(self, name, result):
        self.say(f"{name}: {result.area:.6g} um2 ({min(result.areas):.6g} to {max(result.areas):.6g}), {result.text()}; "
                 f"{result.seconds:.0f} s of CPU")
        if result.energy:
            self.say(f"{name}: " + ", ".join(f"{k} {v:.5g} fJ" for k, v in result.energy.items()))
        for source, (density, found, expected) in result.sources.items():
            self.say(f"{name}: {source}, density {density:.2f}: {found:.5g} fJ, {found / expected:.3f} of the prices")

    def key(self, block, files):
        """Of everything a result depends on."""
        library = self.flow.library
        digest = hashlib.sha256(f"{library.sha256}{sorted(library.cells)}{self.seed} {self.orderings} {self.tools}"
                                f"{block.top} {block.parameters} {block.boxes} {block.once}".encode())
        own = pathlib.Path(__file__).parent
        for path in [*sorted(own.glob("*.py")), *sorted(own.glob("operands/*.json")), *files]:
            if path.name not in OTHERS:
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def measured(self, block, files):
        try:
            gates = self.flow.generic(block.top, files, (), block.parameters, block.boxes)[block.top]
            netlists = [self.flow.mapped(gates, self.seed + k) for k in range(1 if block.once else self.orderings)]
            fast = [] if block.once else [self.flow.mapped(gates, self.seed, "fast")]
        except Limit as limit:
            self.say(f"{block.name}: {limit}")
            return None
        for netlist in netlists + fast:
            self.check(block, files, netlist)
        middle = sorted(netlists, key=lambda n: n.area())[len(netlists) // 2]
        energy, sources_found = self.all_energies(block, middle)
        return Result(areas=[n.area() for n in netlists], cells=len(middle.instances),
                      flip_flops=len(middle.flip_flops), path_ns=Timing(middle).critical_path(),
                      fast_ns=max((Timing(n).critical_path() for n in fast), default=0.0),
                      fast_area=max((n.area() for n in fast), default=0.0),
                      leakage_nw=sum(i.cell.leakage_nw for i in middle.instances), energy=energy, sources=sources_found)

    def all_energies(self, block, netlist):
        """Of the block's operation under `value`, `clock`, `per_cycle`, of each other one under its name, fJ; a PE's under
        its prices, and by source."""
        found, points = {}, {}
        if block.pe:
            found, points = self.pe_energies(block.pe, netlist)
        elif block.operation:
            found = self.energies(netlist, block.operation)[0]
            for suffix in ("", "_low", "_high"):
                found["per_cycle" + suffix] = found[suffix[1:] or "value"] + found["clock" + suffix]
        for name, operation in block.also.items():
            energy = self.energies(netlist, operation)[0]
            for suffix in ("", "_low", "_high"):
                found[name + suffix] = energy[suffix[1:] or "value"]
        return found, points

    def pe_energies(self, kind, netlist):
        """All sources in one simulation, side by side."""
        found = activity.sources(kind, self.seed)
        operation = operands.stream([pe for source in found for pe in source.pes], kind)
        energies = self.energies(netlist, operation, len(found))
        first, cycles = streams.WARM_UP - operands.LOADS, cycles_of(netlist)
        shares = [operands.shares(source.pes, first, cycles - operands.LOADS) for source in found]
        priced, points = activity.prices(found, shares, energies)
        return {**priced, **{key: energies[0][key] for key in ("clock", "clock_low", "clock_high")}}, points

    def check(self, block, files, netlist):
        """The netlist against the RTL, which runs once for all libraries and orderings."""
        vectors = reference.stimuli(netlist.ports, CHECKED_CYCLES, self.seed)
        if block.name not in self.rtl_cache:
            self.rtl_cache[block.name] = self.rtl(block, files, netlist.ports, vectors)
        reference.compare(block.name, self.rtl_cache[block.name], reference.run_gates(netlist, vectors))

    def rtl(self, block, files, ports, vectors):
        """What the RTL puts out, kept for a later run."""
        text = f"{self.tools}{block.top}{block.parameters}{vectors}" + "".join(path.read_text() for path in files)
        return json.loads(self.flow.kept(text, "rtl.json", lambda: json.dumps(
            reference.run_rtl(block.top, files, ports, vectors, self.flow.directory, block.parameters))))

    def energies(self, netlist, operation, parts=1):
        """fJ a cycle of each part, STREAMS streams: `value` with glitches, `low` settled values without wires, `high` with
        wires twice as long, `settled` without glitches."""
        clock = set(netlist.ports.get("clk_i", (None, []))[1])
        timing, bare, twice = Timing(netlist), Timing(netlist, 0.0), Timing(netlist, 2.0)
        timed = run(TimedSimulation(netlist, streams.STREAMS * parts, timing.quantized()), operation, self.seed)
        plain = run(Simulation(netlist, streams.STREAMS * parts), operation, self.seed)
        found = []
        for part in range(parts):
            mask = (1 << streams.STREAMS) - 1 << streams.STREAMS * part
            glitching, still = timed.activity(mask), plain.activity(mask)
            corners = {"value": Energy(glitching, timing, clock).summary(), "low": Energy(still, bare, clock).summary(),
                       "high": Energy(glitching, twice, clock).summary(), "settled": Energy(still, timing, clock).summary()}
            energy = {name: summary["switching"] + summary["internal"] for name, summary in corners.items()}
            for suffix in ("", "_low", "_high"):
                energy["clock" + suffix] = corners[suffix[1:] or "value"]["clock"]
            found.append(energy)
        return found


def cycles_of(netlist):
    return streams.WARM_UP + streams.CYCLES // (3 if len(netlist.instances) > LARGE else 1)


def run(simulation, operation, seed):
    """Plays the stream; the first cycles are not counted."""
    ports = simulation.netlist.ports
    for cycle, vector in zip(range(cycles_of(simulation.netlist)), operation(random.Random(seed))):
        words = {}
        for name, values in vector.items():
            if name in ports:
                for net, word in zip(ports[name][1], transposed(values, len(ports[name][1]))):
                    words[net] = word
        simulation.step(words, cycle >= streams.WARM_UP)
    return simulation


def transposed(values, width):
    """Bit k of every value as one word."""
    texts = [format(value, f"0{width}b") for value in reversed(values)]
    return [int("".join(column), 2) for column in zip(*texts)][::-1]
