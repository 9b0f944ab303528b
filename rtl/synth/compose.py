# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Whether areas add up: arrays of N x N, their PE synthesized once and placed N^2 times, and whole cores, module by module,
against what the rows of the table predict.
"""
import collections
import pathlib
import statistics

import areas
from blocks import BOXES, CHECK_MACHINE, MACHINE
from flow import Limit
from gates import Gates
from measure import sources

SIZES = (4, 8, 16)
ALLOWED, CORE_ALLOWED = 0.03, 0.05
FLAT_SIZE, FLAT_SEEDS = 4, 1
INNER = {**BOXES, "array_of_pe": ("pe",)}
CORE_SECONDS = 3000    # of CPU, of a run of yosys or ABC for a module that is no row of its own
MOST_GATES = 40_000    # that ABC maps at once where a core is checked
SHARED = (32, 16, 8, 6, 4)  # gates that take a net: where more do, parts meet
OTHER_SEEDS = 1000     # arrays see other orders than the blocks that predict them


def array(size):
    """array_of_pe.sv of one size, weight-stationary."""
    bits = (size - 1).bit_length()
    widths = {"enable_i": 1, "weight_valid_i": size, "weight_row_i": size * bits, "weight_bank_i": size,
              "weight_i": 8 * size, "act_i": 8 * size, "bank_i": size, "tap_i": 2 * size * bits}
    outputs = {"psum_o": 64 * size, "sum_o": 64}
    ports = ["input logic clk_i"] + [f"input logic [{w - 1}:0] {n}" for n, w in widths.items()]
    ports += [f"output logic [{w - 1}:0] {n}" for n, w in outputs.items()]
    names = ["clk_i", *widths, *outputs]
    return (f"module array_{size} ({', '.join(ports)});\n  array_of_pe #(.Rows({size}), .Cols({size}), .RowBits({bits}), "
            f".OutputStationary(0)) u_array ({', '.join(f'.{n}({n})' for n in names)});\nendmodule\n")


def predicted(results, size):
    """N^2 PEs; the sum column, whose first row only keeps eight bits; read ports of the columns and of the sums."""
    sums = (size - 1) * results["sum_pe"].area + 8 * results["held_bit"].area
    ports = (size - 1) * (size + 1) * areas.read_port(results).value
    return size * size * results["int8_pe"].area + sums + ports


class PartOfGates(Gates):
    """Some of a module's gates, without its flip-flops; what comes from others or goes to them is a port."""

    def __init__(self, lines, sources, sinks):
        self.ports, self.boxes = {}, []
        self.lines, self.sources, self.sinks = lines, sources, sinks


def pins(line):
    """Nets a gate takes, and the one it drives."""
    words = line.split("\n", 1)[0].split()[1:]
    return words[:-1], words[-1]


def groups_of(gates, shared):
    """Indices of gates that are joined by nets which `shared` gates take at most."""
    taken, driver = collections.Counter(), {}
    nets = [pins(line) for line in gates.lines]
    for index, (inputs, output) in enumerate(nets):
        taken.update(set(inputs))
        driver[output] = index
    joined = list(range(len(nets)))

    def root(index):
        while joined[index] != index:
            joined[index] = index = joined[joined[index]]
        return index
    for index, (inputs, _) in enumerate(nets):
        for net in inputs:
            if net in driver and taken[net] <= shared:
                joined[root(index)] = root(driver[net])
    groups = collections.defaultdict(list)
    for index in range(len(nets)):
        groups[root(index)].append(index)
    return list(groups.values())


def separate(gates):
    """The gates in parts of MOST_GATES, cut at the nets that most gates take, as few as do."""
    for shared in SHARED:
        groups = groups_of(gates, shared)
        if max(map(len, groups), default=0) <= MOST_GATES:
            break
    parts = [[]]
    for group in groups:
        if len(parts[-1]) + len(group) > MOST_GATES and parts[-1]:
            parts.append([])
        parts[-1] += group
    users = collections.defaultdict(set)
    for part, indices in enumerate(parts):
        for index in indices:
            for net in pins(gates.lines[index])[0]:
                users[net].add(part)
    made = []
    for part, indices in enumerate(parts):
        lines = [gates.lines[index] for index in indices]
        driven = {pins(line)[1] for line in lines}
        inputs = {net for line in lines for net in pins(line)[0]} - driven - {"0", "1"}
        outputs = driven & (set(gates.sinks) | {net for net in driven if users[net] - {part}})
        made.append(PartOfGates(lines, sorted(inputs), sorted(outputs)))
    return made


class Composition:
    def __init__(self, measuring):
        self.measuring, self.flow = measuring, measuring.flow

    def gates(self, size, keep):
        path = self.flow.directory / f"array_{size}.sv"
        path.write_text(array(size))
        files = sources("array_of_pe", next(iter(self.measuring.packages.values())))
        return self.flow.generic(f"array_{size}", files + [path], keep)

    def area(self, modules, top, seed):
        netlist = self.flow.mapped(modules[top], seed)
        inner = {name: self.area(modules, name, seed) for name in set(netlist.boxes)}
        return netlist.area() + sum(inner[name] for name in netlist.boxes)

    def area_in_parts(self, gates, seed):
        """um2 of a module of any size, what is inside left out."""
        cells = self.flow.library.cells
        registers = sum(cells[kind].area for kind, _ in gates.boxes if kind in cells)
        return registers + sum(self.flow.mapped(part, seed).area() for part in separate(gates))

    def flat(self, hierarchical):
        modules = self.gates(FLAT_SIZE, ())
        areas_found = [self.area(modules, f"array_{FLAT_SIZE}", self.measuring.seed + OTHER_SEEDS + k)
                       for k in range(FLAT_SEEDS)]
        found = statistics.median(areas_found)
        self.measuring.say(f"array {FLAT_SIZE} x {FLAT_SIZE} flat: {found:.6g} um2, {found / hierarchical - 1:+.1%} of the "
                           "one of separate PEs")

    def run(self, results):
        """Prints every size; whether all are within what is allowed."""
        held = True
        hierarchical = {}
        for size in SIZES:
            modules = self.gates(size, ("pe",))
            areas = [self.area(modules, f"array_{size}", self.measuring.seed + OTHER_SEEDS + k)
                     for k in range(self.measuring.orderings)]
            found, expected = statistics.median(areas), predicted(results, size)
            hierarchical[size] = found
            held = held and abs(expected / found - 1) <= ALLOWED
            self.measuring.say(f"array {size} x {size}: predicted {expected:.6g} um2, synthesized {found:.6g} "
                               f"({min(areas):.6g} to {max(areas):.6g}), {expected / found - 1:+.1%}")
        self.flat(hierarchical[FLAT_SIZE])
        return self.cores(results) and held

    def cores(self, results):
        """The machine whose blocks were measured, in other orders, and, for what it is worth, one of other sizes."""
        rows, held = areas.parts(results, self.sizes(MACHINE)), True
        self.flow.seconds = CORE_SECONDS
        if None in rows.values():
            self.measuring.say("cores are not checked: a block has no result")
            return False
        for machine in (MACHINE, CHECK_MACHINE):
            sizes = self.sizes(machine)
            found, without = self.core(machine, sizes)
            name, expected = pathlib.Path(machine).stem, areas.core_logic(results, rows, sizes)
            if without:
                self.measuring.say(f"logic of {name} is not checked: {', '.join(without)}")
            else:
                self.measuring.say(f"logic of {name}: predicted {expected:.6g} um2, synthesized {found:.6g}, "
                                   f"{expected / found - 1:+.1%}")
            held = held and (machine != MACHINE or not without and abs(expected / found - 1) <= CORE_ALLOWED)
        return held

    def sizes(self, machine):
        return areas.Sizes(self.measuring.packages[machine].read_text())

    def core(self, machine, sizes):
        """um2 of each module of the core on its own, in one order, memories left out; and what has no result, and why."""
        total, without = 0.0, []
        for name, count in areas.modules(sizes).items():
            boxes = INNER.get(name, ())
            files = sources(name, self.measuring.packages[machine], boxes, self.flow.directory)
            try:
                gates = self.flow.generic(name, files, boxes=boxes)[name]
                area = self.area_in_parts(gates, self.measuring.seed + OTHER_SEEDS)
            except Limit as limit:
                without.append(f"{name}: {limit}")
                continue
            self.measuring.say(f"{name} of {pathlib.Path(machine).stem}: {count} of {area:.6g} um2")
            total += count * area
        return total, without
