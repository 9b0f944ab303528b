# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The areas of a technology table that are sums of several blocks or a share of one, and what they add up to in a core."""
import re

TAP_ROWS = 16                 # of blocks/array_tap.sv
TABLE_BITS = 256 * 8          # of a lookup table, in vector_lanes.sv
DECODER = {"decoder": 1, "array_profile": 1, "window_range": 1, "pad_range": 3, "transfer_range": 1}
SEQUENCER = {"sequencer": 1, "scoreboard": 1, **DECODER, "fetcher": 1, "array_tracker": 1, "array_stream": 1, "vector_decode": 1}
CONTROL = ("octet", "core", "control_registers", "axi_manager", "dram_arbiter")
ADDRESSES = {"vector": 1, "vector_reads": 1, "lane_walker": 3}  # instances in a core of what addresses the lanes
LANES = {**ADDRESSES, "vector_lanes": 1}
ENGINES = ("load_engine", "store_engine")
SLOTS = 4                     # of dma_slot.sv, in the two engines
QUEUES = 4


class Part:
    """um2 of `terms` {block: how many}: median, and what it would be if each block were at its least or most."""

    def __init__(self, results, terms, source, share=1.0):
        def total(least, most):
            picked = {name: (least if count > 0 else most)(results[name].areas) for name, count in terms.items()}
            return max(0.0, sum(count * picked[name] for name, count in terms.items()) * share)
        self.value = max(0.0, sum(count * results[name].area for name, count in terms.items()) * share)
        self.low, self.high = min(total(min, max), self.value), max(total(max, min), self.value)
        self.source = source


class Sizes:
    """What areas depend on, of a generated package."""

    def __init__(self, package):
        found = {name: int(value) for name, value in re.findall(r"parameter int unsigned (\w+) = (\d+);", package)}
        self.rows, self.cols = found["ArrayRows"], found["ArrayCols"]
        self.lanes, self.macs = found["VectorLanes"], found["VectorMacsPerLane"]
        self.depth, self.beat_bytes = found["QueueDepth"], found["BeatBytes"]
        self.skew_bits = 8 * self.cols * (self.cols - 1) // 2


def of_lanes(modules, second, fourth):
    """Terms of modules {name: instances}: so many of the machine with two lanes and with four."""
    return {f"{name}_{machine}": count * times for name, count in modules.items()
            for machine, times in (("two_lanes", second), ("four_lanes", fourth))}


def a_lane(modules):
    return of_lanes(modules, -0.5, 0.5)


def without_lanes(modules):
    return of_lanes(modules, 2, -1)


def read_port(results):
    return Part(results, {"array_tap": 1}, "rtl/synth/blocks/array_tap.sv: 16 rows, by 15", 1 / (TAP_ROWS - 1))


def parts(results, sizes):
    """{row: Part}, from blocks of a machine of these sizes; a row one of whose blocks has no result is None."""
    def part(terms, source, share=1.0):
        return Part(results, terms, source, share) if all(results.get(name) for name in terms) else None
    edges, lane = sizes.rows + sizes.cols, f"{sizes.macs} area.vector_mac, two area.input_requantizer"
    return {
        "area.read_port": read_port(results),
        "area.array_edge": part({"array_rows": 1, "held_bit": -sizes.skew_bits},
                                f"rtl/array_rows.sv without its array and {sizes.skew_bits} bits of skew, by {edges}: of "
                                f"{sizes.rows} rows and {sizes.cols} columns", 1 / edges),
        "area.vector_lane": part({"vector_lanes_two_lanes": 0.5, "held_bit": -TABLE_BITS / 2, "vector_mac": -sizes.macs,
                                  "input_requantizer": -2},
                                 f"half of rtl/vector_lanes.sv of two lanes, without {TABLE_BITS} bits of table, requantizers, "
                                 f"{lane}"),
        "area.vector_address": part(a_lane(ADDRESSES), f"what a lane adds to {listed(ADDRESSES)}, of two and four"),
        "area.command_queue": part({"command_queue": 1}, f"rtl/command_queue.sv, by {sizes.depth}: its depth",
                                   1 / sizes.depth),
        "area.sequencer": part({**SEQUENCER, **without_lanes(ADDRESSES)},
                               f"{listed(SEQUENCER)}, and what of {listed(ADDRESSES)} is not of a lane"),
        "area.dma": part({"dma_slot": SLOTS, **{name: 1 for name in ENGINES}},
                         f"{SLOTS} rtl/dma_slot.sv without rtl/run_walker.sv, {listed(ENGINES)}"),
        "area.dma_byte": part({"run_walker": SLOTS}, f"{SLOTS} rtl/run_walker.sv, by {sizes.beat_bytes}: bytes of a beat",
                              1 / sizes.beat_bytes),
        "area.control": part({name: 1 for name in CONTROL}, f"{listed(CONTROL)}: AXI, host, and what joins the blocks"),
    }


def listed(names):
    return ", ".join(f"rtl/{name}.sv" for name in names)


def core_logic(results, rows, sizes):
    """um2 of a core without memories and accumulators, part by part as arch/area.cc counts them."""
    def row(name):
        return rows[f"area.{name}"].value

    def area(name):
        return results[name].area
    lane = (sizes.macs * area("vector_mac") + 2 * area("input_requantizer") + area("requantizer") + row("vector_lane")
            + row("vector_address"))
    return (sizes.rows * sizes.cols * area("int8_pe") + sizes.rows * area("sum_pe")
            + (sizes.rows - 1) * (sizes.cols + 1) * row("read_port") + (sizes.rows + sizes.cols) * row("array_edge")
            + (sizes.skew_bits + TABLE_BITS) * area("held_bit") + sizes.lanes * lane + area("softmax")
            + QUEUES * sizes.depth * row("command_queue") + row("sequencer") + row("dma")
            + sizes.beat_bytes * row("dma_byte") + row("control"))


def modules(sizes):
    """Instances of each module in a core."""
    once = CONTROL + ENGINES + ("array_rows", "array_of_pe", "softmax")
    return {**{name: 1 for name in once}, **SEQUENCER, **LANES, "command_queue": QUEUES, "dma_slot": SLOTS, "run_walker": SLOTS,
            "pe": sizes.rows * sizes.cols, "requantizer": sizes.lanes}
