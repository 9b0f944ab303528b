# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The kept reasons for mutants that survive: equivalent/*.toml, an entry a mutant.

[[equivalent]]: nobody can tell it from the original, and why. [[open]]: nothing has told it yet, and what is known.
An entry has operator, original, mutated (the texts of the statement, so that edits elsewhere do not matter), nth
if the text occurs more than once in the file, and reason. The name of the .toml is that of the .sv.
"""
import dataclasses
import pathlib
import tomllib

FOLDER = pathlib.Path(__file__).parent / "equivalent"
STATES = ("equivalent", "open")
KEYS = {"operator", "original", "mutated", "nth", "reason"}


@dataclasses.dataclass(frozen=True)
class Survivor:
    key: tuple
    state: str
    reason: str
    place: str


def load(folder=FOLDER):
    """By key of the mutant."""
    found = {}
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text())
        if set(table) - set(STATES):
            raise ValueError(f"{path.name}: only {' and '.join(STATES)}")
        for state, entry in ((state, entry) for state in STATES for entry in table.get(state, [])):
            if set(entry) - KEYS or not entry.get("reason", "").strip():
                raise ValueError(f"{path.name}: an entry needs a reason and knows only {', '.join(sorted(KEYS))}")
            key = (path.stem + ".sv", entry["operator"], entry["original"], entry["mutated"], entry.get("nth", 1))
            if key in found:
                raise ValueError(f"{path.name}: twice: {entry['original']} -> {entry['mutated']}")
            found[key] = Survivor(key, state, " ".join(entry["reason"].split()), path.name)
    return found


def stale(known, every_mutant):
    """Entries whose mutant no longer exists."""
    keys = {mutant.key() for mutant in every_mutant}
    return [e for e in known.values() if e.key not in keys]
