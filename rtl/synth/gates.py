# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Generic gates of one module between its flip-flops, as yosys left them, and as the BLIF that ABC reads and writes."""
import random

# Inputs of yosys' gates and the rows of their truth tables that give one.
TABLES = {
    "$_BUF_": ("A", ["1"]), "$_NOT_": ("A", ["0"]),
    "$_AND_": ("AB", ["11"]), "$_NAND_": ("AB", ["0-", "-0"]), "$_OR_": ("AB", ["1-", "-1"]), "$_NOR_": ("AB", ["00"]),
    "$_XOR_": ("AB", ["10", "01"]), "$_XNOR_": ("AB", ["00", "11"]), "$_ANDNOT_": ("AB", ["10"]),
    "$_ORNOT_": ("AB", ["1-", "-0"]), "$_MUX_": ("ABS", ["1-0", "-11"]), "$_NMUX_": ("ABS", ["0-0", "-01"]),
    "$_AOI3_": ("ABC", ["0-0", "-00"]), "$_OAI3_": ("ABC", ["00-", "--0"]),
    "$_AOI4_": ("ABCD", ["0-0-", "0--0", "-00-", "-0-0"]), "$_OAI4_": ("ABCD", ["00--", "--00"]),
}


class Gates:
    """`ports`: {name: (direction, [bit])}; `boxes`: flip-flops of the library and modules, (kind, {pin: [bit]})."""

    def __init__(self, module):
        self.ports = {name: (port["direction"], [bit_name(bit) for bit in port["bits"]])
                      for name, port in module["ports"].items()}
        self.lines, self.boxes = [], []
        sources = [bit for direction, bits in self.ports.values() if direction == "input" for bit in bits]
        sinks = [bit for direction, bits in self.ports.values() if direction == "output" for bit in bits]
        for _, cell in sorted(module["cells"].items()):
            pins = {pin: [bit_name(bit) for bit in bits] for pin, bits in cell["connections"].items()}
            if cell["type"] in TABLES:
                names, rows = TABLES[cell["type"]]
                wires = " ".join(pins[name][0] for name in names)
                self.lines.append(f".names {wires} {pins['Y'][0]}\n" + "".join(f"{row} 1\n" for row in rows))
                continue
            if cell["type"].startswith("$"):
                raise ValueError(f"no gate: {cell['type']}")
            self.boxes.append((cell["type"], pins))
            for pin, bits in pins.items():
                (sources if cell["port_directions"][pin] == "output" else sinks).extend(bits)
        self.sources = sorted(set(sources) - {"0", "1"})
        self.sinks = sorted(set(sinks) - set(self.sources) - {"0", "1"})

    def blif(self, seed):
        """The gates with everything in an order that the seed draws."""
        generator = random.Random(seed)
        sources, sinks, lines = list(self.sources), list(self.sinks), list(self.lines)
        for items in (sources, sinks, lines):
            generator.shuffle(items)
        return (f".model top\n.inputs {' '.join(sources)}\n.outputs {' '.join(sinks)}\n"
                f".names 0\n.names 1\n1\n{''.join(lines)}.end\n")


def bit_name(bit):
    """An unknown value is zero."""
    return "0" if bit in ("0", "x", "z") else "1" if bit == "1" else f"n{bit}"


def read_blif(text):
    """Mapped cells (kind, {pin: net}), and nets that are another's alias or constant."""
    cells, aliases = [], {}
    lines = iter(text.replace("\\\n", "").splitlines())
    held = next(lines, None)
    while held is not None:
        words, rows, line = held.split(), [], next(lines, None)
        if words and words[0] == ".names":
            while line is not None and not line.startswith("."):
                rows.append(line)
                line = next(lines, None)
            if len(words) == 2 and words[1] not in ("0", "1"):
                aliases[words[1]] = "1" if rows == [" 1"] or rows == ["1"] else "0"
            elif len(words) == 3:
                aliases[words[2]] = words[1]
            elif len(words) > 3:
                raise ValueError(f"not mapped: {held}")
        elif words and words[0] == ".gate" and words[1] in ("_const0_", "_const1_"):
            aliases[words[2].split("=")[1]] = words[1][len("_const")]
        elif words and words[0] == ".gate":
            cells.append((words[1], dict(word.split("=") for word in words[2:])))
        held = line
    return cells, aliases
