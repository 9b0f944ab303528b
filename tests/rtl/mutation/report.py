# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What a run of mutants says: a table per file and operator, and the page docs/mutation.md."""
import collections

import operators
from equivalents import STATES


def outcome_word(outcome, known):
    if outcome:
        return outcome[1]
    return known.state if known else "SURVIVES"


def counts(mutants, results, known, key):
    """{key of a mutant: {word: number}}."""
    table = collections.defaultdict(collections.Counter)
    for mutant in mutants:
        if mutant.select in results:
            table[key(mutant)][outcome_word(results[mutant.select], known.get(mutant.key()))] += 1
    return table


def words_of(*tables):
    """The columns: what kills, most often first, then the others."""
    total = sum((sum(table.values(), collections.Counter()) for table in tables), collections.Counter())
    killers = [word for word, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))
               if word not in ("equivalent", "open", "SURVIVES")]
    return [*killers, "equivalent", *(word for word in ("open", "SURVIVES") if total[word])]


def table_text(title, table, words, line):
    rows = [line([title, "mutants", *words])]
    for name in sorted(table):
        rows.append(line([name, sum(table[name].values()), *(table[name][word] for word in words)]))
    total = sum(table.values(), collections.Counter())
    rows.append(line(["all", sum(total.values()), *(total[word] for word in words)]))
    return rows


def plain(cells):
    return f"{cells[0]:22}" + "".join(f"{cell:>12}" for cell in cells[1:])


def markdown(cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def with_rule(rows, columns):
    return [rows[0], "|" + "---|" + "---:|" * (columns - 1), *rows[1:]]


def text(mutants, results, known):
    files = counts(mutants, results, known, lambda m: m.file)
    kinds = counts(mutants, results, known, lambda m: m.operator)
    words = words_of(files)
    return "\n".join(table_text("file", files, words, plain) + [""] + table_text("operator", kinds, words, plain))


HEAD = """# Mutation
Does the regression see a fault in the RTL? `./dev mutate` makes {number} mutants of the {files} files of `rtl/` by
{operators} operators (seed {seed}), compiles all of them into one simulator per machine, behind an input `mutant_i`
that is 0 when off, and runs each against the model until something differs. With no mutant selected everything is equal:
the control of every run. {killed} are killed, {equivalent} are equivalent to the original, {open} are open.

- `./dev mutate --seed N` draws others, `--only FILE` runs those of one file; both keep this page as it is.
- `./dev test --full` runs the control and a rotating 20, `./dev test` three; it prints how to repeat them. A survivor
  without an entry below fails, and so does an entry whose mutant is killed or no longer exists.
- An entry is named by the text of its statement, in `tests/rtl/mutation/equivalent/`. Edits elsewhere do not matter.
- Left out: what float machines alone have. The campaign's machines are int8; the tests of floats are `Fma` and
  `RtlFloats`, whose mutants nobody has counted yet.

`./dev mutate --write` writes this page.

## What kills
- `values`: a byte of memory differs from the model's.
- `event`: one of a command's four events. `counter`: who waited for what.
- `condition`: the core halts, hangs or fails an assertion where it should not. `crash`: what it says of a burst is wrong.
- `test`: a test of the AXI port, the control registers or an overflow of tokens fails.

The stages, each for what the ones before let pass:

{stages}
"""


def table_of_survivors(title, head, survivors):
    lines = [f"## {title}", head, "", "| file | operator | statement | becomes | why |", "|---|---|---|---|---|"]
    for mutant, entry in survivors:
        link = f"[{mutant.file}](../tests/rtl/mutation/equivalent/{entry.place})"
        lines.append(markdown([link, mutant.operator, code(mutant.original), code(mutant.mutated), entry.reason]))
    return lines


def page(mutants, results, known, seed, stages):
    files = counts(mutants, results, known, lambda m: m.file)
    kinds = counts(mutants, results, known, lambda m: m.operator)
    words = words_of(files)
    columns = len(words) + 2
    alive = sorted((m for m in mutants if not results[m.select]), key=lambda m: m.key())
    by_state = {state: [(m, known[m.key()]) for m in alive if known[m.key()].state == state] for state in STATES}
    lines = [HEAD.format(number=len(mutants), files=len(files), operators=len(kinds), seed=seed,
                         killed=len(mutants) - len(alive), equivalent=len(by_state["equivalent"]),
                         open=len(by_state["open"]), stages="\n".join(f"{i}. {s}" for i, s in enumerate(stages, 1)))]
    lines += ["## By file", *with_rule(table_text("file", files, words, markdown), columns), ""]
    named = {f"`{name}`: {operators.MEANINGS[name]}".replace("|", "\\|"): count for name, count in kinds.items()}
    lines += ["## By operator", *with_rule(table_text("operator", named, words, markdown), columns), ""]
    lines += table_of_survivors("Equivalent", "Nobody can tell these from the original.", by_state["equivalent"])
    if by_state["open"]:
        lines += ["", *table_of_survivors("Open", "These change the machine, and nothing here sees it yet.",
                                          by_state["open"])]
    return "\n".join(lines) + "\n"


def code(text_of_it):
    return "`" + text_of_it.replace("|", "\\|") + "`"
