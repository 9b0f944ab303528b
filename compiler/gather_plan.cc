// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// A row pitch of up to eight words more, or fewer kernel rows at a time, whichever takes the fewest cycles.
#include "compiler/gather_plan.h"

#include <algorithm>

#include "arch/timing.h"
#include "base/units.h"

namespace octet {

namespace {
// Sum of the gather factors of `layer`'s folds, with so many kernel rows to a command.
std::int64_t gather_cycles(const Layer& layer, Window w, std::int64_t kernel_rows, const Machine& m) {
  std::int64_t cycles = 0;
  for (std::int64_t y = 0; y < layer.kernel_h; y += kernel_rows) {
    const std::int64_t rows = std::min(kernel_rows, layer.kernel_h - y), k = rows * layer.kernel_w * layer.in[0].c;
    w.kernel_h = static_cast<std::uint8_t>(rows);
    for (std::int64_t k0 = 0; k0 < k; k0 += m.array_rows)
      cycles += gather_factor(w, k0, std::min(m.array_rows, k - k0), m);
  }
  return cycles;
}
}  // namespace

GatherPlan plan_gather(const Layer& layer, std::int64_t dense, const Machine& m) {
  const std::int64_t element = m.element_bytes(), c = layer.in[0].c, word = m.word_bytes();
  Window w;
  w.pixel_pitch = static_cast<std::uint32_t>(c * element);
  w.channels = static_cast<std::uint16_t>(std::min<std::int64_t>(c, 0xffff));
  w.kernel_w = static_cast<std::uint8_t>(layer.kernel_w);
  w.dilation_h = static_cast<std::uint8_t>(layer.dilation_h);
  w.dilation_w = static_cast<std::uint8_t>(layer.dilation_w);
  const std::int64_t folds = ceil_div(layer.taps() * c, m.array_rows);
  GatherPlan best{dense, layer.kernel_h};
  std::int64_t best_cycles = -1;
  for (std::int64_t rows = layer.kernel_h; rows > 0 && best_cycles != folds; --rows) {
    for (std::int64_t step = 0; step < Machine::kSubBanks && best_cycles != folds; ++step) {
      const std::int64_t pitch = step == 0 ? dense : (ceil_div(dense, word) + step - 1) * word;
      if (pitch < dense) continue;
      w.row_pitch = static_cast<std::uint32_t>(pitch);
      const std::int64_t cycles = gather_cycles(layer, w, rows, m);
      if (best_cycles >= 0 && cycles >= best_cycles) continue;
      best = {pitch, rows};
      best_cycles = cycles;
    }
  }
  return best;
}

std::int64_t chip_row_pitch(const Network& network, const Value& v, const Machine& machine, std::int64_t times) {
  const std::int64_t dense = v.view.w * v.view.c * machine.element_bytes() * times;
  if (!v.one_view) return dense;
  // Inputs have no producer, and the last use of outputs is behind the last layer.
  const int end = std::min(v.last_use + 1, static_cast<int>(network.layers.size()));
  for (int l = std::max(0, v.producer); l < end; ++l) {
    const Layer& layer = network.layers[static_cast<std::size_t>(l)];
    if (layer.kind == LayerKind::kConvolution && layer.kernel_h > 1 && layer.in[0].value == v.view.value)
      return plan_gather(layer, dense, machine).row_pitch;
  }
  return dense;
}

}  // namespace octet
