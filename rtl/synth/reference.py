# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The RTL as Verilator runs it, against the netlist: both see the same stimuli, cycle by cycle."""
import pathlib
import random
import re
import subprocess

from simulate import Simulation

RESET_CYCLES = 4
WARNINGS = "-Wno-fatal -Wno-WIDTH -Wno-UNUSED -Wno-DECLFILENAME -Wno-UNOPTFLAT -Wno-TIMESCALEMOD"


class Mismatch(Exception):
    """The netlist does not do what the RTL does."""


def port_words(ports, direction):
    """Names and widths of the ports of a direction, clock left out, in a fixed order."""
    return [(name, len(nets)) for name, (d, nets) in sorted(ports.items()) if d == direction and name != "clk_i"]


def stimuli(ports, cycles, seed):
    """A list of {port: value}: uniform, small, all zeros or ones, or held; reset first if there is one."""
    generator = random.Random(seed)
    vectors, held = [], {}
    for cycle in range(cycles):
        vector = {}
        for name, width in port_words(ports, "input"):
            kind = generator.randrange(10)
            ones = (1 << width) - 1
            value = generator.getrandbits(width)
            if kind == 0:
                value = generator.choice((0, ones, 1 << (width - 1), ones >> 1))
            elif kind == 1:
                value &= 15
            elif kind == 2:
                value = held.get(name, value)
            vector[name] = held[name] = value
        if "rst_ni" in vector:
            vector["rst_ni"] = int(cycle >= RESET_CYCLES)
        vectors.append(vector)
    return vectors


def bench(top, ports, cycles, parameters):
    """A testbench that plays `stimulus.hex` and prints the outputs of every cycle once they have settled. A port with a path
    is a pin of an empty module inside."""
    inputs, outputs = port_words(ports, "input"), port_words(ports, "output")
    width = sum(w for _, w in inputs)
    lines = ["module bench;", "  logic clk_i;", f"  logic [{width - 1}:0] stimulus [{cycles}];"]
    lines += [f"  logic [{w - 1}:0] {name};" for name, w in inputs + outputs if "." not in name]
    names = [name for name in ["clk_i"] + [name for name, _ in inputs + outputs] if name in ports and "." not in name]
    chosen = ", ".join(f".{name}({value})" for name, value in parameters.items())
    lines.append(f"  {top} #({chosen}) u_top ({', '.join(f'.{n}({n})' for n in names)});")
    driven, shown = (", ".join(f"u_top.{n}" if "." in n else n for n, _ in group) for group in (inputs, outputs))
    lines += ["  initial begin", "    clk_i = 1'b0;", '    $readmemh("stimulus.hex", stimulus);',
              f"    for (int t = 0; t < {cycles}; t++) begin",
              f"      {{{driven}}} = stimulus[t];", "      #1;",
              f'      $display("out{" %h" * len(outputs)}", {shown});',
              "      clk_i = 1'b1;", "      #1;", "      clk_i = 1'b0;", "    end", "    $finish;", "  end",
              "endmodule"]
    return "\n".join(lines) + "\n"


def packed(vector, ports):
    value = 0
    for name, width in ports:
        value = value << width | vector[name]
    return value


def run_rtl(top, sources, ports, vectors, directory, parameters=None):
    """Outputs of the RTL, one number a cycle. Verilator's runtime is compiled once in a directory."""
    directory = pathlib.Path(directory)
    inputs = port_words(ports, "input")
    (directory / "bench.sv").write_text(bench(top, ports, len(vectors), parameters or {}))
    (directory / "stimulus.hex").write_text("".join(f"{packed(v, inputs):x}\n" for v in vectors))
    rtl = pathlib.Path(__file__).resolve().parent.parent
    quick, runtime = "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0", directory / "runtime.a"
    if runtime.exists():
        quick += f" VM_GLOBAL_FAST= VM_GLOBAL_SLOW= LOADLIBES={runtime.resolve()}"
    command = (f"verilator --binary -MAKEFLAGS '{quick}' --x-initial 0 --x-assign 0 -DSYNTHESIS {WARNINGS} "
               f"-I{rtl} --Mdir bench.dir --top-module bench {' '.join(map(str, sources))} bench.sv >bench.log 2>&1 "
               f"&& ./bench.dir/Vbench && {{ [ -e {runtime.name} ] || ar cr {runtime.name} bench.dir/verilated*.o; }}")
    ran = subprocess.run(command, shell=True, cwd=directory, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"verilator: {(directory / 'bench.log').read_text()[-600:]}")
    outputs = port_words(ports, "output")
    lines = re.findall(r"^out ([0-9a-f ]+)$", ran.stdout, re.M)
    return [packed({name: int(text, 16) for (name, _), text in zip(outputs, line.split())}, outputs) for line in lines]


def run_gates(netlist, vectors):
    """Outputs of the netlist, one number a cycle."""
    simulation = Simulation(netlist, 1)
    outputs = [net for name, _ in port_words(netlist.ports, "output") for net in reversed(netlist.ports[name][1])]
    values = []
    for number, vector in enumerate(vectors):
        bits = {net: vector[name] >> k & 1 for name, _ in port_words(netlist.ports, "input")
                for k, net in enumerate(netlist.ports[name][1])}
        simulation.step(bits, count=False) if number else simulation.present(bits)
        value = 0
        for net in outputs:
            value = value << 1 | simulation.values[net]
        values.append(value)
    return values


def compare(name, rtl, gates):
    """Raises Mismatch at the first cycle that differs; a reset is over by then."""
    if len(rtl) != len(gates) or not rtl:
        raise Mismatch(f"{name}: {len(rtl)} cycles of RTL, {len(gates)} of gates")
    for cycle, (expected, found) in enumerate(zip(rtl, gates)):
        if expected != found and cycle >= RESET_CYCLES:
            raise Mismatch(f"{name}: cycle {cycle}: RTL {expected:x}, gates {found:x}")
