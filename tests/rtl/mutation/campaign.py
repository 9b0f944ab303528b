# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Runs mutants: the same regressions for all, cheapest first, each on what the ones before let pass."""
import concurrent.futures
import dataclasses
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess

import mutants as mutation

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
RTL = ROOT / "rtl"
JOBS = 2
CASE_SECONDS = 120  # a hang of the RTL is a mismatch long before
TEST_SECONDS = 900
# Of float machines alone, which no stage has: their tests are Fma and RtlFloats.
FLOAT_FILES = ("fma.sv", "fma_output_pe.sv", "fma_pe.sv", "reciprocal.sv", "softmax_float.sv", "vector_lanes_float.sv")
FLOAT_BRANCH = re.compile(r"^( *)(?:end else |if ).*begin : gen_(?:float|lanes_float)")  # of a mixed file
PE_FILES = ("pe.sv", "output_pe.sv", "array_of_pe.sv")


class ToolError(Exception):
    """Not an answer about a mutant."""


@dataclasses.dataclass(frozen=True)
class Verify:
    """octet verify of random programs on one machine."""
    name: str
    machine: str
    random: int
    seed: int = 1

    def command(self, build):
        return [str(build / "octet"), "verify", "--random", str(self.random), "--seed", str(self.seed),
                "--arch", str(HERE / "machines" / f"{self.machine}.toml"),
                "--stop-at-first", "--timeout", str(CASE_SECONDS), "--quiet", "--json", "-"]

    def says(self):
        return f"{self.random} random programs of seed {self.seed} on machine {self.machine}"

    def judge(self, run):
        if run.returncode == 0:
            return None
        if run.returncode != 5:
            raise ToolError(f"exit {run.returncode}: {run.stderr[-2000:]}")
        mismatch = json.loads(run.stdout)["mismatches"][0]
        return "assertion" if "ssertion" in mismatch["found"] else mismatch["kind"]


@dataclasses.dataclass(frozen=True)
class Test:
    """Tests of a test program, of the machine rtl-2x2."""
    name: str
    program: str
    only: str

    def command(self, build):
        return [str(build / self.program), f"--gtest_filter={self.only}", "--gtest_brief=1"]

    def says(self):
        return f"`{self.program}`, `{self.only}`, on machine rtl-2x2"

    def judge(self, run):
        if run.returncode == 0:
            return None
        if run.returncode not in (1, -6, -11) or "[  PASSED  ] 0 tests" in run.stdout and "FAILED" not in run.stdout:
            raise ToolError(f"exit {run.returncode}: {run.stdout[-2000:]}{run.stderr[-2000:]}")
        return "test"


# Those of one simulator behind each other: another one is only built for what they let pass. `near`: the DRAM answers
# after two cycles, so that queues fill and short commands follow each other without a gap.
STAGES = [
    Verify("2x2", "rtl-2x2", random=60),
    Test("AXI, registers, tokens", "test_rtl_property", "AxiManager.*:ControlRegisters.*:TokenOverflow.*"),
    Verify("3x5, near", "mutant-3x5-near", random=100),
    Verify("3x5", "mutant-3x5", random=40),
    Verify("2x2, many", "rtl-2x2", random=200, seed=2),
    Verify("3x5, output-stationary", "mutant-3x5-output", random=100),
]


@functools.cache
def float_lines(file):
    """Numbers of the lines that only float machines elaborate: from a branch's head to the line that ends it."""
    numbers, indent = set(), None
    for number, line in enumerate((RTL / file).read_text().splitlines(), 1):
        head = FLOAT_BRANCH.match(line)
        if indent is None and head:
            indent = head[1]
        elif indent is not None and line.startswith(indent + "end"):
            indent = None
        if indent is not None:
            numbers.add(number)
    return numbers


def of_floats(mutant):
    return mutant.file in FLOAT_FILES or mutant.line in float_lines(mutant.file)


def register_seed(stage):
    """The generator is linear: seeds that differ in a few bits leave a register as it was, these differ in many."""
    return (1 + STAGES.index(stage) * 0x9e3779b1) % 0x7fffffff


class Campaign:
    def __init__(self, build, folder):
        self.build, self.rtl = build.resolve(), folder / "rtl"

    def write(self, sources, mutants):
        """The folder rtl with the mutants, and both forms of the array in place of one."""
        shutil.copytree(ROOT / "rtl", self.rtl, ignore=shutil.ignore_patterns("*_test.cc", "CMakeLists.txt"))
        mutation.write_copies(sources, mutants, self.rtl)
        rows = self.rtl / "array_rows.sv"
        text = rows.read_text()
        if text.count("\n    array u_array (") != 1:
            raise ToolError("array_rows.sv does not instantiate the array as expected")
        rows.write_text(text.replace("\n    array u_array (", "\n    array_both u_array ("))
        of_pe = [mutation.selected(m) for m in mutants if m.file in PE_FILES]
        both = (HERE / "array_both.sv.in").read_text().replace("@OF_PE@", " || ".join(of_pe) or "1'b0")
        (self.rtl / "array_both.sv").write_text(both)

    def run_stage(self, stage, select):
        """What sees the mutant in this stage, or None."""
        environment = {**os.environ, "OCTET_MUTANT": str(select), "OCTET_RTL_DIR": str(self.rtl),
                       "OCTET_REGISTER_SEED": str(register_seed(stage))}
        environment.pop("OCTET_TEST_FULL", None)
        command = stage.command(self.build)
        try:
            run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment,
                                 errors="replace", timeout=TEST_SECONDS)
        except subprocess.TimeoutExpired as late:
            raise ToolError(f"mutant {select}: no end after {TEST_SECONDS} s: {' '.join(command)}") from late
        try:
            return stage.judge(run)
        except (ToolError, ValueError, LookupError) as wrong:
            raise ToolError(f"mutant {select}: {' '.join(command)}: {wrong}") from wrong

    def attempt(self, stage, select):
        """run_stage(), but an error is an answer, so that all of a stage are seen."""
        try:
            return self.run_stage(stage, select)
        except ToolError as error:
            return error

    def control(self, stage, tell):
        """Builds the simulator; everything must be equal while no mutant is selected."""
        tell(f"control: {stage.name}")
        kind = self.run_stage(stage, 0)
        if kind:
            raise ToolError(f"control: {stage.name} fails ({kind}) with no mutant selected")

    def run(self, mutants, tell):
        """By select: (stage, kind) of what kills the mutant, or None."""
        results, alive = {m.select: None for m in mutants}, list(mutants)
        for stage in STAGES:
            if not alive:
                break
            self.control(stage, tell)
            with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
                kinds = list(pool.map(lambda m, s=stage: self.attempt(s, m.select), alive))
            errors = [kind for kind in kinds if isinstance(kind, ToolError)]
            if errors:
                raise ToolError("\n".join(map(str, errors)))
            results.update({m.select: (stage.name, kind) for m, kind in zip(alive, kinds) if kind})
            tell(f"{stage.name}: {len(alive)} mutants, {len(alive) - kinds.count(None)} killed")
            alive = [m for m in alive if not results[m.select]]
        return results

