# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Reads a liberty file into cells with area, pins, functions, flip-flops, timing and power tables.

Units on the way out: um2, fF, ns, fJ, nW and V, whatever the file's own units are.
"""
import bisect
import fnmatch
import gzip
import hashlib
import re

STATEMENT = re.compile(
    r'\s*(?:(?P<name>[\w\[\]]+)\s*(?:\((?P<args>(?:"[^"]*"|[^()"])*)\)\s*(?P<end>[{;]?)'
    r'|:\s*(?P<value>"[^"]*"|[^;\n{}]*?)\s*(?:;|\n))|(?P<close>\})|;)')
# Cells no ordinary flow places in a datapath: always-on and isolation cells, delays, probes, spares.
DONT_USE = ["*lpflow*", "*probe*", "*dly*", "*sparecell*", "*bufbuf*", "*bufinv*", "HB?xp*", "*sighold*", "*antenna*"]
SCALE = {"f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3}


class Group:
    """One group of the file: its name, arguments, attributes and the groups in it."""

    def __init__(self, name, args):
        self.name, self.args = name, args
        self.attributes, self.groups = [], []

    def value(self, name, default=None):
        return next((value for key, value in self.attributes if key == name), default)

    def all(self, name):
        return [group for group in self.groups if group.name == name]

    def text(self, drop=()):
        """The group as liberty text, without the groups named in `drop`."""
        lines = [f"{self.name} ({self.args}) {{"]
        for key, value in self.attributes:
            lines.append(f"{key} ({value[0]});" if isinstance(value, tuple) else f'{key} : {quoted(value)};')
        lines += [group.text(drop) for group in self.groups if group.name not in drop]
        return "\n".join(lines) + "\n}"


def quoted(value):
    return value if re.fullmatch(r"[\w.+-]+", value) else f'"{value}"'


def parse(text):
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S).replace("\\\n", " ")
    stack, at, root = [], 0, None
    while root is None or stack:
        match = STATEMENT.match(text, at)
        if not match or match.end() == at:
            raise ValueError(f"liberty: cannot read {text[at:at + 60].strip()!r}")
        at = match.end()
        if match["close"]:
            stack.pop()
        elif match["end"] == "{":
            group = Group(match["name"], match["args"].strip())
            if stack:
                stack[-1].groups.append(group)
            root = root or group
            stack.append(group)
        elif match["value"] is not None:
            stack[-1].attributes.append((match["name"], match["value"].strip('"').strip()))
        elif match["name"]:
            stack[-1].attributes.append((match["name"], (match["args"],)))
    return root


def numbers(value):
    return [float(item) for item in re.findall(r"[-+.\deE]+", value[0])]


class Table:
    """A lookup table over slew (ns) and load (fF), bilinear, clamped to its ends; entries already scaled."""

    def __init__(self, group, templates, slew_scale, load_scale, scale):
        template = templates.get(group.args.strip('"'))
        axes = []
        for number in "12":
            given = group.value("index_" + number) or (template and template.value("index_" + number))
            if given is None:
                continue
            variable = template.value("variable_" + number, "") if template else ""
            axes.append((numbers(given), "capacitance" in variable))
        values = [value * scale for value in numbers(group.value("values"))]
        if len(values) == 1:
            axes = []
        loads = next((axis for axis, is_load in axes if is_load), None)
        slews = next((axis for axis, is_load in axes if not is_load), None)
        self.loads = [x * load_scale for x in loads] if loads else [0.0]
        self.slews = [x * slew_scale for x in slews] if slews else [0.0]
        width = len(self.loads)
        if loads and slews and axes[0][1]:  # load first
            height = len(self.slews)
            values = [values[j * height + i] for i in range(height) for j in range(width)]
        self.rows = [values[i * width:(i + 1) * width] for i in range(len(self.slews))]

    def at(self, slew, load):
        i, u = position(self.slews, slew)
        j, v = position(self.loads, load)
        low, high = self.rows[i], self.rows[min(i + 1, len(self.rows) - 1)]
        k = min(j + 1, len(low) - 1)
        return (1 - u) * ((1 - v) * low[j] + v * low[k]) + u * ((1 - v) * high[j] + v * high[k])


def position(axis, x):
    if len(axis) == 1 or x <= axis[0]:
        return 0, 0.0
    if x >= axis[-1]:
        return len(axis) - 2, 1.0
    i = bisect.bisect_right(axis, x) - 1
    return i, (x - axis[i]) / (axis[i + 1] - axis[i])


class Arc:
    """An internal_power or timing group of a pin: tables by name, the related pin and its condition."""

    def __init__(self, group, tables):
        self.related = (group.value("related_pin") or "").strip('"')
        self.when = group.value("when")
        self.rail = (group.value("related_pg_pin") or "").strip('"')
        self.sense = group.value("timing_sense", "")
        self.kind = group.value("timing_type", "combinational")
        self.tables = tables


class Pin:
    def __init__(self, name, group):
        self.name = name
        self.direction = group.value("direction", "input")
        self.function = group.value("function")
        self.clock = group.value("clock") == "true"
        self.capacitance = 0.0  # fF
        self.timing, self.power = [], []


class Cell:
    def __init__(self, name, area):
        self.name, self.area = name, area
        self.pins, self.leakage_nw = {}, 0.0
        self.clocked_on = self.next_state = self.clear = self.preset = None
        self.state = ()

    def inputs(self):
        return [pin for pin in self.pins.values() if pin.direction == "input"]

    def outputs(self):
        return [pin for pin in self.pins.values() if pin.direction == "output" and pin.function]


class Library:
    """Usable cells of one liberty file, and its provenance."""

    def __init__(self, path, dont_use=DONT_USE):
        raw = open(path, "rb").read()
        self.path = path
        self.sha256 = hashlib.sha256(raw).hexdigest()
        self.root = parse((gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("latin-1"))
        self.name = self.root.args.strip('"')
        self.read_units()
        self.templates = {g.args.strip('"'): g for g in self.root.groups if g.name.endswith("template")}
        self.kept = [g for g in self.root.all("cell") if usable(g, dont_use)]
        self.cells = {g.args.strip('"'): self.cell(g) for g in self.kept}

    def read_units(self):
        cap, unit = self.root.value("capacitive_load_unit")[0].split(",")
        self.load_scale = float(cap) * SCALE[unit.strip().strip('"')[0].lower()] / 1e-15
        self.time_scale = unit_of(self.root.value("time_unit"), 1e-9)
        volt = unit_of(self.root.value("voltage_unit", "1V"), 1.0)
        self.energy_scale = self.load_scale * volt * volt  # capacitive_load_unit x voltage_unit^2, in fJ
        self.leakage_scale = unit_of(self.root.value("leakage_power_unit", "1nW"), 1e-9)
        named = self.root.value("default_operating_conditions")
        conditions = [g for g in self.root.all("operating_conditions") if not named or g.args.strip('"') == named]
        self.voltage = float(self.root.value("nom_voltage") or conditions[0].value("voltage"))

    def table(self, group, scale):
        return Table(group, self.templates, self.time_scale, self.load_scale, scale)

    def cell(self, group):
        cell = Cell(group.args.strip('"'), float(group.value("area", "0")))
        states = [float(g.value("value")) for g in group.all("leakage_power")]
        given = group.value("cell_leakage_power")
        mean = sum(states) / len(states) if states else 0.0
        cell.leakage_nw = (float(given) if given is not None else mean) * self.leakage_scale
        for state in group.all("ff"):
            cell.state = tuple(item.strip().strip('"') for item in state.args.split(","))
            cell.clocked_on, cell.next_state = state.value("clocked_on"), state.value("next_state")
            cell.clear, cell.preset = state.value("clear"), state.value("preset")
        for pin_group in group.all("pin"):
            pin = self.pin(pin_group)
            cell.pins[pin.name] = pin
        return cell

    def pin(self, group):
        pin = Pin(group.args.strip('"'), group)
        pin.capacitance = float(group.value("capacitance", "0")) * self.load_scale
        for power in group.all("internal_power"):
            pin.power.append(Arc(power, {t.name: self.table(t, self.energy_scale) for t in power.groups}))
        for timing in group.all("timing"):
            names = ("cell_rise", "cell_fall", "rise_transition", "fall_transition", "rise_constraint",
                     "fall_constraint")
            tables = {t.name: self.table(t, self.time_scale) for t in timing.groups if t.name in names}
            pin.timing.append(Arc(timing, tables))
        return pin

    def mapping_text(self):
        """The library as logic synthesis needs it: usable cells without power."""
        drop = {"internal_power", "leakage_power", "cell", "ocv_table_template", "wire_load", "power_lut_template",
                "normalized_driver_waveform"}
        bare = Group(self.root.name, self.root.args)
        bare.attributes = [item for item in self.root.attributes if not item[0].startswith("default_wire_load")]
        bare.groups = self.root.groups
        text = bare.text(drop)
        inner = {"internal_power", "leakage_power", "pg_pin", "receiver_capacitance1_rise"}
        return text[:-1] + "\n".join(g.text(inner) for g in self.kept) + "\n}\n"


def unit_of(text, base):
    match = re.match(r"([\d.eE+-]+)\s*([a-zA-Z]*)", text.strip('"'))
    unit = match[2]
    return float(match[1]) * (SCALE[unit[0]] if len(unit) > 1 else 1.0) / base


def usable(group, dont_use):
    name = group.args.strip('"')
    if any(fnmatch.fnmatch(name, pattern) for pattern in dont_use) or group.value("dont_use") == "true":
        return False
    if group.all("latch") or group.all("test_cell") or group.value("clock_gating_integrated_cell"):
        return False
    pins = group.all("pin")
    if any(pin.value("three_state") for pin in pins):
        return False
    return any(pin.value("direction") == "output" and pin.value("function") for pin in pins)
