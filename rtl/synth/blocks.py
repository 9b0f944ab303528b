# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""The blocks that are synthesized."""
import pathlib

import streams

MACHINE = "tiny-8"  # whose blocks are measured where sizes are the machine's
MACHINES = pathlib.Path(__file__).resolve().parent / "machines"
LANE_MACHINES = [str(MACHINES / "two_lanes.toml"), str(MACHINES / "four_lanes.toml")]
CHECK_MACHINE = str(MACHINES / "check.toml")


class Block:
    """`operation` streams what the block's energy is for (None: area only), `also` other operations by name. `pe` is the
    number format of operands.py of a processing element, whose operation is that of layers and random streams. `boxes` are
    modules inside that are left out; `once`: one ordering is enough."""

    def __init__(self, name, top=None, operation=None, machine=None, also=None, pe="", parameters=None, boxes=(), once=False):
        self.name, self.top, self.machine = name, top or name, machine
        self.operation, self.also, self.pe = operation, also or {}, pe
        self.parameters, self.boxes, self.once = parameters or {}, boxes, once


# Modules of a core and what of them is synthesized on its own; what addresses lanes as machines of two and four
# have it, the lanes of two.
# One ordering each: their sum is a row.
BOXES = {
    "octet": ("core", "axi_manager", "control_registers"),
    "core": ("sequencer", "dram_arbiter", "load_engine", "store_engine", "array_engine", "vector", "scratchpad", "accumulator",
             "parameter_memory"),
    "control_registers": (), "axi_manager": (), "dram_arbiter": (),
    "sequencer": ("command_queue", "scoreboard", "decoder", "fetcher"),
    "command_queue": (), "scoreboard": (), "decoder": ("array_profile", "window_range", "pad_range", "transfer_range"),
    "array_profile": (), "window_range": (), "pad_range": (), "transfer_range": (), "fetcher": (),
    "load_engine": ("dma_slot",), "store_engine": ("dma_slot",), "dma_slot": ("run_walker",), "run_walker": (),
    "array_tracker": (), "array_stream": (), "array_rows": ("array_of_pe",),
    "vector": ("vector_decode", "softmax", "lane_walker", "vector_reads", "vector_lanes"),
    "vector_decode": (), "softmax": (), "lane_walker": (), "vector_reads": (), "vector_lanes": ("requantizer",),
}
LANE_BLOCKS = ("vector", "lane_walker", "vector_reads", "vector_lanes")

BLOCKS = [
    Block("int8_pe", "pe", pe="int8", also={"load": streams.weight_load}),
    Block("sum_pe", operation=streams.sum_pe),
    Block("flip_flop", operation=streams.flip_flop),
    Block("held_bit", operation=streams.flip_flop),
    Block("array_tap"),
    Block("accumulator_lane"),
    Block("vector_mac", operation=streams.vector_mac),
    Block("input_requantizer", operation=streams.input_requantizer),
    Block("requantizer", operation=streams.requantizer, machine=MACHINE),
    Block("fp32_pe", "fma_pe", pe="fp32", parameters={"FractionBits": 23}),
    Block("bf16_pe", "fma_pe", pe="bf16", parameters={"FractionBits": 7}),
    *(Block(name, machine=MACHINE, boxes=boxes, once=True) for name, boxes in BOXES.items() if name not in LANE_BLOCKS),
    *(Block(f"{name}_{pathlib.Path(machine).stem}", name, machine=machine, boxes=BOXES[name], once=True)
      for name in LANE_BLOCKS for machine in LANE_MACHINES[:1 if name == "vector_lanes" else 2]),
]
