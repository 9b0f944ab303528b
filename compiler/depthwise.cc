// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Blocks of a depthwise convolution. On the array a block of c channels streams its pixels once per fold of taps * c
// rows, so c channels cost what c columns of an ordinary convolution do, and c times the weights.
#include "compiler/depthwise.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "arch/timing.h"
#include "base/units.h"
#include "compiler/convolution_plan.h"

namespace octet {
namespace {

class DepthwiseEstimate {
 public:
  DepthwiseEstimate(const Layer& layer, const Machine& machine, std::int64_t whole, std::int64_t blocks)
      : l_(layer), m_(machine), c_(layer.in[0].c), n_(layer.depth_multiplier), whole_(whole), blocks_(blocks) {}

  DepthwiseCost run() const {
    DepthwiseCost cost;
    DepthwiseCommand d;
    d.in = window(c_, l_.out.pixels());
    d.depth_multiplier = static_cast<std::uint8_t>(n_);
    cost.vector = with_dram(static_cast<double>(timing({{}, d}, m_).duration), l_.taps() * c_ * n_, c_);
    const std::int64_t most = std::min(c_, std::max(m_.array_rows, m_.array_cols));
    double bound = std::numeric_limits<double>::infinity();  // of guesses: what cannot be better is left out
    for (const std::int64_t guess : {m_.array_rows / l_.taps(), m_.array_cols, most / 2, most})
      if (guess > 0 && guess <= most && fits(guess)) bound = std::min(bound, array_cycles(guess, array_work(guess)));
    for (std::int64_t block = 1; block <= most && fits(block); ++block) {
      if (array_cycles(block, least_work(block)) > bound) continue;
      const double array = array_cycles(block, array_work(block));
      if (cost.block > 0 && array >= cost.array) continue;
      cost.block = block;
      cost.array = array;
      bound = std::min(bound, array);
    }
    return cost;
  }

 private:
  // Of a value in the scratchpad, whole and dense.
  Window window(std::int64_t channels, std::int64_t pixels) const {
    Window w;
    w.pixel_pitch = static_cast<std::uint32_t>(c_ * m_.element_bytes());
    w.row_pitch = static_cast<std::uint32_t>(l_.in[0].w * c_ * m_.element_bytes());
    w.channels = static_cast<std::uint16_t>(std::min<std::int64_t>(channels, 0xffff));
    w.kernel_h = static_cast<std::uint8_t>(l_.kernel_h);
    w.kernel_w = static_cast<std::uint8_t>(l_.kernel_w);
    w.stride_h = static_cast<std::uint8_t>(l_.stride_h);
    w.dilation_h = static_cast<std::uint8_t>(l_.dilation_h);
    w.dilation_w = static_cast<std::uint8_t>(l_.dilation_w);
    w.out_h = static_cast<std::uint16_t>(ceil_div<std::int64_t>(pixels, 0x8000));
    w.out_w = static_cast<std::uint16_t>(ceil_div<std::int64_t>(pixels, w.out_h));
    return w;
  }

  // One weight buffer, one pixel of input and of output, one half of the parameter memory.
  bool fits(std::int64_t block) const {
    const std::int64_t e = m_.element_bytes(), bank = m_.scratchpad_bank_bytes();
    if (l_.kernel_h > 255 || l_.kernel_w > 255) return false;  // no command holds it
    const std::int64_t rows = (l_.kernel_h - 1) * l_.dilation_h + 1, columns = (l_.kernel_w - 1) * l_.dilation_w + 1;
    return l_.taps() * block * block * n_ * e <= bank && block * n_ <= m_.parameters_channels &&
           rows * (columns * block * e + Machine::kSubBanks * m_.word_bytes()) <= bank;
  }

  std::int64_t pixels_per_command() const { return std::min(l_.out.pixels(), m_.accumulator_bank_rows()); }

  // Array cycles if every row of pixels were gathered in one, which array_work() is not below.
  double least_work(std::int64_t block) const {
    if (m_.array_dataflow == Dataflow::kOutputStationary) return 0;
    const std::int64_t folds = ceil_div(l_.taps() * block, m_.array_rows) * ceil_div(block * n_, m_.array_cols);
    return commands(block) * static_cast<double>(folds * pixels_per_command());
  }

  double commands(std::int64_t block) const {
    return static_cast<double>(ceil_div(c_, block)) * static_cast<double>(l_.out.pixels()) /
           static_cast<double>(pixels_per_command());
  }

  // Array and requantizing take turns at two accumulator banks, one command ahead.
  double array_work(std::int64_t block) const {
    const std::int64_t pixels = pixels_per_command();
    ArrayCommand a;
    a.in = window(block, pixels);
    a.n = static_cast<std::uint16_t>(block * n_);
    RequantizeCommand q;
    q.out_h = a.in.out_h;
    q.out_w = a.in.out_w;
    q.n = a.n;
    const Timing array = timing({{}, a}, m_), requantize = timing({{}, q}, m_);
    return commands(block) * static_cast<double>(std::max(array.occupancy, requantize.occupancy)) +
           static_cast<double>(array.duration - array.occupancy + requantize.duration);
  }

  double array_cycles(std::int64_t block, double work) const {
    return with_dram(work, l_.taps() * block * c_ * n_, block);
  }

  // Weights count in full, since they compete with other layers' loads. A pixel of a block is a run of its own in DRAM
  // unless the block is all channels; 16 bursts are outstanding.
  double with_dram(double work, std::int64_t weights, std::int64_t block) const {
    if (m_.dram_unlimited) return work;
    const double e = static_cast<double>(m_.element_bytes()), per_byte = 1 / m_.dram_bytes_per_cycle();
    const double run = static_cast<double>(block) * e * per_byte;
    const double latency = m_.dram_latency_ns * m_.clock_mhz / 1000;
    const double of_run = block == c_ ? run : std::max(run, (latency + run) / kOutstanding);
    const double weight = static_cast<double>(weights) * e * per_byte;
    const double activation = static_cast<double>(block == c_ ? whole_ : blocks_) / static_cast<double>(block) * of_run;
    return std::max(work, activation) + kHiddenTraffic * activation + weight;
  }

  static constexpr double kOutstanding = 16;
  const Layer& l_;
  const Machine& m_;
  std::int64_t c_, n_, whole_, blocks_;
};

}  // namespace

const DepthwiseCost& DepthwiseCosts::of(const Layer& l, std::int64_t whole, std::int64_t blocks) {
  const std::array<std::int64_t, 11> key{l.in[0].c,          l.in[0].w,  l.out.pixels(), l.kernel_h,
                                         l.kernel_w,         l.stride_h, l.dilation_h,   l.dilation_w,
                                         l.depth_multiplier, whole,      blocks};
  const auto [known, is_new] = known_.try_emplace(key);
  if (is_new) known->second = DepthwiseEstimate(l, machine_, whole, blocks).run();
  return known->second;
}

namespace {
// 84,672
std::string grouped(double cycles) {
  std::string text;
  const std::string digits = fmt::format("{:.0f}", cycles);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}
}  // namespace

std::string unit_text(const DepthwiseCost& cost, bool on_array) {
  if (cost.block == 0)
    return fmt::format("depthwise on the vector unit: {} cycles; no block fits the array", grouped(cost.vector));
  if (!on_array)
    return fmt::format("depthwise on the vector unit: {} cycles; on the array {}", grouped(cost.vector),
                       grouped(cost.array));
  return fmt::format("depthwise on the array, {} channels at a time: {} cycles; on the vector unit {}", cost.block,
                     grouped(cost.array), grouped(cost.vector));
}

std::int64_t depthwise_bound(const Layer& layer, const Machine& machine) {
  return vectors(layer.out.pixels(), layer.out.c, machine.vector_lanes) *
         ceil_div(layer.taps(), machine.vector_macs_per_lane);
}

Layer depthwise_block(const Layer& layer, std::int64_t c0, std::int64_t c) {
  const std::int64_t multiplier = layer.depth_multiplier, n = c * multiplier, taps = layer.taps();
  Layer part = layer;
  part.kind = LayerKind::kConvolution;
  part.depth_multiplier = 1;
  part.block = c;
  part.in[0].c = c;
  part.in[0].offset += c0;
  part.out.c = n;
  part.out.offset += c0 * multiplier;
  part.parameter_count = n;
  part.info.zero_macs = part.out.pixels() * n * taps * (c - 1);
  if (layer.parameters.empty()) return part;  // without values, or of floats: float_parameters.h
  const auto first = layer.parameters.begin() + c0 * multiplier;
  part.parameters.assign(first, first + n);
  part.weights.assign(static_cast<std::size_t>(n * taps * c), 0);
  for (std::int64_t i = 0; i < n; ++i) {
    ParameterRecord& r = part.parameters[static_cast<std::size_t>(i)];
    const auto at = part.weights.begin() + i * taps * c;
    std::fill_n(at, taps * c, r.zero_point_weight);
    const auto zx = static_cast<std::uint32_t>(std::int32_t{r.zero_point_in});
    auto bias = static_cast<std::uint32_t>(r.bias);  // wraps like the accumulator
    for (std::int64_t t = 0; t < taps; ++t) {
      const std::int8_t w = layer.weights[static_cast<std::size_t>(t * layer.out.c + c0 * multiplier + i)];
      at[t * c + i / multiplier] = w;
      bias -= zx * static_cast<std::uint32_t>(w - r.zero_point_weight);
    }
    r.bias = static_cast<std::int32_t>(bias);
  }
  return part;
}

}  // namespace octet
