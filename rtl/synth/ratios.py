#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Area and energy of the fp32 and bf16 PE over those of the int8 PE, table by table, beside Horowitz's arithmetic.

python3 rtl/synth/ratios.py arch/technology/*.toml
"""
import pathlib
import re
import sys
import tomllib

# M. Horowitz, ISSCC 2014, 45 nm, 0.9 V: multiply and add, pJ and um2; bf16 is his fp16 multiply and fp32 add.
HOROWITZ = {"energy": {"int8": 0.2 + 0.1, "bf16": 1.1 + 0.9, "fp32": 3.7 + 0.9},
            "area": {"int8": 282 + 137, "bf16": 1640 + 4184, "fp32": 7700 + 4184}}
STREAMS = "zeros as they come: "


def rows(path):
    return {row["name"]: row for row in tomllib.loads(path.read_text())["row"]}


def streams(row):
    """{stream: pJ a MAC}; empty in tables of literature."""
    text = row["source"].partition(STREAMS)[2]
    return {name: float(number) for name, number in re.findall(r"([a-z][^,]*?) ([\d.e+-]+)(?:,|$)", text)}


def energy(found, kind):
    """(ratio, least, most): over the streams of both, or over both ends of the bands."""
    row, of = found[f"energy.{kind}_mac"], found["energy.int8_mac"]
    ours, theirs = streams(of), streams(row)
    each = [theirs[name] / ours[name] for name in ours if name in theirs]
    each = each or [row[end] / of[end] for end in ("low", "value", "high")]
    return row["value"] / of["value"], min(each), max(each)


def area(found, kind):
    """(ratio, least, most): orderings of one PE have nothing to do with those of another."""
    row, of = found[f"area.{kind}_pe"], found["area.int8_pe"]
    return row["value"] / of["value"], row["low"] / of["high"], row["high"] / of["low"]


def lines(paths):
    yield f"{'':16s}{'':6s}{'bf16':>7s}{'least':>7s}{'most':>7s}{'fp32':>9s}{'least':>7s}{'most':>7s}"
    for what, of in (("energy", energy), ("area", area)):
        for path in paths:
            found = rows(path)
            values = [of(found, kind) for kind in ("bf16", "fp32")]
            text = "  ".join("".join(f"{value:7.1f}" for value in three) for three in values)
            yield f"{path.stem:16s}{what:6s}{text}"
        plain = [HOROWITZ[what][kind] / HOROWITZ[what]["int8"] for kind in ("bf16", "fp32")]
        yield f"{'Horowitz':16s}{what:6s}{plain[0]:7.1f}{plain[1]:23.1f}"


if __name__ == "__main__":
    print("\n".join(lines([pathlib.Path(name) for name in sys.argv[1:]])))
