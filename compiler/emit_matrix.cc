// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Weights that are computed: a layer's second operand brought into a weight buffer, by loads where it lies in DRAM,
// by moves where it is on chip.
#include <algorithm>

#include "compiler/emit.h"

namespace octet {

std::int64_t Emitter::matrix(std::int64_t tile, std::int64_t k0, std::int64_t k, std::int64_t n0, std::int64_t n) {
  bool missing = false;
  const std::int64_t slot = weights_.request({layer_, tile}, step_, missing);
  if (!missing) return slot;
  const View& view = layer().in.at(1);
  const Value& v = value(view);
  const std::int64_t e = element(), fold = machine().array_cols;
  for (std::int64_t first = 0; first < n; first += fold) {
    const std::int64_t width = std::min(fold, n - first);
    const Placed to{slot + k * first * e, k * width * e, width * e, 0, k0, 1, k};
    if (!v.resident) {
      const Transfer t = transfer(view, v.homes.front(), 0, {0, 1, k0, k0 + k}, n0 + first, width, to);
      load(LoadTarget::kScratchpad, t, DramTraffic::kActivation);
      continue;
    }
    const Placed from = resident(view, 0, n0 + first);
    MoveCommand c;
    c.in = target(from, {0, 0, 1, k0, k0 + k}, 0);
    c.out = target(to, {0, 0, 1, k0, k0 + k}, 0);
    c.out_w = u16(k, "rows of a matrix");
    c.channels = u16(width, "columns of a matrix");
    work(c);
  }
  return slot;
}

}  // namespace octet
