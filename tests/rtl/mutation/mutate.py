#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Mutates the RTL and shows that the regression sees it (docs/mutation.md). Fails if a mutant survives without an
entry in equivalent/, an entry has no mutant any more or a killed one, or anything differs with no mutant selected."""
import argparse
import os
import pathlib
import sys
import tempfile
import time

import campaign
import equivalents as kept
import mutants as mutation
import report

LEAST_MUTANTS, LEAST_OPERATORS = 200, 12
PAGE = campaign.ROOT / "docs" / "mutation.md"
SECONDS_A_DAY = 86400


def default_number():
    return 20 if os.environ.get("OCTET_TEST_FULL") == "1" else 3


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path, help="folder with octet and the test programs")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default %(default)s)")
    parser.add_argument("--only", action="append", metavar="FILE", help="mutants of this file, may be repeated")
    parser.add_argument("--rotating", type=int, metavar="N", nargs="?", const=default_number(),
                        help="only N of them (default 3; 20 if OCTET_TEST_FULL=1), others every day")
    parser.add_argument("--turn", type=int, help="which N (default: the day)")
    parser.add_argument("--check", action="store_true", help="only look at the sample and the entries, run nothing")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(campaign.ROOT)}")
    options = parser.parse_args()
    if options.write and (options.only or options.rotating or options.seed != 1):
        parser.error("the page is of all mutants of seed 1")
    return options


def check_sample(sources, sample, known):
    """What is wrong with the sample and the entries."""
    every = [m for file in sources.modules for m in sources.mutants(file)]
    wrong = [f"{e.place}: no such mutant: {e.key[2]} -> {e.key[3]}" for e in kept.stale(known, every)]
    if len(sample) < LEAST_MUTANTS:
        wrong.append(f"only {len(sample)} mutants")
    if len({m.operator for m in sample}) < LEAST_OPERATORS:
        wrong.append("too few operators")
    wrong += [f"{file}: no mutant" for file in sources.modules if file not in {m.file for m in sample}]
    return wrong


def chosen(options, sample):
    """The mutants to run."""
    if options.only:
        return [m for m in sample if m.file in options.only]
    if not options.rotating:
        return [m for m in sample if not campaign.of_floats(m)]
    turn = int(time.time() // SECONDS_A_DAY) if options.turn is None else options.turn
    print(f"turn {turn}: repeat by --rotating {options.rotating} --turn {turn}")
    order = sorted(sample, key=lambda m: mutation.rank(options.seed, m))
    first = turn * options.rotating
    picked = {order[(first + i) % len(order)].select for i in range(min(options.rotating, len(order)))}
    return [m for m in sample if m.select in picked and not campaign.of_floats(m)]


def run(options, sources, sample, known):
    mutants = chosen(options, sample)
    started = time.monotonic()

    def tell(line):
        print(f"{time.monotonic() - started:6.0f} s  {line}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="octet-mutants-") as name:
        # All of the sample are in it whichever run, and the folder's name goes into no simulator, so that the cache
        # finds one built before.
        work = campaign.Campaign(options.build, pathlib.Path(name))
        work.write(sources, sample)
        results = work.run(mutants, tell)
    print(report.text(mutants, results, known))
    survivors = [m for m in mutants if not results[m.select] and m.key() not in known]
    for mutant in survivors:
        print(f"survives: {mutant.title()}")
    for mutant in mutants:
        if results[mutant.select] and mutant.key() in known:
            print(f"killed, but said to be {known[mutant.key()].state}: {mutant.title()}")
            survivors.append(mutant)
    if options.write and not survivors:
        PAGE.write_text(report.page(mutants, results, known, options.seed, [s.says() for s in campaign.STAGES]))
    return 1 if survivors else 0


def main():
    options = arguments()
    sources = mutation.Sources(campaign.ROOT / "rtl")
    sample = mutation.sample(sources, options.seed)
    known = kept.load()
    wrong = check_sample(sources, sample, known)
    if wrong:
        sys.exit("\n".join(wrong))
    if options.list:
        print("\n".join(f"{m.select} {m.title()}" for m in sample))
    if options.check or options.list:
        print(f"{len(sample)} mutants, {len({m.operator for m in sample})} operators, {len(known)} known")
        return 0
    return run(options, sources, sample, known)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except campaign.ToolError as error:
        sys.exit(f"mutate: {error}")
