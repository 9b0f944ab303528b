#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Internal energy of an int8 PE under other ways of reading a library's power tables, over that of energy.py.

python3 rtl/synth/power_rules.py LIBERTY. Two tools that read the same tables by different rules differ by these factors.
"""
import random
import sys
import tempfile

import measure
import operands
from energy import Energy
from flow import Flow
from liberty import Library
from simulate import TimedSimulation
from timing import Timing


class Uniform:
    """An activity: every net changes once a cycle and is one half of the time."""

    def __init__(self, netlist):
        self.netlist, self.cycles = netlist, 1
        self.toggles, self.ones = [1.0] * netlist.nets, [0.5] * netlist.nets


class Tables:
    """A timing whose arcs cost what `of` makes of rise and fall."""

    def __init__(self, timing, of):
        self.loads, self.slew, self.first_slew, self.of = timing.loads, timing.slew, timing.first_slew, of

    def arc_energy(self, arc, slew, load):
        values = [table.at(slew, load) for table in arc.tables.values()]
        return self.of(*values) if len(values) == 2 else self.of(values[0] / 2, values[0] / 2)


class EveryPin(Energy):
    """Each related pin is paid for every transition of the output."""

    def output_energy(self, instance, pin, arcs):
        related = sorted({arc.related for arc in arcs})
        return sum(super(EveryPin, self).output_energy(instance, pin, [arc for arc in arcs if arc.related == name])
                   for name in related)


def read_as(of):
    return lambda activity, timing, clock: Energy(activity, Tables(timing, of), clock)


RULES = {
    "signed mean": Energy,
    "entries below zero left out": read_as(lambda rise, fall: (max(rise, 0) + max(fall, 0)) / 2),
    "absolute values": read_as(lambda rise, fall: (abs(rise) + abs(fall)) / 2),
    "rise and fall at every transition": read_as(lambda rise, fall: rise + fall),
    "every related pin at every transition": EveryPin,
}


def internal(energy):
    """(without, with) the clock pins of flip-flops."""
    each = [energy.of_instance(instance) for instance in energy.netlist.instances]
    data = sum(data for data, _ in each)
    return data, data + sum(clock for _, clock in each)


def measured(library, directory):
    """The PE, one ordering."""
    flow = Flow(library, directory)
    return flow.mapped(flow.generic("pe", measure.sources("pe", None))["pe"], 1)


def main():
    with tempfile.TemporaryDirectory() as directory:
        netlist = measured(Library(sys.argv[1]), directory)
    timing, clock = Timing(netlist), set(netlist.ports["clk_i"][1])
    pes = operands.random_pes(random.Random(1), "int8", False)
    timed = TimedSimulation(netlist, len(pes), timing.quantized())
    activities = {"uniform": Uniform(netlist), "random": measure.run(timed, operands.stream(pes, "int8"), 1).activity()}
    print("over the signed mean without clock pins; with clock pins, over the same and over the signed mean with them")
    for name, activity in activities.items():
        data, whole = internal(Energy(activity, timing, clock))
        for rule, energy in RULES.items():
            found = internal(energy(activity, timing, clock))
            print(f"{name:8s} {rule:38s} {found[0] / data:5.2f} {found[1] / data:5.2f} {found[1] / whole:5.2f}")


if __name__ == "__main__":
    main()
