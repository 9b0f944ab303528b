# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""RTL to cells: yosys makes gates and flip-flops once, ABC maps them once per seed, each time from another order.

The order of the gates decides what ABC finds; a seed permutes it. Same sources, library and seed: same netlist.
"""
import hashlib
import json
import pathlib
import re
import resource
import shutil
import signal
import subprocess

from gates import Gates, read_blif
from netlist import Netlist

RTL = pathlib.Path(__file__).resolve().parent.parent
SECONDS = 300   # of CPU, of a run of yosys or ABC for a row of a table
# Area first; buffers and sizes afterwards. `fast` is what the clock could be, `slack` what never is on the longest path
# and so shrinks.
SCRIPTS = {
    "small": ["strash", "ifraig", "scorr", "dc2", "dc2", "dch -f", "amap -m", "topo", "buffer -c", "topo", "upsize",
              "dnsize"],
    "fast": ["strash", "ifraig", "scorr", "dc2", "strash", "dch", "map -B 0.9", "topo", "buffer -c", "topo", "upsize",
             "dnsize"],
}
SCRIPTS["slack"] = SCRIPTS["small"][:-2] + ["dnsize -D 1000000"]


class Limit(Exception):
    """A tool did not finish."""


def run(command, directory, seconds):
    """The finished process; Limit if it used up its time."""
    ran = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False,
                         preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds,) * 2))
    if ran.returncode in (-signal.SIGKILL, -signal.SIGXCPU):
        raise Limit(f"{command[0]} has no result in {seconds} s")
    return ran


def cpu_seconds():
    """Of this program and of all it started so far."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def yosys(script, directory, seconds):
    (directory / "script.ys").write_text("\n".join(script) + "\n")
    ran = run(["yosys", "-q", "-s", "script.ys"], directory, seconds)
    if ran.returncode != 0:
        raise RuntimeError(f"yosys: {(ran.stdout + ran.stderr).strip()[-600:]}")


def flip_flop_map(library):
    """Verilog that replaces yosys' flip-flops by the library's smallest; a reset the library lacks becomes logic."""
    plain = flip_flop(library, None)
    lines = []
    for name, kind, logic, tie in (("$_DFF_P_", None, "D", "1'b1"), ("$_DFF_PN0_", "clear", "D & R", "R"),
                                   ("$_DFF_PN1_", "preset", "D | ~R", "R")):
        cell = flip_flop(library, kind) or plain
        ports = "input D, C, output Q" if name == "$_DFF_P_" else "input D, C, R, output Q"
        direct = kind is None or cell is not plain
        data = "D" if direct else "data"
        lines.append(f"module \\{name} ({ports});")
        if not direct:
            lines.append(f"  wire data; assign data = {logic};")
        lines += instance(cell, data, tie if direct else "1'b1") + ["endmodule"]
    return "\n".join(lines) + "\n"


def instance(cell, data, reset):
    output, inverted = shown(cell)
    pins = [f".{pin_of(cell.clocked_on)}(C)", f".{pin_of(cell.next_state)}({data})"]
    pins += [f".{pin_of(text)}({reset})" for text in (cell.clear, cell.preset) if text]
    target = "stored" if inverted else "Q"
    lines = ["  wire stored;", f"  {cell.name} _TECHMAP_REPLACE_ ({', '.join(pins + [f'.{output}({target})'])});"]
    return lines + (["  \\$_NOT_ invert (.A(stored), .Y(Q));"] if inverted else [])


def stubs(library):
    """The ports of the library's flip-flops."""
    lines = []
    for cell in library.cells.values():
        if cell.state:
            ports = [f"{pin.direction} {pin.name}" for pin in cell.pins.values() if pin.direction in ("input", "output")]
            lines.append(f"module {cell.name} ({', '.join(ports)}); endmodule")
    return "\n".join(lines) + "\n"


def pin_of(text):
    return re.sub(r"[!()' ]", "", text)


def inverts(text):
    return ("!" in text) != ("'" in text)


def shown(cell):
    """The output that shows the state, and whether it is inverted (one that is not is preferred)."""
    choices = []
    for pin in cell.outputs():
        bar = (pin_of(pin.function) == cell.state[1]) != inverts(pin.function)
        choices.append((bar != inverts(cell.next_state), pin.name))
    inverted, name = min(choices)
    return name, inverted


def flip_flop(library, kind):
    """The smallest rising-edge flip-flop of one data pin with an active-low clear or preset, or neither; a plain one
    may have a reset that is tied high if the library has no other."""
    found = []
    for cell in library.cells.values():
        if not cell.state or inverts(cell.clocked_on) or not re.fullmatch(r"!?\(?\w+\)?'?", cell.next_state):
            continue
        resets = [name for name in ("clear", "preset") if getattr(cell, name)]
        if any(not inverts(getattr(cell, name)) for name in resets) or len(resets) > 1:
            continue
        if resets == [kind] or (kind is None and not resets):
            found.append((0, cell.area, cell.name))
        elif kind is None:
            found.append((1, cell.area, cell.name))
    return library.cells[min(found)[2]] if found else None


def exposed(module, boxes):
    """The module with the pins of its boxes, but for the clock, as ports named by their paths."""
    ports, cells = dict(module["ports"]), {}
    for name, cell in module["cells"].items():
        if cell["type"] not in boxes:
            cells[name] = cell
            continue
        path = re.sub(r"\bgenblk\d+\.", "", name)  # yosys names the blocks that "else if" leaves unnamed
        for pin, bits in cell["connections"].items():
            seen = {"input": "output", "output": "input"}[cell["port_directions"][pin]]
            if pin != "clk_i":
                ports[f"{path}.{pin}"] = {"direction": seen, "bits": bits}
    return {**module, "ports": ports, "cells": cells}


class Flow:
    """One library, one directory for what lies between the steps."""

    def __init__(self, library, directory, work=None):
        self.library, self.directory, self.work = library, pathlib.Path(directory), work
        self.seconds = SECONDS
        self.spared = 0.0  # seconds of CPU that what was kept took before
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / "cells.lib").write_text(library.mapping_text())
        (self.directory / "flip_flops.v").write_text(flip_flop_map(library))
        (self.directory / "stubs.v").write_text(stubs(library))

    def generic(self, top, sources, keep=(), parameters=None, boxes=()):
        """Gates and flip-flops of `top` and of the modules in `keep`, each flat: {module: Gates}. What instances of `boxes`
        do is left out: their inputs are outputs of the module that has them and their outputs its inputs."""
        script = [f"chparam -set {name} {value} {top}" for name, value in (parameters or {}).items()]
        script += [f"hierarchy -check -top {top}", "rename -top measured", "proc"]
        script += [f"setattr -mod -set keep_hierarchy 1 {name}" for name in keep]
        script += ["synth -top measured -flatten -noabc -noshare", "setattr -unset src"]
        (self.directory / "logic.il").write_text(self.synthesized(script, sources))
        yosys(["read_verilog -lib stubs.v", "read_rtlil logic.il",
               "dfflegalize -cell $_DFF_P_ x -cell $_DFF_PN0_ x -cell $_DFF_PN1_ x", "techmap -map flip_flops.v", "simplemap",
               "opt -fast",
               "opt_clean -purge", "write_json top.json"], self.directory, self.seconds)
        modules = json.loads((self.directory / "top.json").read_text())["modules"]
        return {top if name == "measured" else name: Gates(exposed(module, boxes)) for name, module in modules.items()
                if module.get("cells")}

    def kept(self, text, suffix, make):
        """What `make` gives of everything in the text, kept for a later run."""
        if not self.work:
            return make()
        path = self.work / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.{suffix}"
        seconds = path.with_suffix(".seconds")
        if path.exists():
            self.spared += float(seconds.read_text())
            return path.read_text()
        before = cpu_seconds()
        made = make()
        seconds.write_text(f"{cpu_seconds() - before:.3f}\n")
        unfinished = self.directory / f"unfinished.{suffix}"
        unfinished.write_text(made)
        shutil.move(unfinished, path)
        return made

    def synthesized(self, script, sources):
        """What yosys makes of the sources, the same for every library."""
        def make():
            files = " ".join(str(path.resolve()) for path in sources)
            yosys([f"read_verilog -sv -D SYNTHESIS -I{RTL} {files}"] + script + ["write_rtlil synthesized.il"], self.directory,
                  self.seconds)
            return (self.directory / "synthesized.il").read_text()
        return self.kept("\n".join(script) + "".join(path.read_text() for path in sources), "il", make)

    def mapped(self, gates, seed, effort="small"):
        """The netlist ABC makes of the gates in the order of the seed; Limit if it runs out of time."""
        if not gates.lines:
            return Netlist(gates, [], {}, self.library)
        blif = gates.blif(seed)
        commands = ["read_lib -w cells.lib", "read_blif gates.blif"] + SCRIPTS[effort] + ["write_blif cells.blif"]

        def make():
            (self.directory / "gates.blif").write_text(blif)
            return self.run_abc(commands)
        result = self.kept(f"{self.library.sha256}{sorted(self.library.cells)}{commands}{blif}", "blif", make)
        return Netlist(gates, *read_blif(result), self.library)

    def run_abc(self, commands):
        ran = run(["yosys-abc", "-c", "; ".join(commands)], self.directory, self.seconds)
        result = self.directory / "cells.blif"
        if ran.returncode != 0 or not result.exists():
            raise RuntimeError(f"abc: {(ran.stdout + ran.stderr).strip()[-600:]}")
        text = result.read_text()
        result.unlink()
        return text
