# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What the calibration computes, on a library whose numbers can be added by hand (tiny.lib). One check per argument."""
import copy
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RTL = HERE.parents[2] / "rtl"
sys.path.insert(0, str(RTL / "synth"))

import blocks  # noqa: E402
import compose  # noqa: E402
import reference  # noqa: E402
import streams  # noqa: E402
from energy import Energy  # noqa: E402
from flow import Flow  # noqa: E402
from gates import Gates  # noqa: E402
from liberty import Library  # noqa: E402
from netlist import Netlist  # noqa: E402
from simulate import Simulation, TimedSimulation  # noqa: E402
from timing import Timing  # noqa: E402

LIBRARY = Library(str(HERE / "tiny.lib"))


def near(found, expected):
    assert abs(found - expected) <= 1e-9 * max(1.0, abs(expected)), f"{found} is not {expected}"


def netlist(ports, cells, flip_flops=()):
    """Of cells (kind, {pin: net}) by hand; ports {name: (direction, [net])}."""
    gates = Gates({"ports": {}, "cells": {}})
    gates.ports = ports
    gates.boxes = [(kind, {pin: [net] for pin, net in pins.items()}) for kind, pins in flip_flops]
    return Netlist(gates, cells, {}, LIBRARY)


def mapped(directory, top, seed=1):
    flow = Flow(LIBRARY, directory)
    files = blocks.sources(top, None)
    return files, flow.mapped(flow.generic(top, files)[top], seed)


def units():
    """pF and 1 V: tables are in pJ, so 0.006 is 6 fJ; loads are fF, times ns."""
    inverter = LIBRARY.cells["INV"]
    near(inverter.inputs()[0].capacitance, 2.0)
    rise = inverter.pins["Y"].power[0].tables["rise_power"]
    near(rise.at(0.1, 1.0), 6.0)
    near(rise.at(0.5, 6.0), 16.0)   # half way between the loads
    near(rise.at(9.0, 99.0), 26.0)  # clamped
    assert LIBRARY.voltage == 2.0 and not LIBRARY.cells["XOR2"].state


def inverter():
    """An inverter that toggles every cycle, load one input of 2 fF and no wire, 2 V: per transition half of 2 * 2^2 = 4 fJ
    for the load and the signed mean of the internal tables at 2 fF, ((6 + 2) + (-2 - 2)) / 2 = 2 fJ. The rise alone
    would be 8, the mean of absolute values 6."""
    made = netlist({"a": ("input", ["a"]), "y": ("output", ["z"])},
                   [("INV", {"A": "a", "Y": "y"}), ("INV", {"A": "y", "Y": "z"})])
    simulation = Simulation(made, 1)
    for cycle in range(4):
        simulation.step({made.ports["a"][1][0]: cycle & 1 ^ 1})
    timing = Timing(made, 0.0)
    net = made.instances[0].nets["Y"]
    near(timing.loads[net], 2.0)
    energy = Energy(simulation, timing, set())
    near(energy.of_instance(made.instances[0])[0], 2.0)
    near(0.5 * LIBRARY.voltage ** 2 * timing.loads[net] * energy.toggles(net), 4.0)


def exclusive_or():
    """Only A toggles, B is one in half of the cycles: VDD mean of ((10+2)/2, (16+4)/2) = 8, VSS (-2+14)/2 = 6, in all
    14 fJ a transition, and nothing for B's arcs. The mean over all eight tables of A would be 7.3, and over arcs of
    both pins 7.7: rails add, arcs of one rail are averaged."""
    made = netlist({"a": ("input", ["a"]), "b": ("input", ["b"]), "y": ("output", ["y"])},
                   [("XOR2", {"A": "a", "B": "b", "Y": "y"})])
    simulation = Simulation(made, 2)
    a, b = made.ports["a"][1][0], made.ports["b"][1][0]
    simulation.present({b: 1})  # one in the first stream, zero in the second
    for cycle in range(4):
        simulation.step({a: 0 if cycle & 1 else 3})
    energy = Energy(simulation, Timing(made, 0.0), set())
    near(energy.of_instance(made.instances[0])[0], 14.0)


def clock():
    """A flip-flop that holds: clock pin 10 + 20 fJ a cycle, and its 2 fF charged once, 2 * 2^2 = 8 fJ."""
    made = netlist({"clk_i": ("input", ["c"]), "d": ("input", ["d"]), "q": ("output", ["q"])}, [],
                   [("DFF", {"CK": "c", "D": "d", "Q": "q"})])
    simulation = Simulation(made, 1)
    for _ in range(4):
        simulation.step({})
    summary = Energy(simulation, Timing(made, 0.0), set(made.ports["clk_i"][1])).summary()
    near(summary["clock"], 38.0)
    near(summary["switching"] + summary["internal"], 0.0)
    near(summary["leakage_nw"], 5.0)


def path():
    """Flip-flop, two inverters, flip-flop, without wires: 0.31 (2 fF) + 2 * 0.11 + setup 0.05 ns."""
    made = netlist({"clk_i": ("input", ["c"]), "d": ("input", ["d"]), "q": ("output", ["q"])},
                   [("INV", {"A": "m", "Y": "n"}), ("INV", {"A": "n", "Y": "o"})],
                   [("DFF", {"CK": "c", "D": "d", "Q": "m"}), ("DFF", {"CK": "c", "D": "o", "Q": "q"})])
    near(Timing(made, 0.0).critical_path(), 0.31 + 2 * 0.11 + 0.05)


def glitch():
    """y = a xor not(not(a)) settles at zero; with delays it pulses on every change of a, as long as the inverters take, unless
    that is less than its own delay."""
    made = netlist({"a": ("input", ["a"]), "y": ("output", ["y"])},
                   [("INV", {"A": "a", "Y": "n"}), ("INV", {"A": "n", "Y": "o"}), ("XOR2", {"A": "a", "B": "o", "Y": "y"})])
    nets = {instance.cell.name + str(k): instance.nets["Y"] for k, instance in enumerate(made.instances)}
    a, y = made.ports["a"][1][0], made.ports["y"][1][0]
    for slow, expected in ((3, 8), (9, 0)):
        timed = TimedSimulation(made, 1, {net: slow if net == y else 2 for net in nets.values()})
        plain = Simulation(made, 1)
        for simulation in (timed, plain):
            for cycle in range(4):
                simulation.step({a: cycle & 1 ^ 1})
        assert timed.toggles[y] == expected, timed.toggles[y]
        assert plain.toggles[y] == 0 and timed.values[y] == 0


def function():
    """The processing element in the library's cells does what the RTL does; with one cell exchanged it does not."""
    with tempfile.TemporaryDirectory() as directory:
        files, made = mapped(directory, "pe")
        vectors = reference.stimuli(made.ports, 500, 1)
        rtl = reference.run_rtl("pe", files, made.ports, vectors, directory)
        reference.compare("pe", rtl, reference.run_gates(made, vectors))
        broken = copy.copy(LIBRARY.cells["XOR2"])
        broken.pins = copy.deepcopy(broken.pins)
        broken.pins["Y"].function = "!(" + broken.pins["Y"].function + ")"
        next(i for i in made.instances if i.cell.name == "XOR2").cell = broken
        made.order = made.sorted_logic()
        try:
            reference.compare("pe", rtl, reference.run_gates(made, vectors))
        except reference.Mismatch:
            return
        raise AssertionError("a broken netlist went unnoticed")


def repeatable():
    """The same seed gives the same netlist, another seed another order of the same gates."""
    with tempfile.TemporaryDirectory() as directory:
        flow = Flow(LIBRARY, directory)
        gates = flow.generic("pe", blocks.sources("pe", None))["pe"]
        assert gates.blif(1) == gates.blif(1) and gates.blif(1) != gates.blif(2)
        assert sorted(gates.blif(1).split()) == sorted(gates.blif(2).split())

        def cells(seed):
            return [(i.cell.name, sorted(i.nets.items())) for i in flow.mapped(gates, seed).instances]
        assert cells(1) == cells(1) and cells(1) != cells(2)


def energies():
    """A MAC of zeros costs less than one of values, and standing still costs the clock alone."""
    with tempfile.TemporaryDirectory() as directory:
        _, made = mapped(directory, "pe")
        measuring = blocks.Measuring(None, {}, {}, 1, 1, print)
        dense, idle = (measuring.energies(made, stream) for stream in (streams.int8_pe_dense, streams.int8_pe_idle))
        still = measuring.energies(made, streams.still([name for name, _ in reference.port_words(made.ports, "input")]))
        assert 0 < idle["value"] < 0.7 * dense["value"], (idle, dense)
        assert still["value"] == 0 and still["clock"] == dense["clock"] > 57 * 30
        assert dense["low"] < dense["settled"] < dense["value"] < dense["high"], dense


def composition():
    """An array of 4 x 4 is the sum of its blocks within what is allowed; with a PE 10 % larger it is not."""
    with tempfile.TemporaryDirectory() as directory:
        package = pathlib.Path(directory) / "octet_pkg.sv"
        package.write_text("package octet_pkg;\n  parameter int unsigned ArrayRows = 2, ArrayCols = 2, ArrayRowBits = 1, "
                           "OutputStationary = 0;\nendpackage\n")
        said = []
        measuring = blocks.Measuring(Flow(LIBRARY, directory), {"tiny": package}, {}, 1, 1, said.append)
        compose.SIZES = (4,)
        made = compose.Composition(measuring)
        made.flat = lambda hierarchical: None
        areas = {"int8_pe": mapped(directory, "pe")[1].area(), "sum_pe": mapped(directory, "sum_pe")[1].area(),
                 "held_bit": mapped(directory, "held_bit")[1].area()}
        results = {name: blocks.Result(areas=[area]) for name, area in areas.items()}
        assert made.run(results), said
        results["int8_pe"].areas[0] *= 1.1
        assert not made.run(results), said


if __name__ == "__main__":
    for name in sys.argv[1:]:
        globals()[name]()
