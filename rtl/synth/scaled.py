#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Areas that a table takes from another one by a ratio, computed again; exit status 5 if they are not what they were.

python3 rtl/synth/scaled.py [--write] arch/technology/45nm.toml arch/technology/28nm.toml
"""
import argparse
import functools
import pathlib
import re
import tomllib

TABLES = pathlib.Path(__file__).resolve().parents[2] / "arch" / "technology"
PE = "area.int8_pe"
OF_PE = re.compile(r"[\d.]+ times area\.int8_pe, the ratio in the (\w+) table")
BOTH_BANDS, LOW_BAND = "low, high: those of area.int8_pe", "low: that of area.int8_pe"
SHRUNK = re.compile(r"45nm table times \(28/45\)\^2; high end times ([\d.]+)")
WITHOUT = re.compile(r"area\.fp32_pe without its (\d+) flip-flops")
BANDS = ("value", "low", "high")


def rows(text):
    return {row["name"]: row for row in tomllib.loads(text)["row"]}


@functools.lru_cache
def table(name):
    return rows((TABLES / f"{name}.toml").read_text())


def digits(value, count=3):
    return float(f"{value:.{count}g}")


def scaled(row, own):
    """What the row's source makes of other rows: {band: value}, and the source with its ratio; ({}, source) if it has none.
    `own` are the rows of its table."""
    name, source = row["name"], row["source"]
    if found := OF_PE.match(source):
        other = table(found[1])
        ratio = digits(other[name]["value"] / other[PE]["value"])
        bands = BANDS if BOTH_BANDS in source else BANDS[:2] if LOW_BAND in source else BANDS[:1]
        return ({band: digits(ratio * own[PE][band]) for band in bands}, re.sub(r"^[\d.]+", f"{ratio:g}", source))
    if found := SHRUNK.match(source):
        larger, area = table("45nm")[name], (28 / 45) ** 2
        return {"value": digits(larger["value"] * area), "low": digits(larger["low"] * area),
                "high": digits(larger["high"] * float(found[1]))}, source
    if found := WITHOUT.match(source):
        registers = int(found[1]) * own["area.flip_flop"]["value"]
        return {band: digits(own["area.fp32_pe"][band] - registers) for band in BANDS[:2]}, source
    return {}, source


def renewed(text):
    """The table's text with its scaled areas as they follow from their sources now."""
    parts, own = text.split("[[row]]"), rows(text)
    for index, part in enumerate(parts[1:], 1):
        name = re.search(r'^name = "(.*)"$', part, re.M)[1]
        values, source = scaled(own[name], own)
        for band, value in values.items():
            part = re.sub(rf"^{band} = .*$", f"{band} = {value}", part, flags=re.M)
            own[name][band] = value
        parts[index] = part.replace(own[name]["source"].replace('"', '\\"'), source.replace('"', '\\"'))
    return "[[row]]".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], allow_abbrev=False)
    parser.add_argument("table", type=pathlib.Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="also put them into the tables")
    given = parser.parse_args()
    stale = 0
    for path in given.table:
        text = path.read_text()
        new = renewed(text)
        before, after = rows(text), rows(new)
        for name in before:
            if before[name] != after[name]:
                stale += 1
                print(f"{path.name}: {name} {before[name]['value']} -> {after[name]['value']}")
        if given.write:
            path.write_text(new)
    return 5 if stale and not given.write else 0


if __name__ == "__main__":
    raise SystemExit(main())
