# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""Prices of a PE's MACs by what its activations do, from random streams, and how far real layers are from them.

A MAC is of a non-zero activation after another (mac), of a zero after a zero (idle), or of one after the other (change).
At density d with zeros at random these are d^2, (1-d)^2 and 2d(1-d) of all, so energy over density is a parabola through
the three prices (docs/energy.md).
"""
import random
import statistics

import operands

DENSITIES = (0.0, 0.25, 0.5, 0.75, 1.0)
PRICES = ("mac", "change", "idle")
CORNERS = ("value", "low", "high", "settled")


class Source:
    """A stream of operands.PES PEs."""

    def __init__(self, name, pes, density=None):
        self.name, self.pes, self.density = name, pes, density


def sources(kind, seed):
    found = []
    for name, rectified in (("random", False), ("random rectified", True)):
        pes = operands.random_pes(random.Random(seed), kind, rectified)
        found += [Source(name, operands.thinned(pes, density, random.Random(seed)), density) for density in DENSITIES]
    return found + [Source(name, operands.real_pes(layer, kind)) for name, layer in operands.layers()]


def solved(shares, energies):
    """(mac, change, idle) of runs at densities 1, 1/2 and 0: only the middle one has changes."""
    mac, middle, idle = energies
    return mac, (middle - shares[0] * mac - shares[2] * idle) / shares[1], idle


def expected(shares, prices):
    return sum(share * price for share, price in zip(shares, prices))


def prices(found, shares, energies):
    """fJ: {price and what it is of: energy}, and {source: (density, measured, expected)}.

    A price is what random streams say times the median over all sources of measured over expected, its `low` and `high`
    times the least and the most. `settled` is without glitches, `bare` without glitches and wires, `long` with wires twice
    as long, each times the same median.
    """
    runs = {}
    for source, share, energy in zip(found, shares, energies):
        if source.density in (0.0, 0.5, 1.0):
            runs.setdefault(source.name, {})[source.density] = share, energy
    plain = {}
    for corner in CORNERS:
        each = [solved(run[0.5][0], [run[d][1][corner] for d in (1.0, 0.5, 0.0)]) for run in runs.values()]
        plain[corner] = [statistics.mean(column) for column in zip(*each)]
    points, ratios = {}, []
    for source, share, energy in zip(found, shares, energies):
        name = source.name if source.density is None else f"{source.name} {source.density:g}"
        points[name] = share[0] + share[1] / 2, energy["value"], expected(share, plain["value"])
        if source.density in (None, 0.5):  # one of each random kind: they do not outvote the layers
            ratios.append(points[name][1] / points[name][2])
    median, result = statistics.median(ratios), {}
    for k, name in enumerate(PRICES):
        result |= {name: plain["value"][k] * median, name + "_low": plain["value"][k] * min(ratios),
                   name + "_high": plain["value"][k] * max(ratios), name + "_settled": plain["settled"][k] * median,
                   name + "_bare": plain["low"][k] * median, name + "_long": plain["high"][k] * median}
    return result, points
