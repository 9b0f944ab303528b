# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Energy of a simulated netlist, in fJ: load switching, internal power by the library's tables, clock pins, leakage.

One transition costs half of C*V^2 of its net plus the internal energy of its arc: the signed mean of the rise and fall
tables (rises and falls alternate), weighted over related pins by their toggles and over `when` by how often it holds,
summed over supply rails. docs/energy.md derives this.
"""
import functools

from netlist import expression


class Energy:
    """Of an activity (simulate.py) with the loads and slews of a timing."""

    def __init__(self, activity, timing, clock_nets):
        self.activity, self.timing = activity, timing
        self.netlist, self.cycles = activity.netlist, activity.cycles
        self.clock_nets = clock_nets
        self.voltage = self.netlist.library.voltage

    def toggles(self, net):
        """Transitions a cycle; a clock makes two."""
        return 2.0 if net in self.clock_nets else self.activity.toggles[net] / self.cycles

    def one(self, net):
        if net in (0, 1):
            return float(net)
        return 0.5 if net in self.clock_nets else self.activity.ones[net] / self.cycles

    def probability(self, when, instance):
        """How often a condition on pins holds, pins taken as independent."""
        return sum(self.share(bits, instance) for bits in cases(when, tuple(sorted(instance.nets))))

    def share(self, bits, instance):
        """How often pins have these values; the data of a flip-flop agree with its output unless it changes next."""
        cell, share = instance.cell, 1.0
        output = next((pin for pin in cell.outputs() if pin.name in bits), None) if cell.state else None
        for name, bit in bits.items():
            p = self.one(instance.nets[name])
            if output and name in cell.next_state:
                state = bits[output.name] ^ (output.function.strip("()! '") == cell.state[1])
                change = self.toggles(instance.nets[output.name])
                changes = evaluated(cell.next_state, bits) != state
                share *= change if changes else 1 - change
            else:
                share *= p if bit else 1 - p
        return share

    def transition(self, arcs, instance, slew, load):
        """Mean energy of a transition by arcs of one related pin and rail."""
        weights = [self.probability(arc.when, instance) if arc.when else None for arc in arcs]
        rest = max(0.0, 1.0 - sum(w for w in weights if w is not None))
        named = sum(w is None for w in weights)
        total = energy = 0.0
        for arc, weight in zip(arcs, weights):
            weight = rest / named if weight is None else weight
            if arc.tables:
                energy += weight * self.timing.arc_energy(arc, slew, load)
                total += weight
        return energy, total

    def pin_energy(self, instance, pin, arcs):
        """Of an input pin's transitions: `when` may leave states that cost nothing here."""
        net = instance.nets[pin.name]
        energy, _ = self.transition(arcs, instance, self.slew(net), 0.0)
        return self.toggles(net) * energy

    def output_energy(self, instance, pin, arcs):
        """Of an output's transitions, by one rail: each goes to the related pins by their toggles."""
        net = instance.nets[pin.name]
        if self.toggles(net) == 0:
            return 0.0
        by_pin = {}
        for arc in arcs:
            by_pin.setdefault(arc.related, []).append(arc)
        shares = {name: self.toggles(instance.nets[name]) for name in by_pin if name in instance.nets}
        whole = sum(shares.values())
        energy = 0.0
        for name, share in shares.items():
            sum_energy, weight = self.transition(by_pin[name], instance, self.slew(instance.nets[name]),
                                                 self.timing.loads[net])
            if weight > 0 and whole > 0:
                energy += share / whole * sum_energy / weight
        return self.toggles(net) * energy

    def slew(self, net):
        return sum(self.timing.slew.get(net, (self.timing.first_slew,) * 2)) / 2

    def of_instance(self, instance):
        """(internal energy without the clock's pins, of the clock's pins) a cycle."""
        data = clock = 0.0
        for pin in instance.cell.pins.values():
            if pin.name not in instance.nets:
                continue
            rails = {}
            for arc in pin.power:
                rails.setdefault(arc.rail, []).append(arc)
            for arcs in rails.values():
                if pin.direction == "output":
                    data += self.output_energy(instance, pin, arcs)
                elif instance.nets[pin.name] in self.clock_nets:
                    clock += self.pin_energy(instance, pin, arcs)
                else:
                    data += self.pin_energy(instance, pin, arcs)
        return data, clock

    def summary(self):
        """fJ a cycle: switching of loads, internal, clock (pins and their load); leakage in nW."""
        half = 0.5 * self.voltage ** 2
        switching = clock = internal = 0.0
        for net in range(2, self.netlist.nets):
            energy = half * self.timing.loads[net] * self.toggles(net)
            if net in self.clock_nets:
                clock += energy
            else:
                switching += energy
        for instance in self.netlist.instances:
            data, clocked = self.of_instance(instance)
            internal += data
            clock += clocked
        leakage = sum(i.cell.leakage_nw for i in self.netlist.instances)
        return {"switching": switching, "internal": internal, "clock": clock, "leakage_nw": leakage}


@functools.cache
def cases(when, pins):
    """The values {pin: bit} of the pins in a condition for which it holds."""
    names = [name for name in pins if name in when]
    holds = eval("lambda v, M: " + expression(when, lambda name: f"v[{names.index(name)}]" if name in names else "0"))
    every = [{name: case >> k & 1 for k, name in enumerate(names)} for case in range(1 << len(names))]
    return [bits for bits in every if holds(list(bits.values()), 1)]


def evaluated(function, bits):
    """A function of pins for given bits."""
    return compiled(function, tuple(sorted(bits.items())))


@functools.cache
def compiled(function, bits):
    values = dict(bits)
    return eval("lambda M: " + expression(function, lambda name: str(values.get(name, 0))))(1)
