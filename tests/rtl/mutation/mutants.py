# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""A seeded sample of mutants over files and operators, and copies of the RTL that hold them behind an input.

A mutant is named by file, operator, the statement and what it becomes, never by a number or line: the sample is
ordered by a hash of those, so that an edit elsewhere in a file moves little of it.
"""
import collections
import dataclasses
import hashlib
import pathlib

import operators
from sources import parse_module

LEAST, MOST, SITES_FOR_ONE = 7, 14, 8  # mutants of a file
BENCH = "simulator/core_bench.sv"  # the simulator's top; it holds no mutants, but hands mutant_i down


@dataclasses.dataclass
class Mutant:
    file: str
    operator: str
    original: str
    mutated: str
    nth: int   # of the same text in its file, from 1
    line: int
    site: object
    select: int = 0  # value of mutant_i

    def key(self):
        return (self.file, self.operator, self.original, self.mutated, self.nth)

    def title(self):
        return f"{self.file}:{self.line} {self.operator}: {self.original} -> {self.mutated}"


class Sources:
    """The modules of a folder of RTL, and every mutant of them."""

    def __init__(self, folder):
        self.modules = {path.name: parse_module(path.read_text()) for path in sorted(pathlib.Path(folder).glob("*.sv"))}
        self.names = {module.name for module in self.modules.values()}
        self.inputs = {f"{m.name}.{port}" for m in self.modules.values() for port in m.inputs}

    def mutants(self, file):
        module = self.modules[file]
        seen, found = collections.Counter(), {}
        for site in module.sites:
            original = " ".join(module.text[site.start:site.end].split())
            if site.kind == "port":
                original = f".{site.target.split('.')[1]}({original})"
            seen[original] += 1
            line = module.text.count("\n", 0, site.start) + 1
            if site.kind == "assign" and "[" in site.target and ">>>" in original:
                continue  # in_place() would make it unsigned
            for operator, mutated in operators.of_site(module.text, site, self.inputs):
                mutant = Mutant(file, operator, original, " ".join(mutated.split()), seen[original], line, site)
                found.setdefault(mutant.key(), mutant)
        return list(found.values())


def rank(seed, mutant):
    return hashlib.sha256(repr((seed, mutant.key())).encode()).hexdigest()


def sample_of_file(seed, mutants, sites):
    """Operators in turn, in each the lowest hashes; at most one of a site as long as others are left."""
    by_operator = collections.defaultdict(list)
    for mutant in sorted(mutants, key=lambda m: rank(seed, m)):
        by_operator[mutant.operator].append(mutant)
    queue = sorted(by_operator, key=lambda o: rank(seed, by_operator[o][0]))
    wanted = min(max(LEAST, sites // SITES_FOR_ONE), MOST, len(mutants))
    chosen, used = [], set()
    while len(chosen) < wanted:
        operator = queue.pop(0)
        left = by_operator[operator]
        fresh = [m for m in left if m.site.start not in used]
        pick = (fresh or left)[0]
        left.remove(pick)
        used.add(pick.site.start)
        chosen.append(pick)
        if left:
            queue.append(operator)
    return chosen


def sample(sources, seed):
    chosen = []
    for file, module in sources.modules.items():
        chosen += sample_of_file(seed, sources.mutants(file), len(module.sites))
    for select, mutant in enumerate(chosen, 1):
        mutant.select = select
    return chosen


def selected(mutant):
    return f"mutant_i == 16'd{mutant.select}"


def value_of(mutant):
    return mutant.mutated.removeprefix(mutant.site.target + " = ").removesuffix(";")


def in_place(text, site, mutants):
    """A site with its mutants behind the select."""
    original = text[site.start:site.end]
    if site.kind == "condition":
        arms = [f"({selected(m)} && ({m.mutated}))" for m in mutants]
        none = " && ".join(f"mutant_i != 16'd{m.select}" for m in mutants)
        return " || ".join(arms + [f"({none} && ({original}))"])
    if site.kind == "port":
        return "".join(f"{selected(m)} ? {m.mutated} : " for m in mutants) + original
    if site.kind == "assign" and "[" in site.target:  # other bits of the target have other drivers
        arms = "".join(f"{selected(m)} ? ({value_of(m)}) : " for m in mutants)
        return f"assign {site.target} = {arms}({text[site.value.start:site.value.end]});"
    arms = "".join(f"if ({selected(m)}) {m.mutated} else " for m in mutants)
    before = "always_comb " if site.kind == "assign" else ""
    return f"{before}begin {arms}{original.removeprefix('assign')} end"


def instrumented(module, names, mutants):
    """The text of a module with an input mutant_i that goes on to all instances of modules of ours."""
    by_site = collections.defaultdict(list)
    for mutant in mutants:
        by_site[mutant.site.start].append(mutant)
    edits = [(module.ports_at, module.ports_at, "input logic [15:0] mutant_i,")]
    edits += [(at, at, ".mutant_i(mutant_i),") for name, at in module.instances if name in names]
    for group in by_site.values():
        site = group[0].site
        edits.append((site.start, site.end, in_place(module.text, site, group)))
    return edited(module.text, edits)


def edited(text, edits):
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def alone(module, mutant):
    """The text of a module with one mutant in place of the original."""
    site = mutant.site
    before = "assign " if site.kind == "assign" else ""
    return edited(module.text, [(site.start, site.end, before + mutant.mutated)])


def write_copies(sources, mutants, folder):
    """Into a copy of the folder rtl."""
    for file, module in sources.modules.items():
        own = [m for m in mutants if m.file == file]
        (folder / file).write_text(instrumented(module, sources.names, own))
    bench = folder / BENCH
    bench.write_text(instrumented(parse_module(bench.read_text()), sources.names, []))
    # A mutant may compare what is constant, mix widths or drive less than all; the original is linted elsewhere.
    (folder / "core.vlt").write_text("`verilator_config\nlint_off\n")
