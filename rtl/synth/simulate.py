# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Gate-level simulation of a netlist: each bit of a word is a stream of its own, one step is one clock cycle.

Without delays it gives the outputs and the toggles of settled values; with the delays of timing.py it counts glitches
too, with inertial delays: a pulse shorter than the gate's delay does not leave it.
"""
import heapq

from netlist import expression


class Simulation:
    def __init__(self, netlist, streams):
        self.netlist = netlist
        self.mask = (1 << streams) - 1
        self.values = [0] * netlist.nets
        self.values[1] = self.mask
        # Counts per net and stream, bit-sliced: plane k has bit k of each stream's count.
        self.toggle_planes = [[] for _ in range(netlist.nets)]
        self.one_planes = [[] for _ in range(netlist.nets)]
        self.cycles = 0
        self.clock = {i.nets[i.cell.clocked_on.strip("!()")] for i in netlist.flip_flops}
        # What flip-flops show is zero at first: those that store the inverse hold ones.
        self.state = [self.mask if "!" in i.cell.next_state else 0 for i in netlist.flip_flops]
        self.settle_all = self.compiled([(i.nets[pin.name], self.logic(i, pin)) for i, pin in netlist.order])
        self.next_state = self.compiled_next()
        self.show_state = self.compiled_state()
        self.evaluate = {i.nets[pin.name]: eval("lambda v, M: " + self.logic(i, pin)) for i, pin in netlist.order}
        self.settle()

    @staticmethod
    def logic(instance, pin):
        return expression(pin.function, lambda name: f"v[{instance.nets.get(name, 0)}]")

    @staticmethod
    def compiled(assignments):
        lines = ["def run(v, M):"] + [f" v[{net}] = {text}" for net, text in assignments] + [" return v"]
        scope = {}
        exec("\n".join(lines), scope)
        return scope["run"]

    def compiled_next(self):
        texts = []
        for number, i in enumerate(self.netlist.flip_flops):
            def name(pin):
                return f"s[{number}]" if pin in i.cell.state else f"v[{i.nets.get(pin, 0)}]"
            text = expression(i.cell.next_state, name)
            if i.cell.clear:
                text = f"({text}&(M^{expression(i.cell.clear, name)}))"
            if i.cell.preset:
                text = f"({text}|{expression(i.cell.preset, name)})"
            texts.append(text)
        return eval("lambda v, s, M: [" + ",".join(texts) + "]")

    def compiled_state(self):
        """Nets the flip-flops drive, and their values of the state."""
        pairs = []
        for number, i in enumerate(self.netlist.flip_flops):
            for pin in i.cell.outputs():
                if pin.name in i.nets:
                    text = expression(pin.function, lambda p: f"s[{number}]" if p == i.cell.state[0] else f"(M^s[{number}])")
                    pairs.append((i.nets[pin.name], text))
        self.state_nets = [net for net, _ in pairs]
        return eval("lambda s, M: [" + ",".join(text for _, text in pairs) + "]")

    def settle(self):
        for net, value in zip(self.state_nets, self.show_state(self.state, self.mask)):
            self.values[net] = value
        self.settle_all(self.values, self.mask)

    def present(self, inputs):
        """Inputs without a clock edge."""
        for net, word in inputs.items():
            self.values[net] = word
        self.settle()

    def step(self, inputs, count=True):
        """One cycle: the clock edge takes the state, then `inputs` {net: word} change and all settles."""
        before = list(self.values) if count else None
        self.state = self.next_state(self.values, self.state, self.mask)
        for net, word in inputs.items():
            self.values[net] = word
        self.settle()
        if count:
            self.count(before)

    def count(self, before):
        self.cycles += 1
        for net, (old, new) in enumerate(zip(before, self.values)):
            add(self.toggle_planes[net], old ^ new)
            add(self.one_planes[net], new)

    def activity(self, mask=None):
        """What the streams in `mask` did, all by default."""
        return Activity(self, self.mask if mask is None else mask)


def add(planes, word):
    for k, plane in enumerate(planes):
        if not word:
            return
        planes[k] = plane ^ word
        word &= plane
    if word:
        planes.append(word)


def total(planes, mask):
    return sum((plane & mask).bit_count() << k for k, plane in enumerate(planes))


class Activity:
    """Of some streams, per net: changes, and stream cycles spent at one; `cycles` are all streams' together."""

    def __init__(self, simulation, mask):
        self.netlist, self.cycles = simulation.netlist, simulation.cycles * mask.bit_count()
        self.toggles = [total(planes, mask) for planes in simulation.toggle_planes]
        self.ones = [total(planes, mask) for planes in simulation.one_planes]


class TimedSimulation(Simulation):
    """With `delays` {net of a gate: integer time}; counts every full transition."""

    def __init__(self, netlist, streams, delays):
        super().__init__(netlist, streams)
        self.delays = delays
        self.fanout = [[] for _ in range(netlist.nets)]
        for instance, pin in netlist.order:
            for net in set(netlist.input_nets(instance)):
                self.fanout[net].append(instance.nets[pin.name])

    def step(self, inputs, count=True):
        self.state = self.next_state(self.values, self.state, self.mask)
        changed = dict(zip(self.state_nets, self.show_state(self.state, self.mask)))
        heap, waiting = [], {}
        self.change({**changed, **inputs}, 0, heap, waiting, count)
        while heap:
            time = heap[0][0]
            changed = {}
            while heap and heap[0][0] == time:
                net = heapq.heappop(heap)[1]
                flips = waiting[net].pop(time, 0)
                if flips:
                    changed[net] = self.values[net] ^ flips
            self.change(changed, time, heap, waiting, count)
        if count:
            self.cycles += 1
            for net, value in enumerate(self.values):
                add(self.one_planes[net], value)

    def change(self, changed, time, heap, waiting, count):
        touched = set()
        for net, word in changed.items():
            flips = self.values[net] ^ word
            if flips:
                self.values[net] = word
                if count:
                    add(self.toggle_planes[net], flips)
                touched.update(self.fanout[net])
        for net in touched:
            pending = waiting.setdefault(net, {})
            planned = 0
            for flips in pending.values():
                planned |= flips
            flips = self.evaluate[net](self.values, self.mask) ^ self.values[net] ^ planned
            for key in pending:
                pending[key] &= ~flips
            flips &= ~planned
            if flips:
                at = time + self.delays[net]
                if at not in pending:
                    heapq.heappush(heap, (at, net))
                pending[at] = pending.get(at, 0) | flips
