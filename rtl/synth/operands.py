# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What PEs of a weight-stationary array see: activations in streaming order, the weight they hold, partial sums of the
rows above. Of layers of real networks (operands/*.json, written by export_operands.py), or random.
"""
import json
import pathlib
import struct

FILES = pathlib.Path(__file__).resolve().parent / "operands"
ROWS = 16        # of a column of the array
PIXELS = 28      # that stream past
LOADS = 2        # cycles before, in which weights are loaded
PES = 64         # of one source, each a stream
FRACTION = {"fp32": 23, "bf16": 7}   # bits; the other number format is "int8"


class Pe:
    """Values of one PE; `zero` is the activation that stands for 0."""

    def __init__(self, activations, weight, psums, zero):
        self.activations, self.weight, self.psums, self.zero = activations, weight, psums, zero


def column(activations, weights, zero):
    """PEs of one column: `activations` [row][pixel]; each adds its product to what came from above."""
    psums, pes = [0] * len(activations[0]), []
    for row, weight in zip(activations, weights):
        pes.append(Pe(row, weight, list(psums), zero))
        psums = [psum + activation * weight for psum, activation in zip(psums, row)]
    return pes


def codes(text):
    """int8 of hexadecimal digits."""
    return list(struct.unpack(f"{len(text) // 2}b", bytes.fromhex(text)))


def tile(layer, found, kind):
    """The PEs of a tile, as codes or, for floats, as the real numbers they stand for."""
    activations, weights = [codes(row) for row in found["activations"]], codes(found["weights"])
    if kind == "int8":
        return column(activations, weights, layer["zero_point"])
    real = [[(code - layer["zero_point"]) * layer["scale"] for code in row] for row in activations]
    return column(real, [weight * found["weight_scale"] for weight in weights], 0.0)


def layers():
    """(name, layer) of the committed files."""
    for path in sorted(FILES.glob("*.json")):
        for layer in json.loads(path.read_text())["layers"]:
            kernel, channels = "x".join(map(str, layer["kernel"])), "-".join(map(str, layer["channels"]))
            yield f"{path.stem} {kernel} {channels}", layer


def real_pes(layer, kind):
    pes = [pe for found in layer["tiles"] for pe in tile(layer, found, kind)]
    return [pes[k % len(pes)] for k in range(PES)]


def random_pes(generator, kind, rectified):
    """Weights and activations bell-shaped, none zero; `rectified` activations are above zero, whose code is -128 then."""
    low = -128 if rectified else 0
    spread = (60 if rectified else 40) if kind == "int8" else 1.0

    def activation():
        draw = generator.gauss(0, spread)
        draw = abs(draw) if rectified else draw
        return max(-128, min(127, low + (round(draw) or 1))) if kind == "int8" else draw

    def weight():
        return max(-128, min(127, round(generator.gauss(0, 32)))) if kind == "int8" else generator.gauss(0, 0.2)

    pes = []
    for number in range(PES):
        rows = range(number % ROWS + 1)
        activations = [[activation() for _ in range(PIXELS)] for _ in rows]
        pes.append(column(activations, [weight() for _ in rows], low if kind == "int8" else 0.0)[-1])
    return pes


def thinned(pes, density, generator):
    """The same with zeros at random places. The rows above keep theirs, so that partial sums always change."""
    places = [[generator.random() < density for _ in pe.activations] for pe in pes]
    return [Pe([activation if kept else pe.zero for activation, kept in zip(pe.activations, row)], pe.weight, pe.psums, pe.zero)
            for pe, row in zip(pes, places)]


def bits(value, kind, is_psum=False):
    """As the port takes it: 8 bits or 32 of an integer; a float is cut to its fraction, a partial sum has 23 bits."""
    if kind == "int8":
        return value & (0xffffffff if is_psum else 0xff)
    return struct.unpack("<I", struct.pack("<f", value))[0] >> (0 if is_psum else 23 - FRACTION[kind])


def stream(pes, kind):
    """Port values of every cycle: the weight into both banks, then MACs."""
    def operation(_):
        count = len(pes)
        idle = {name: [0] * count for name in ("enable_i", "weight_valid_i", "weight_bank_i", "weight_i", "act_i", "bank_i",
                                               "psum_i")}
        for bank in (0, 1):
            yield {**idle, "weight_valid_i": [1] * count, "weight_bank_i": [bank] * count,
                   "weight_i": [bits(pe.weight, kind) for pe in pes], "act_i": [bits(pe.zero, kind) for pe in pes]}
        for pixel in range(PIXELS):
            yield {**idle, "enable_i": [1] * count, "act_i": [bits(pe.activations[pixel], kind) for pe in pes],
                   "psum_i": [bits(pe.psums[pixel], kind, True) for pe in pes]}
    return operation


def shares(pes, first, last):
    """Of the MACs of pixels first to last: (non-zero after non-zero, zero after non-zero or the reverse, zero after zero)."""
    counts = [0, 0, 0]
    for pe in pes:
        zeros = [activation == pe.zero for activation in pe.activations]
        for pixel in range(first, last):
            counts[zeros[pixel] + zeros[pixel - 1]] += 1
    return [count / sum(counts) for count in counts]
