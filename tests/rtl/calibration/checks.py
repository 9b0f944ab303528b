# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What the calibration computes, on a library whose numbers can be added by hand (tiny.lib). One check per argument."""
import copy
import json
import pathlib
import random
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RTL = HERE.parents[2] / "rtl"
sys.path.insert(0, str(RTL / "synth"))

import activity  # noqa: E402
import compose  # noqa: E402
import flow  # noqa: E402
import measure  # noqa: E402
import operands  # noqa: E402
import power_rules  # noqa: E402
import ratios  # noqa: E402
import reference  # noqa: E402
import streams  # noqa: E402
from core_checks import core_figures, near, parts, scaled_rows  # noqa: E402, F401
from energy import Energy  # noqa: E402
from flow import Flow  # noqa: E402
from gates import Gates  # noqa: E402
from liberty import Library  # noqa: E402
from netlist import Netlist  # noqa: E402
from simulate import Simulation, TimedSimulation  # noqa: E402
from timing import Timing  # noqa: E402

LIBRARY = Library(str(HERE / "tiny.lib"))


def netlist(ports, cells, flip_flops=()):
    """Of cells (kind, {pin: net}) by hand; ports {name: (direction, [net])}."""
    gates = Gates({"ports": {}, "cells": {}})
    gates.ports = ports
    gates.boxes = [(kind, {pin: [net] for pin, net in pins.items()}) for kind, pins in flip_flops]
    return Netlist(gates, cells, {}, LIBRARY)


def mapped(directory, top, seed=1):
    flow = Flow(LIBRARY, directory)
    files = measure.sources(top, None)
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
    energy = Energy(simulation.activity(), timing, set())
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
    energy = Energy(simulation.activity(), Timing(made, 0.0), set())
    near(energy.of_instance(made.instances[0])[0], 14.0)


def clock():
    """A flip-flop that holds: clock pin 10 + 20 fJ a cycle, and its 2 fF charged once, 2 * 2^2 = 8 fJ."""
    made = netlist({"clk_i": ("input", ["c"]), "d": ("input", ["d"]), "q": ("output", ["q"])}, [],
                   [("DFF", {"CK": "c", "D": "d", "Q": "q"})])
    simulation = Simulation(made, 1)
    for _ in range(4):
        simulation.step({})
    summary = Energy(simulation.activity(), Timing(made, 0.0), set(made.ports["clk_i"][1])).summary()
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
        assert timed.activity().toggles[y] == expected, timed.activity().toggles[y]
        assert plain.activity().toggles[y] == 0 and timed.values[y] == 0


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
        gates = flow.generic("pe", measure.sources("pe", None))["pe"]
        assert gates.blif(1) == gates.blif(1) and gates.blif(1) != gates.blif(2)
        assert sorted(gates.blif(1).split()) == sorted(gates.blif(2).split())

        def cells(seed):
            return [(i.cell.name, sorted(i.nets.items())) for i in flow.mapped(gates, seed).instances]
        assert cells(1) == cells(1) and cells(1) != cells(2)


def energies():
    """A MAC of zeros costs less than one of values, a change lies between, standing still costs the clock alone."""
    with tempfile.TemporaryDirectory() as directory:
        _, made = mapped(directory, "pe")
        measuring = measure.Measuring(None, {}, {}, 1, 1, print)
        found, points = measuring.pe_energies("int8", made)
        still = measuring.energies(made, streams.still([name for name, _ in reference.port_words(made.ports, "input")]))[0]
        assert 0 < found["idle"] < 0.7 * found["mac"] and found["idle"] < found["change"] < found["mac"], found
        assert still["value"] == 0 and still["clock"] == found["clock"] > 57 * 30
        assert found["mac_bare"] < found["mac_settled"] < found["mac"] < found["mac_long"], found
        assert found["mac_low"] < found["mac"] < found["mac_high"], found
        parabola(points)


def parabola(points):
    """Random zeros at other densities than those the prices are of; a line between the ends would be 8 % lower or more."""
    for name in ("random", "random rectified"):
        scale = points[f"{name} 0.5"][1] / points[f"{name} 0.5"][2]
        ends = [points[f"{name} {density}"] for density in (0, 1)]
        for density in (0.25, 0.75):
            share, found, expected = points[f"{name} {density}"]
            assert abs(found / (scale * expected) - 1) < 0.04, (name, density, found, scale * expected)
            assert found > 1.08 * (ends[0][1] + share * (ends[1][1] - ends[0][1])), (name, density)


def prices():
    """Energies that follow prices of 10, 7 and 2 fJ (twice that in the corners) but for a factor of each source: the prices
    come back times the median factor, and least and most are those of the factors."""
    factors = {"random": 1.25, "random rectified": 0.75, "a": 0.5, "b": 0.6, "c": 1.5}
    found = [activity.Source(name, [], density) for name in ("random", "random rectified") for density in activity.DENSITIES]
    found += [activity.Source(name, []) for name in ("a", "b", "c")]
    shares, energies = [], []
    for source in found:
        d = 0.3 if source.density is None else source.density
        shares.append([d * d, 2 * d * (1 - d), (1 - d) ** 2])
        value = factors[source.name] * (10 * shares[-1][0] + 7 * shares[-1][1] + 2 * shares[-1][2])
        energies.append({"value": value, "low": 2 * value, "high": 2 * value, "settled": 2 * value})
    priced, points = activity.prices(found, shares, energies)
    for name, price in (("mac", 10), ("change", 7), ("idle", 2)):
        near(priced[name], 0.75 * price)
        near(priced[name + "_low"], 0.5 * price)
        near(priced[name + "_high"], 1.5 * price)
        near(priced[name + "_settled"], 1.5 * price)
    near(points["a"][1] / points["a"][2], 0.5)
    near(points["b"][0], 0.3)
    assert len(points) == 13


def ratio_lines():
    """Spread over streams where there are some, over both ends of a band where not; areas crosswise."""
    def row(value, low, high, source=""):
        return {"value": value, "low": low, "high": high, "source": source}
    listed = f"something. MACs of each stream, {ratios.STREAMS}"
    found = {"energy.int8_mac": row(2, 1, 4, listed + "random 1 4, net 3x3 3-16 2, net 1x1 8-8 1"),
             "energy.fp32_mac": row(30, 9, 48, listed + "random 1 44, net 3x3 3-16 30, net 1x1 8-8 8"),
             "energy.bf16_mac": row(8, 2, 20), "area.int8_pe": row(10, 8, 16), "area.fp32_pe": row(50, 48, 64)}
    assert ratios.streams(found["energy.int8_mac"]) == {"random 1": 4, "net 3x3 3-16": 2, "net 1x1 8-8": 1}
    assert ratios.energy(found, "fp32") == (15, 8, 15)
    assert ratios.energy(found, "bf16") == (4, 2, 5)
    assert ratios.area(found, "fp32") == (5, 3, 8)
    text = list(ratios.lines(sorted((RTL.parent / "arch" / "technology").glob("*.toml"))))
    assert len(text) == 1 + 2 * (4 + 1) and text[5].split() == ["Horowitz", "energy", "6.7", "15.3"], text


def rules():
    """The inverter of 2 fF above, tables 8 and -4, under every rule: signed mean 2, entries below zero left out 4, absolute
    values 6, rise and fall for every transition 4; an XOR has two related pins, so it takes twice if each is paid."""
    made = netlist({"a": ("input", ["a"]), "y": ("output", ["z"])},
                   [("INV", {"A": "a", "Y": "y"}), ("INV", {"A": "y", "Y": "z"})])
    wanted = {"signed mean": 2.0, "entries below zero left out": 4.0, "absolute values": 6.0,
              "rise and fall at every transition": 4.0, "every related pin at every transition": 2.0}
    for name, energy in wanted.items():
        found = power_rules.RULES[name](power_rules.Uniform(made), Timing(made, 0.0), set())
        near(found.of_instance(made.instances[0])[0], energy)
    made = netlist({"a": ("input", ["a"]), "b": ("input", ["b"]), "y": ("output", ["y"])},
                   [("XOR2", {"A": "a", "B": "b", "Y": "y"})])
    mean = power_rules.RULES["signed mean"](power_rules.Uniform(made), Timing(made, 0.0), set())
    each = power_rules.RULES["every related pin at every transition"](power_rules.Uniform(made), Timing(made, 0.0), set())
    near(each.of_instance(made.instances[0])[0], 2 * mean.of_instance(made.instances[0])[0])


def operand_columns():
    """Two rows, codes 3 and -1 of zero point -1, weights 2 and -4: partial sums of the row above alone, floats as they were
    quantized, zeros and changes counted where they are."""
    layer = {"zero_point": -1, "scale": 0.5}
    found = {"activations": ["03ff", "ff03"], "weights": "02fc", "weight_scale": 0.25}
    first, second = operands.tile(layer, found, "int8")
    assert (first.activations, first.weight, first.psums) == ([3, -1], 2, [0, 0])
    assert (second.activations, second.weight, second.psums) == ([-1, 3], -4, [6, -2])
    assert operands.tile(layer, found, "fp32")[1].psums == [2.0 * 0.5, 0.0]
    assert operands.bits(-2, "int8") == 0xfe and operands.bits(-2, "int8", True) == 0xfffffffe
    assert operands.bits(1.5, "fp32") == 0x3fc00000 and operands.bits(1.5, "bf16") == 0x3fc0
    third = operands.Pe([-1, -1], 0, [], -1)
    assert operands.shares([first, second, third, third], 1, 2) == [0.0, 0.5, 0.5]
    thin = operands.thinned([operands.Pe([5] * 4000, 0, [], -128)], 0.25, random.Random(1))[0]
    assert set(thin.activations) == {5, -128} and abs(thin.activations.count(5) / 4000 - 0.25) < 0.03


def operand_files():
    """Six layers with provenance, each of four tiles; what a weight-stationary array of 16 rows would sum over them."""
    names = [name for name, _ in operands.layers()]
    assert len(set(names)) == 6 and sum("resnet8" in name for name in names) == 3, names
    for path in operands.FILES.glob("*.json"):
        text = json.loads(path.read_text())
        assert len(text["sha256"]) == len(text["picture_sha256"]) == 64, path
    for name, layer in operands.layers():
        assert len(layer["tiles"]) == 4, name
        assert all(len(row) == 2 * operands.PIXELS for found in layer["tiles"] for row in found["activations"]), name
        pes = operands.real_pes(layer, "int8")
        assert len(pes) == operands.PES and all(abs(psum) < 1 << 18 for pe in pes for psum in pe.psums), name


def side_by_side():
    """Streams that are simulated side by side do what each does alone."""
    with tempfile.TemporaryDirectory() as directory:
        _, made = mapped(directory, "pe")
        delays = Timing(made).quantized()
        pes = operands.random_pes(random.Random(1), "int8", True)
        halves = [pes[:32], pes[32:]]
        alone = [measure.run(TimedSimulation(made, 32, delays), operands.stream(half, "int8"), 1).activity() for half in halves]
        both = measure.run(TimedSimulation(made, 64, delays), operands.stream(pes, "int8"), 1)
        for number, activity_alone in enumerate(alone):
            part = both.activity((1 << 32) - 1 << 32 * number)
            assert part.toggles == activity_alone.toggles and part.ones == activity_alone.ones
            assert part.cycles == activity_alone.cycles == 32 * streams.CYCLES
        assert both.activity().toggles == [sum(counts) for counts in zip(*(part.toggles for part in alone))]


def limit():
    """A tool that does not end is ended."""
    try:
        flow.run([sys.executable, "-c", "while True: pass"], ".", 1)
    except flow.Limit as found:
        assert "no result in 1 s" in str(found), found
        return
    raise AssertionError("it went on")


def package(directory):
    """Of an array of 2 x 2."""
    path = pathlib.Path(directory) / "octet_pkg.sv"
    path.write_text("package octet_pkg;\n  parameter int unsigned ArrayRows = 2, ArrayCols = 2, ArrayRowBits = 1, "
                    "OutputStationary = 0;\nendpackage\n")
    return path


def boxes():
    """An array without what its PEs do, their pins played and looked at, does what the RTL does; with two of its own cells'
    outputs exchanged it does not."""
    with tempfile.TemporaryDirectory() as directory:
        flow, inner = Flow(LIBRARY, directory), ("pe",)
        files = measure.sources("array_of_pe", package(directory), inner, directory)
        made = flow.mapped(flow.generic("array_of_pe", files, boxes=inner)["array_of_pe"], 1)
        direction, nets = made.ports["gen_row[1].gen_col[0].gen_weight.u_pe.psum_o"]
        assert direction == "input" and len(nets) == 32, made.ports.keys()
        assert 0 < made.area() < mapped(directory, "pe")[1].area()
        vectors = reference.stimuli(made.ports, 200, 1)
        rtl = reference.run_rtl("array_of_pe", files, made.ports, vectors, directory)
        reference.compare("array", rtl, reference.run_gates(made, vectors))
        nets[0], nets[1] = nets[1], nets[0]
        try:
            reference.compare("array", rtl, reference.run_gates(made, vectors))
        except reference.Mismatch:
            return
        raise AssertionError("exchanged pins of a box went unnoticed")


def parameters():
    """A module of a parameter that is not its default: elements of bf16."""
    with tempfile.TemporaryDirectory() as directory:
        flow, chosen = Flow(LIBRARY, directory), {"FractionBits": 7}
        files = measure.sources("fma_pe", None)
        made = flow.mapped(flow.generic("fma_pe", files, parameters=chosen)["fma_pe"], 1)
        assert len(made.ports["act_i"][1]) == 16
        vectors = reference.stimuli(made.ports, 100, 1)
        rtl = reference.run_rtl("fma_pe", files, made.ports, vectors, directory, chosen)
        reference.compare("fma_pe", rtl, reference.run_gates(made, vectors))


def composition():
    """An array of 4 x 4 is the sum of its blocks within what is allowed; with a PE 10 % larger it is not."""
    with tempfile.TemporaryDirectory() as directory:
        said = []
        measuring = measure.Measuring(Flow(LIBRARY, directory), {"tiny": package(directory)}, {}, 1, 1, said.append)
        compose.SIZES = (4,)
        made = compose.Composition(measuring)
        made.cores = lambda results: True
        results = {name: measure.Result(areas=[mapped(directory, top)[1].area()]) for name, top in (
            ("int8_pe", "pe"), ("sum_pe", "sum_pe"), ("held_bit", "held_bit"), ("array_tap", "array_tap"))}
        assert made.run(results), said
        results["int8_pe"].areas[0] *= 1.1
        assert not made.run(results), said


def separated():
    """A module in parts: each gate in one of them, every net a port or driven inside; as large as in one piece, about."""
    with tempfile.TemporaryDirectory() as directory:
        flow = Flow(LIBRARY, directory)
        gates = flow.generic("pe", measure.sources("pe", None))["pe"]
        whole = flow.mapped(gates, 1).area()
        compose.MOST_GATES, compose.SHARED = 100, (8, 3)
        parts = compose.separate(gates)
        assert len(parts) > 3 and sorted(line for part in parts for line in part.lines) == sorted(gates.lines)
        sources, needed = set(gates.sources), set(gates.sinks)
        for part in parts:
            driven = {compose.pins(line)[1] for line in part.lines}
            taken = {net for line in part.lines for net in compose.pins(line)[0]} - {"0", "1"}
            assert taken - driven == set(part.sources) and set(part.sinks) <= driven
            sources |= set(part.sinks)
            needed |= set(part.sources)
        assert needed <= sources
        found = compose.Composition(measure.Measuring(flow, {}, {}, 1, 1, print)).area_in_parts(gates, 1)
        assert whole < found < 1.25 * whole, f"{found} of {whole}"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        globals()[name]()
