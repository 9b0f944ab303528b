# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Static timing of a netlist by the library's tables: slews, delays of every gate, the longest path from clock edge to
clock edge. Wires are loads only; the clock is ideal; ports are driven and loaded like flip-flops.
"""

WIRE_FF_PER_UM = 0.2   # local wires of all these nodes, within 20 %
WIRE_PITCHES = 2.5     # mean length per sink, in pitches of a placed cell
PLACED_SHARE = 0.75    # of the area that cells fill


class Timing:
    def __init__(self, netlist, wires=1.0):
        self.netlist = netlist
        mean_area = netlist.area() / max(1, len(netlist.instances))
        self.wire_ff = wires * WIRE_FF_PER_UM * WIRE_PITCHES * (mean_area / PLACED_SHARE) ** 0.5
        self.loads = self.net_loads()
        self.arrival, self.slew = {}, {}   # per net: (rise, fall), ns
        self.delay = {}                    # net of a gate: longest delay, ns
        self.arc_energies = {}             # as computed so far
        self.first_slew = self.typical_slew()
        self.run()

    def net_loads(self):
        sinks = [sum(pin.capacitance for _, pin in group) + self.wire_ff * len(group) for group in self.netlist.sinks]
        flip_flops = [c for c in self.netlist.library.cells.values() if c.state]
        smallest = min(flip_flops, key=lambda c: c.area)
        data = next(p for p in smallest.inputs() if p.name in smallest.next_state)
        for direction, nets in self.netlist.ports.values():
            for net in nets if direction == "output" else []:
                sinks[net] += data.capacitance + self.wire_ff
        return sinks

    def typical_slew(self):
        """What the smallest inverter makes of a load of four of its inputs."""
        cells = self.netlist.library.cells.values()
        inverter = min((c for c in cells if len(c.pins) and is_inverter(c)), key=lambda c: c.area)
        output, load = inverter.outputs()[0], 4 * inverter.inputs()[0].capacitance
        slew = 0.0
        for _ in range(4):
            slew = max(t.at(slew, load) for a in output.timing for n, t in a.tables.items() if "transition" in n)
        return slew

    def run(self):
        for direction, nets in self.netlist.ports.values():
            for net in nets if direction == "input" else []:
                self.start(net, 0.0, self.first_slew)
        for net in (0, 1):
            self.start(net, 0.0, self.first_slew)
        for i in self.netlist.flip_flops:
            for pin in i.cell.outputs():
                if pin.name in i.nets:
                    self.launch(i, pin, i.nets[pin.name])
        for i, pin in self.netlist.order:
            self.propagate(i, pin, i.nets[pin.name])

    def start(self, net, arrival, slew):
        self.arrival[net], self.slew[net] = (arrival, arrival), (slew, slew)

    def launch(self, instance, pin, net):
        arcs = [a for a in pin.timing if a.kind.endswith("_edge")]
        delays = [max(a.tables[n].at(self.first_slew, self.loads[net]) for a in arcs) for n in ("cell_rise", "cell_fall")]
        slews = [max(a.tables[n].at(self.first_slew, self.loads[net]) for a in arcs)
                 for n in ("rise_transition", "fall_transition")]
        self.arrival[net], self.slew[net] = tuple(delays), tuple(slews)

    def propagate(self, instance, pin, net):
        arrival, slew, longest = [0.0, 0.0], [0.0, 0.0], 0.0
        for arc in pin.timing:
            source = instance.nets.get(arc.related)
            if source is None or source not in self.arrival:
                continue
            for out, (delay_name, slew_name) in enumerate((("cell_rise", "rise_transition"),
                                                           ("cell_fall", "fall_transition"))):
                if delay_name not in arc.tables:
                    continue
                for edge in source_edges(arc.sense, out):
                    delay = arc.tables[delay_name].at(self.slew[source][edge], self.loads[net])
                    longest = max(longest, delay)
                    arrival[out] = max(arrival[out], self.arrival[source][edge] + delay)
                    slew[out] = max(slew[out], arc.tables[slew_name].at(self.slew[source][edge], self.loads[net]))
        self.arrival[net], self.slew[net] = tuple(arrival), tuple(slew)
        self.delay[net] = longest

    def arc_energy(self, arc, slew, load):
        """The mean of rise and fall, with their signs, fJ."""
        key = id(arc), slew, load
        if key not in self.arc_energies:
            self.arc_energies[key] = sum(table.at(slew, load) for table in arc.tables.values()) / 2
        return self.arc_energies[key]

    def critical_path(self):
        """The longest path that ends at a flip-flop, with its setup time, or at a port; ns."""
        longest = 0.0
        for i in self.netlist.flip_flops:
            for pin in i.cell.inputs():
                for arc in pin.timing:
                    net = i.nets.get(pin.name)
                    if not arc.kind.startswith("setup") or net not in self.arrival:
                        continue
                    for edge, name in enumerate(("rise_constraint", "fall_constraint")):
                        setup = arc.tables[name].at(self.slew[net][edge], self.first_slew) if name in arc.tables else 0
                        longest = max(longest, self.arrival[net][edge] + setup)
        for direction, nets in self.netlist.ports.values():
            for net in nets if direction == "output" else []:
                longest = max(longest, *self.arrival.get(net, (0.0, 0.0)))
        return longest

    def quantized(self, steps=8):
        """Delays in integers: the median gate lasts `steps`."""
        if not self.delay:
            return {}
        median = sorted(self.delay.values())[len(self.delay) // 2] or 1.0
        return {net: max(1, round(delay / median * steps)) for net, delay in self.delay.items()}


def source_edges(sense, out):
    """Edges (0 rise, 1 fall) of the input that may cause edge `out`."""
    if sense == "positive_unate":
        return (out,)
    return (1 - out,) if sense == "negative_unate" else (0, 1)


def is_inverter(cell):
    outputs = cell.outputs()
    if cell.state or len(outputs) != 1 or len(cell.inputs()) != 1:
        return False
    return outputs[0].function.replace("(", "").replace(")", "") in ("!" + cell.inputs()[0].name,
                                                                       cell.inputs()[0].name + "'")
