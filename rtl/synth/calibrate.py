#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Makes a technology table from liberty files: synthesis, check, timing and energy of this project's blocks.

`./dev calibrate --liberty FILE -o TABLE.toml`. The same files and seed give the same table; docs/energy.md explains it.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import table
from blocks import BLOCKS, CHECK_MACHINE, LANE_MACHINES, MACHINE
from compose import Composition
from flow import Flow, cpu_seconds
from liberty import DONT_USE, Library
from measure import Measuring


def arguments():
    parser = argparse.ArgumentParser(prog="./dev calibrate", description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("--liberty", action="append", required=True, metavar="FILE",
                        help="standard cells, plain or gzipped; more than once: one table each")
    parser.add_argument("-o", "--output", action="append", metavar="TABLE", help="the table, one per liberty file")
    parser.add_argument("--seed", type=int, default=1, help="of the first ordering and of the stimuli (1)")
    parser.add_argument("--orderings", type=int, default=7, help="synthesis runs per block (7)")
    parser.add_argument("--block", action="append", help="only this block, measured and not written")
    parser.add_argument("--check", action="store_true",
                        help="also whether arrays of 4, 8 and 16 rows and columns are the sum of their blocks, within 3 %%")
    parser.add_argument("--dont-use", action="append", metavar="PATTERN", help="cells to leave out, besides the usual")
    parser.add_argument("--work", type=pathlib.Path, metavar="DIR",
                        help="keep the blocks' results there; what has not changed is taken from there")
    parser.add_argument("--packages", required=True, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.check and given.block:
        parser.error("--check needs all blocks: not with --block")
    known = [block.name for block in BLOCKS]
    for name in given.block or []:
        if name not in known:
            parser.error(f"no block {name}; there are {', '.join(known)}")
    if not given.block and len(given.output or []) != len(given.liberty):
        parser.error("as many -o as --liberty")
    return given


def tools():
    yosys = subprocess.run(["yosys", "-V"], capture_output=True, text=True, check=True).stdout.strip()
    verilator = subprocess.run(["verilator", "--version"], capture_output=True, text=True, check=True).stdout.split()
    return f"{yosys.split(',')[0]}, its abc, Verilator {verilator[1]}"


def packages(program, directory):
    """The packages of the machine whose blocks are measured and of the one that checks them."""
    found = {}
    for machine in (MACHINE, CHECK_MACHINE, *LANE_MACHINES):
        found[machine] = pathlib.Path(directory).resolve() / f"{pathlib.Path(machine).stem}_pkg.sv"
        subprocess.run([program, str(found[machine]), machine], check=True)
    return found


def say(text):
    print(text, file=sys.stderr, flush=True)


def calibrate(given, number, flow, made, rtl_cache):
    """One library: measures, writes its table; false if a check failed."""
    library = flow.library
    say(f"{pathlib.Path(library.path).name}: {len(library.cells)} cells, {library.voltage} V")
    measuring = Measuring(flow, made, rtl_cache, given.seed, given.orderings, say, tools(), given.work)
    results = {block.name: measuring.block(block) for block in BLOCKS if not given.block or block.name in given.block}
    if given.block:
        return True
    command = (f"./dev calibrate --liberty {pathlib.Path(library.path).name} --seed {given.seed} --orderings "
               f"{given.orderings} -o {pathlib.Path(given.output[number]).name}")
    pathlib.Path(given.output[number]).write_text(table.text(measuring, results, command))
    return not given.check or Composition(measuring).run(results)


def main():
    given = arguments()
    if given.work:
        given.work.mkdir(parents=True, exist_ok=True)
    held = True
    with tempfile.TemporaryDirectory() as directory:
        made, rtl_cache = packages(given.packages, directory), {}
        for number, path in enumerate(given.liberty):
            library = Library(path, DONT_USE + (given.dont_use or []))
            flow = Flow(library, pathlib.Path(directory) / str(number), given.work)
            before = cpu_seconds()
            held = calibrate(given, number, flow, made, rtl_cache) and held
            say(f"{(cpu_seconds() - before + flow.spared) / 60:.1f} minutes of CPU, {flow.spared / 60:.1f} of them in runs before")
    return 0 if held else 5


if __name__ == "__main__":
    sys.exit(main())
