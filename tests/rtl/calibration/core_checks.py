# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Checks of the area rows of a whole core; checks.py calls them."""
import pathlib
import sys
import tomllib
import types

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "rtl" / "synth"))

import areas  # noqa: E402
import blocks  # noqa: E402
import measure  # noqa: E402
import scaled  # noqa: E402


def near(found, expected):
    assert abs(found - expected) <= 1e-9 * max(1.0, abs(expected)), f"{found} is not {expected}"


def parts():
    """Rows that are sums and shares: every block takes 1,000 um2, at least 900 and at most 1,200."""
    sizes = areas.Sizes("".join(f"parameter int unsigned {name} = {value};\n" for name, value in (
        ("ArrayRows", 4), ("ArrayCols", 6), ("VectorLanes", 4), ("VectorMacsPerLane", 2), ("QueueDepth", 2), ("BeatBytes", 8))))
    results = {block.name: measure.Result(areas=[900.0, 1000.0, 1200.0]) for block in blocks.BLOCKS}
    results["held_bit"].areas = [1.0]
    results["vector_lanes_two_lanes"].areas = [27000.0, 30000.0, 36000.0]
    results["lane_walker_four_lanes"].areas = [1500.0]
    rows = areas.parts(results, sizes)
    near(rows["area.read_port"].value, 1000 / 15)
    near(rows["area.array_edge"].value, (1000 - 8 * 15) / 10)
    near(rows["area.vector_lane"].value, 15000 - 1024 - 4 * 1000)  # two vector_mac, two input_requantizer
    near(rows["area.vector_lane"].low, 13500 - 1024 - 4 * 1200)
    near(rows["area.vector_lane"].high, 18000 - 1024 - 4 * 900)
    near(rows["area.vector_address"].value, 3 * 500 / 2)
    near(rows["area.command_queue"].value, 500)
    fixed = 2 * 1000 + 3 * 500  # vector, vector_reads, lane_walker
    near(rows["area.sequencer"].value, sum(areas.SEQUENCER.values()) * 1000 + fixed)
    near(rows["area.dma"].value, 6000)
    near(rows["area.dma_byte"].value, 500)
    near(rows["area.control"].value, len(areas.CONTROL) * 1000)
    whole = areas.core_logic(results, rows, sizes)
    results["run_walker"].areas = [1001.0]
    near(areas.core_logic(results, areas.parts(results, sizes), sizes) - whole, 4.0)
    results["decoder"] = None
    assert areas.parts(results, sizes)["area.sequencer"] is None
    assert areas.modules(sizes)["pe"] == 24 and set(blocks.BOXES) <= set(areas.modules(sizes))


# um2 of the logic of tiny-8 by the rows of a table, of the run that made it.
CORES = {"sky130hd": 4_788_625.0, "asap7": 79_831.7}


def core_figures():
    """The rows of a committed table still add up to the core they were made with."""
    sizes = areas.Sizes("".join(f"parameter int unsigned {name} = {value};\n" for name, value in (
        ("ArrayRows", 8), ("ArrayCols", 8), ("VectorLanes", 8), ("VectorMacsPerLane", 4), ("QueueDepth", 4), ("BeatBytes", 8))))
    blocks_of_rows = {"int8_pe": "int8_pe", "sum_pe": "sum_pe", "held_bit": "flip_flop", "vector_mac": "vector_mac",
                      "input_requantizer": "input_requantizer", "requantizer": "requantizer", "softmax": "softmax"}
    for name, expected in CORES.items():
        path = ROOT / "arch/technology" / f"{name}.toml"
        rows = {row["name"]: types.SimpleNamespace(**row) for row in tomllib.loads(path.read_text())["row"]}
        results = {block: measure.Result(areas=[rows[f"area.{row}"].value]) for block, row in blocks_of_rows.items()}
        found = areas.core_logic(results, rows, sizes)
        assert abs(found / expected - 1) < 1e-4, f"{name}: {found}"  # rows have five digits
        for part in areas.parts({block.name: measure.Result(areas=[1.0]) for block in blocks.BLOCKS}, sizes):
            assert rows[part].confidence == "synthesized", f"{name}: {part}"


def scaled_rows():
    """Tables of literature have the areas that their sources make of the tables they name; one digit off is noticed."""
    for name, least in (("45nm", 16), ("28nm", 20)):
        text = (ROOT / f"arch/technology/{name}.toml").read_text()
        assert scaled.renewed(text) == text, f"{name}: python3 rtl/synth/scaled.py --write arch/technology/{name}.toml"
        rows = scaled.rows(text)
        made = [row for row in rows.values() if scaled.scaled(row, rows)[0]]
        assert len(made) >= least, f"{name}: {len(made)}"
        for row in made:
            mistaken = text.replace(f'name = "{row["name"]}"\nvalue = {row["value"]}\n', f'name = "{row["name"]}"\nvalue = 1.0\n')
            assert mistaken != text and scaled.renewed(mistaken) != mistaken, row["name"]
