# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""A mapped netlist: cells of a library and the nets between them, in evaluation order."""
import re

TOKEN = re.compile(r"\s*([A-Za-z_][\w\[\]]*|[01]|[!'()&*|+^])")


def expression(text, name):
    """A liberty function as Python on words of bits: `name(pin)` gives an operand, M is the word of ones."""
    tokens = TOKEN.findall(text.strip('"')) + [""]
    place = [0]

    def take():
        place[0] += 1
        return tokens[place[0] - 1]

    def unary():
        token = take()
        if token == "!":
            return f"(M^{unary()})"
        value = either() if token == "(" else {"0": "0", "1": "M"}.get(token) or name(token)
        if token == "(":
            take()
        while tokens[place[0]] == "'":
            take()
            value = f"(M^{value})"
        return value

    def exclusive():
        value = unary()
        while tokens[place[0]] == "^":
            take()
            value = f"({value}^{unary()})"
        return value

    def both():
        value = exclusive()
        while tokens[place[0]] not in ("|", "+", ")", ""):
            if tokens[place[0]] in "&*":
                take()
            value = f"({value}&{exclusive()})"
        return value

    def either():
        value = both()
        while tokens[place[0]] in ("|", "+") and tokens[place[0]]:
            take()
            value = f"({value}|{both()})"
        return value

    return either()


class Instance:
    def __init__(self, name, cell, nets):
        self.name, self.cell, self.nets = name, cell, nets


class Netlist:
    """Nets are numbers, 0 and 1 are the constants. `ports` holds (direction, [nets]) by name, `boxes` the instances of
    modules that are synthesized on their own.
    """

    def __init__(self, gates, cells, aliases, library):
        self.library, self.boxes = library, []
        number = {"0": 0, "1": 1}

        def net(name):
            while name in aliases:
                name = aliases[name]
            return number.setdefault(name, len(number))

        self.ports = {name: (direction, [net(bit) for bit in bits]) for name, (direction, bits) in gates.ports.items()}
        self.instances = [Instance(kind, library.cells[kind], {pin: net(bit) for pin, bit in pins.items()})
                          for kind, pins in cells]
        for kind, pins in gates.boxes:
            if kind in library.cells:
                nets = {pin: net(bits[0]) for pin, bits in pins.items() if bits}
                self.instances.append(Instance(kind, library.cells[kind], nets))
            else:
                self.boxes.append(kind)
        self.nets = len(number)
        self.flip_flops = [i for i in self.instances if i.cell.state]
        self.order = self.sorted_logic()

    def area(self):
        return sum(instance.cell.area for instance in self.instances)

    def sorted_logic(self):
        """Combinational outputs (instance, pin) so that each comes after what drives it."""
        driver = {i.nets[pin.name]: (i, pin) for i in self.instances if not i.cell.state
                  for pin in i.cell.outputs() if pin.name in i.nets}
        self.sinks = [[] for _ in range(self.nets)]
        for instance in self.instances:
            for pin in instance.cell.inputs():
                if pin.name in instance.nets:
                    self.sinks[instance.nets[pin.name]].append((instance, pin))
        missing = {net: sum(n in driver for n in set(self.input_nets(i))) for net, (i, _) in driver.items()}
        ready = [net for net, count in missing.items() if count == 0]
        order, waiting = [], {}
        for net, (instance, _) in driver.items():
            for source in set(self.input_nets(instance)):
                if source in driver:
                    waiting.setdefault(source, []).append(net)
        while ready:
            net = ready.pop()
            order.append(driver[net])
            for sink in waiting.get(net, []):
                missing[sink] -= 1
                if missing[sink] == 0:
                    ready.append(sink)
        if len(order) != len(driver):
            raise ValueError("the netlist has a combinational loop")
        return order

    @staticmethod
    def input_nets(instance):
        return [instance.nets[pin.name] for pin in instance.cell.inputs() if pin.name in instance.nets]
