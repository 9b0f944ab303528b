#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Shows that the tests against the oracle reveal the mistakes of mistakes.toml: builds a copy of the project with all
of them behind a number that is 0 when off, runs each mistake's tests with its number, and fails if they pass."""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[3]
COPIED = ("base", "models", "arch", "compiler", "sim", "rtl", "verify", "reports", "cli", "tests", "CMakeLists.txt",
          "CMakePresets.json")
SELECTOR = """#pragma once
#include <algorithm>
#include <cmath>
#include <cstdlib>
inline bool mistakes_on = false;
struct MistakesOn {
  MistakesOn() { mistakes_on = true; }
  ~MistakesOn() { mistakes_on = false; }
};
inline int mistake_made() {
  static const int number = std::getenv("OCTET_MISTAKE") ? std::atoi(std::getenv("OCTET_MISTAKE")) : 0;
  return mistakes_on ? number : 0;
}
"""
# Mistakes are made when networks run, not while the tests search for revealing scales with the same functions.
SWITCH = ("tests/models/support/oracle.cc", "  std::vector<Graph> graphs;\n", "  const MistakesOn on;\n")


def load():
    with open(pathlib.Path(__file__).with_name("mistakes.toml"), "rb") as file:
        return tomllib.load(file)["mistake"]


def places(mistakes):
    """(file, text, nth) -> the numbered mistakes made there, which share one conditional."""
    result = {}
    for number, m in enumerate(mistakes, 1):
        result.setdefault((m["file"], m["text"], m.get("nth", 1)), []).append((number, m))
    return result


def position(source, text, nth):
    at = -1
    for _ in range(nth):
        at = source.find(text, at + 1)
        if at < 0:
            return -1
    return at


def conditional(text, made, wrap):
    result = f"{wrap}{text}" if wrap else f"({text})"
    for number, m in made:
        result = f"(mistake_made() != {number} ? {result} : ({m['mistake']}))"
    return result


def write_mistakes(tree, mistakes):
    """Puts all mistakes into the copied tree; the longest text first, as one may contain another."""
    wrong = []
    for (file, text, nth), made in sorted(places(mistakes).items(), key=lambda p: (p[0][0], -len(p[0][1]))):
        path = tree / file
        source = path.read_text()
        at = position(source, text, nth)
        if at < 0:
            wrong.append(f"{file}: no such text: {text}")
            continue
        end = at + len(text)
        tail = ";" if text.endswith(";") else ""
        inner = [(n, {**m, "mistake": m["mistake"].rstrip(";")}) for n, m in made]
        whole = conditional(text.rstrip(";"), inner, made[0][1].get("wrap")) + tail
        path.write_text(source[:at] + whole + source[end:])
    return wrong


def copy_tree(tree):
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, tree / name)
    (tree / "mistake_made.h").write_text(SELECTOR)
    file, before, switch = SWITCH
    source = (tree / file).read_text()
    if before not in source:
        sys.exit(f"{file}: no such text: {before}")
    (tree / file).write_text(source.replace(before, switch + before))


def build(tree, compiler_cache):
    configure = ["cmake", "-G", "Ninja", "-S", tree, "-B", tree / "build", "-DCMAKE_BUILD_TYPE=Release", "-DOCTET_TESTS=ON",
                 "-DOCTET_RTL=OFF", f"-DCMAKE_CXX_FLAGS=-include {tree / 'mistake_made.h'}"]
    if compiler_cache:
        configure.append(f"-DCMAKE_CXX_COMPILER_LAUNCHER={compiler_cache}")
    subprocess.run(configure, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", tree / "build", "--target", "test_models_conformance"], check=True,
                   stdout=sys.stderr)
    return tree / "build" / "test_models_conformance"


def unknown_cases(mistakes):
    """Tests that mistakes.toml names and no source has."""
    sources = "".join(path.read_text() for path in (ROOT / "tests" / "models").glob("oracle_*_test.cc"))
    cases = {case for m in mistakes for case in m["cases"].split(":")}
    return [f"no such test: {case}" for case in sorted(cases) if f"TEST({case.replace('.', ', ')})" not in sources]


def passes(program, number, cases):
    """Whether the tests pass with the mistake made. Raises if there are no such tests."""
    run = subprocess.run([program, f"--gtest_filter={cases}"], capture_output=True, text=True,
                         env={**os.environ, "OCTET_MISTAKE": str(number)})
    if "[==========] Running 0 tests" in run.stdout or "SKIPPED" in run.stdout:
        raise RuntimeError(f"no test ran: {cases}\n{run.stdout[-2000:]}")
    return run.returncode == 0


def run(program, mistakes, wanted):
    """Makes the wanted mistakes one at a time; the number that no test revealed."""
    if not passes(program, 0, "Oracle*"):
        sys.exit("the tests fail without a mistake")
    hidden = 0
    for number, m in enumerate(mistakes, 1):
        if wanted not in m["name"]:
            continue
        seen = not passes(program, number, m["cases"])
        hidden += not seen
        print(f"{'revealed' if seen else 'HIDDEN  '}  {m['name']}", flush=True)
    return hidden


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="TEXT", default="", help="mistakes whose name contains TEXT")
    parser.add_argument("--keep", metavar="FOLDER", type=pathlib.Path, help="copy and build there, and keep it")
    parser.add_argument("--check", action="store_true", help="only see that every mistake and its tests have a place")
    options = parser.parse_args()
    mistakes = load()
    with tempfile.TemporaryDirectory(prefix="octet-mistakes-") as temporary:
        tree = (options.keep or pathlib.Path(temporary)).resolve()
        tree.mkdir(parents=True, exist_ok=True)
        copy_tree(tree)
        wrong = write_mistakes(tree, mistakes) + unknown_cases(mistakes)
        if wrong:
            sys.exit("\n".join(wrong))
        if options.check:
            return 0
        hidden = run(build(tree, shutil.which("ccache")), mistakes, options.only)
    print(f"{len(mistakes)} mistakes, {hidden} hidden")
    return 1 if hidden else 0


if __name__ == "__main__":
    sys.exit(main())
