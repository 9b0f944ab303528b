# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Whether areas add up: arrays of N x N, their PE synthesized once and placed N^2 times, against what blocks predict."""
import statistics

from blocks import sources

SIZES = (4, 8, 16)
ALLOWED = 0.03
FLAT_SIZE, FLAT_SEEDS = 4, 1
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


def tap(size):
    """The two read ports of a column of so many rows, as blocks/array_tap.sv has them for eight."""
    bits = (size - 1).bit_length()
    reads = "".join(f"  assign psum_o[{32 * p + 31}:{32 * p}] = psum_i[{{tap_i[{bits * p + bits - 1}:{bits * p}], 5'd0}}+:32];\n"
                    for p in range(2))
    return (f"module tap_{size} (input logic [{32 * size - 1}:0] psum_i, input logic [{2 * bits - 1}:0] tap_i, output logic "
            f"[63:0] psum_o);\n{reads}endmodule\n")


def predicted(results, size, tap_area):
    """N^2 PEs; the sum column, whose first row only keeps eight bits; read ports of the columns and of the sums."""
    sums = (size - 1) * results["sum_pe"].area + 8 * results["held_bit"].area
    return size * size * results["int8_pe"].area + sums + (size + 1) * tap_area


class Composition:
    def __init__(self, measuring):
        self.measuring, self.flow = measuring, measuring.flow

    def gates(self, size, keep):
        path = self.flow.directory / f"array_{size}.sv"
        path.write_text(array(size))
        files = sources("array_of_pe", next(iter(self.measuring.packages.values())))
        return self.flow.generic(f"array_{size}", files + [path], keep)

    def tap_area(self, size):
        path = self.flow.directory / f"tap_{size}.sv"
        path.write_text(tap(size))
        gates = self.flow.generic(f"tap_{size}", [path])[f"tap_{size}"]
        seeds = range(self.measuring.seed, self.measuring.seed + self.measuring.orderings)
        return statistics.median(self.flow.mapped(gates, seed, "slack").area() for seed in seeds)

    def area(self, modules, top, seed):
        netlist = self.flow.mapped(modules[top], seed)
        inner = {name: self.area(modules, name, seed) for name in set(netlist.boxes)}
        return netlist.area() + sum(inner[name] for name in netlist.boxes)

    def run(self, results):
        """Prints every size; whether all are within what is allowed."""
        held = True
        hierarchical = {}
        for size in SIZES:
            modules = self.gates(size, ("pe",))
            areas = [self.area(modules, f"array_{size}", self.measuring.seed + OTHER_SEEDS + k)
                     for k in range(self.measuring.orderings)]
            found, expected = statistics.median(areas), predicted(results, size, self.tap_area(size))
            hierarchical[size] = found
            held = held and abs(expected / found - 1) <= ALLOWED
            self.measuring.say(f"array {size} x {size}: predicted {expected:.6g} um2, synthesized {found:.6g} "
                               f"({min(areas):.6g} to {max(areas):.6g}), {expected / found - 1:+.1%}")
        self.flat(hierarchical[FLAT_SIZE])
        return held

    def flat(self, hierarchical):
        modules = self.gates(FLAT_SIZE, ())
        areas = [self.area(modules, f"array_{FLAT_SIZE}", self.measuring.seed + OTHER_SEEDS + k) for k in range(FLAT_SEEDS)]
        found = statistics.median(areas)
        self.measuring.say(f"array {FLAT_SIZE} x {FLAT_SIZE} flat: {found:.6g} um2, {found / hierarchical - 1:+.1%} of the "
                           "one of separate PEs")
