# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""What the blocks compute while their energy is measured: {port: one value per stream} for every cycle.

Operands are those of trained int8 networks in shape: weights and activations bell-shaped, partial sums those of the rows
above, multipliers normalised. Those of processing elements are in operands.py.
"""
CYCLES = 24      # measured
WARM_UP = 6      # before that: weights are loaded, pipelines filled
STREAMS = 64


def bell(generator, deviation, low, high):
    return max(low, min(high, round(generator.gauss(0, deviation))))


def every(value):
    return [value] * STREAMS


def drawn(draw):
    return [draw() for _ in range(STREAMS)]


def weight_load(generator):
    """Only weights are written, one a cycle, into the banks in turn."""
    for cycle in range(CYCLES + WARM_UP):
        yield {"enable_i": every(0), "weight_valid_i": every(1), "weight_bank_i": every(cycle & 1),
               "weight_i": drawn(lambda: bell(generator, 32, -128, 127) & 255), "act_i": every(0), "bank_i": every(0),
               "psum_i": every(0)}


def still(ports):
    """Nothing changes: what is left is the clock."""
    def stream(_):
        for _ in range(CYCLES + WARM_UP):
            yield {name: every(0) for name in ports}
    return stream


def sum_pe(generator):
    for _ in range(CYCLES + WARM_UP):
        yield {"enable_i": every(1), "act_i": drawn(lambda: bell(generator, 40, -128, 127) & 255),
               "sum_i": drawn(lambda: round(generator.gauss(0, 40 * generator.randrange(16) ** 0.5)) & 0xffffffff)}


def vector_mac(generator):
    for _ in range(CYCLES + WARM_UP):
        yield {"valid_i": every(1), "data_i": drawn(lambda: bell(generator, 40, -128, 127) & 255),
               "zero_i": every(0xf0), "weight_i": drawn(lambda: bell(generator, 32, -128, 127) & 255),
               "zero_weight_i": every(0),
               "sum_i": drawn(lambda: round(generator.gauss(0, 3000)) & 0xffffffff)}


def record(generator):
    """A parameter record: multiplier of 31 bits, right shift, int8 limits."""
    def field(value, bits):
        return value & ((1 << bits) - 1), bits
    fields = [field(round(generator.gauss(0, 2000)), 32), field(generator.randrange(1 << 30, 1 << 31), 40),
              field(-generator.randrange(5, 10), 8), field(-128, 8), field(127, 8), field(-16, 8), field(0, 8),
              field(0, 8), field(0, 8)]
    value = at = 0
    for number, bits in fields:
        value |= number << at
        at += bits
    return value


def requantizer(generator):
    records = drawn(lambda: record(generator))
    for _ in range(CYCLES + WARM_UP):
        yield {"enable_i": every(15), "acc_i": drawn(lambda: round(generator.gauss(0, 8000)) & 0xffffffff),
               "sum_i": every(0), "record_i": records, "rounding_i": every(1)}


def input_requantizer(generator):
    multipliers = drawn(lambda: generator.randrange(1 << 30, 1 << 31))
    for _ in range(CYCLES + WARM_UP):
        yield {"enable_i": every(1), "data_i": drawn(lambda: bell(generator, 40, -128, 127) & 255),
               "zero_i": every(0xf0), "multiplier_i": multipliers, "right_i": every(2)}


def flip_flop(generator):
    for _ in range(CYCLES + WARM_UP):
        yield {"enable_i": every(1), "data_i": drawn(lambda: generator.randrange(2))}


def array_tap(generator):
    """Partial sums change every cycle, the row read stays."""
    row = generator.randrange(64)
    for _ in range(CYCLES + WARM_UP):
        psums = 0
        for _ in range(8):
            psums = psums << 32 | (round(generator.gauss(0, 4000)) & 0xffffffff)
        yield {"psum_i": drawn(lambda: psums ^ generator.getrandbits(256) & 0xfff), "tap_i": every(row)}


def accumulator_lane(generator):
    def words():
        return sum((round(generator.gauss(0, 4000)) & 0xffffffff) << shift for shift in (0, 32))
    for _ in range(CYCLES + WARM_UP):
        yield {"add_i": every(3), "word_i": drawn(words), "data_i": drawn(words)}
