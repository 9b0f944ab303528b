// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What the requantizers meet: every element's value before rounding, from the reference's memories.
#include <algorithm>

#include "base/fixed_point.h"
#include "base/softmax.h"
#include "verify/coverage_collect.h"

namespace octet {
namespace {

class ValueCounter {
 public:
  ValueCounter(const Machine& machine, const MachineValues& values, Coverage& coverage)
      : m_(machine), values_(values), c_(coverage) {}

  void operator()(const LoadCommand&) {}
  void operator()(const StoreCommand&) {}
  void operator()(const ArrayCommand&) {}
  void operator()(const RequantizeCommand& r) {
    if (r.wide) return;
    const std::int64_t pixels = std::int64_t{r.out_h} * r.out_w;
    for (std::int64_t n = 0; n < r.n; ++n) {
      const ParameterRecord p = record(r.parameters + n);
      for (std::int64_t m = 0; m < pixels; ++m) {
        const std::int64_t row = r.acc_row + n / m_.array_cols * pixels + m;
        const auto acc = values_.accumulator[static_cast<std::size_t>(row * m_.array_cols + n % m_.array_cols)];
        const auto sum = static_cast<std::uint32_t>(values_.sums[static_cast<std::size_t>(row)]);
        scale(static_cast<std::int32_t>(static_cast<std::uint32_t>(acc) -
                                        static_cast<std::uint32_t>(std::int32_t{p.zero_point_weight}) * sum +
                                        static_cast<std::uint32_t>(p.bias)),
              p, r.rounding);
        c_.weight_zero_point += p.zero_point_weight != 0;
      }
    }
  }
  void operator()(const DepthwiseCommand& d) {
    const std::int64_t channels = std::int64_t{d.in.channels} * d.depth_multiplier;
    for (std::int64_t n = 0; n < channels; ++n) {
      const ParameterRecord p = record(d.parameters + n);
      for (std::int64_t m = 0; m < d.in.pixels(); ++m) {
        std::int64_t sum = p.bias;
        for (std::int64_t tap = 0; tap < d.in.taps(); ++tap) {
          const std::int8_t x = input(d.in, m, tap, n / d.depth_multiplier).value_or(d.in.pad_value);
          sum += (x - p.zero_point_in) * (code(d.weights + tap * channels + n) - p.zero_point_weight);
        }
        scale(static_cast<std::int32_t>(sum), p, d.rounding);
      }
    }
  }
  void operator()(const PoolCommand& a) {
    const ParameterRecord p = record(a.parameters);
    const bool greatest = a.function == PoolFunction::kMax;
    if (!greatest) (p.source_uint8 ? c_.pool_average_uint8 : c_.pool_average_int8) += 1;
    for (std::int64_t m = 0; m < a.in.pixels(); ++m)
      for (std::int64_t n = 0; n < a.in.channels; ++n) {
        std::int32_t sum = 0, taps = 0, best = -128;
        for (std::int64_t tap = 0; tap < a.in.taps(); ++tap) {
          const auto x = input(a.in, m, tap, n);
          sum += x.value_or(0);
          best = std::max<std::int32_t>(best, x.value_or(-128));
          taps += x.has_value();
        }
        c_.pool_nothing += taps == 0;
        if (taps > 0) clamp(greatest ? best : p.source_uint8 ? average_uint8(sum, taps) : average_int8(sum, taps), p);
      }
  }
  void operator()(const BinaryCommand& c) {
    if (!c.reads_records()) return;
    for (std::int64_t y = 0; y < c.out_h; ++y)
      for (std::int64_t x = 0; x < c.out_w; ++x)
        for (std::int64_t n = 0; n < c.channels; ++n)
          binary(c, element(c.a, y, x, c.broadcast_a ? 0 : n), element(c.b, y, x, c.broadcast_b ? 0 : n));
  }
  void operator()(const MoveCommand& v) {
    if (v.mode != MoveMode::kRequantize) return;
    const ParameterRecord p = record(v.parameters);
    for (std::int64_t y = 0; y < v.out_h; ++y)
      for (std::int64_t x = 0; x < v.out_w; ++x)
        for (std::int64_t n = 0; n < v.channels; ++n)
          scale(element(v.in, y, x, n) - p.zero_point_in, p, Rounding::kDouble);
  }
  void operator()(const SoftmaxCommand& s) {
    for (std::int64_t y = 0; y < s.out_h; ++y)
      for (std::int64_t x = 0; x < s.out_w; ++x) softmax(s, y, x);
  }

 private:
  ParameterRecord record(std::int64_t index) const {
    return decode_record(&values_.parameters[static_cast<std::size_t>(index * Machine::kParameterRecordBytes)]);
  }
  std::int8_t code(std::int64_t address) const {
    return static_cast<std::int8_t>(values_.scratchpad[static_cast<std::size_t>(address)]);
  }
  std::int8_t element(const Target& t, std::int64_t y, std::int64_t x, std::int64_t channel) const {
    return code(t.address + y * t.row_pitch + x * t.pixel_pitch + channel);
  }
  // Nothing outside the input.
  std::optional<std::int8_t> input(const Window& w, std::int64_t m, std::int64_t tap, std::int64_t channel) const {
    const std::int64_t iy = w.y0 + m / w.out_w * w.stride_h + tap / w.kernel_w * w.dilation_h;
    const std::int64_t ix = w.x0 + m % w.out_w * w.stride_w + tap % w.kernel_w * w.dilation_w;
    if (iy < 0 || iy >= w.height || ix < 0 || ix >= w.width) return std::nullopt;
    return code(w.address + iy * w.row_pitch + ix * w.pixel_pitch + channel);
  }
  // An element of each input of a function that reads its records.
  void binary(const BinaryCommand& c, std::int32_t a, std::int32_t b) {
    const ParameterRecord pa = record(c.parameters), pb = record(c.parameters + 1), p = record(c.parameters + 2);
    const std::int32_t x = a - pa.zero_point_in, y = b - pb.zero_point_in;
    if (c.function == BinaryFunction::kMultiply) return scale(x * y, p, Rounding::kDouble);
    if (c.function == BinaryFunction::kPrelu) {
      ParameterRecord factor = x >= 0 ? pa : pb;
      factor.zero_point_out = p.zero_point_out;
      factor.clamp_min = p.clamp_min;
      factor.clamp_max = p.clamp_max;
      return scale(x >= 0 ? x : x * y, factor, Rounding::kDouble);
    }
    const AddMultipliers m{multiplier(pa), multiplier(pb), multiplier(p)};
    const bool adds = c.function == BinaryFunction::kAdd;
    clamp((adds ? add_rescaled(x, y, m) : subtract_rescaled(x, y, m)) + std::int64_t{p.zero_point_out}, p);
  }
  void softmax(const SoftmaxCommand& s, std::int64_t y, std::int64_t x) {
    std::int32_t greatest = -128;
    for (std::int64_t n = 0; n < s.channels; ++n) greatest = std::max<std::int32_t>(greatest, element(s.in, y, x, n));
    const auto exponential = [&](std::int64_t n) {
      const auto at = static_cast<std::size_t>(s.parameters * Machine::kParameterRecordBytes +
                                               4 * (greatest - element(s.in, y, x, n)));
      std::uint32_t word = 0;
      for (std::size_t b = 4; b-- > 0;) word = word << 8 | values_.parameters[at + b];
      return static_cast<std::int32_t>(word & 0x7fffffff);
    };
    std::uint32_t sum = 0;
    for (std::int64_t n = 0; n < s.channels; ++n) sum += softmax_term(exponential(n));
    const SoftmaxFactor factor(sum);
    for (std::int64_t n = 0; n < s.channels; ++n) {
      const std::int32_t step = factor.step(exponential(n));
      c_.softmax_zero += step == 0;
      c_.softmax_one += step == kSoftmaxHighest;
    }
  }
  static Multiplier31 multiplier(const ParameterRecord& r) {
    return {static_cast<std::int32_t>(r.multiplier & 0x7fffffff), std::clamp<int>(r.shift, -31, 0)};
  }

  void scale(std::int32_t value, const ParameterRecord& p, Rounding rounding) {
    c_.rounding_single += rounding == Rounding::kSingle;
    c_.rounding_double += rounding == Rounding::kDouble;
    c_.rounding_legacy += rounding == Rounding::kDoubleLegacy;
    c_.shift_left += p.shift > 0;
    c_.shift_right += p.shift < 0;
    const std::int64_t scaled = rounding == Rounding::kSingle ? scale_once(value, p) : scale_twice(value, p);
    clamp(scaled + p.zero_point_out, p);
  }
  std::int32_t scale_once(std::int32_t value, const ParameterRecord& p) {
    const int shift = std::min<int>(p.shift, 31), right = 40 - shift;
    if (right <= 72) {
      const Int128 product = Int128{value} * p.multiplier, magnitude = product < 0 ? -product : product;
      const Int128 half = Int128{1} << (right - 1);
      tie((magnitude & (2 * half - 1)) == half, product < 0);
      c_.saturated += (magnitude + half) >> right > std::numeric_limits<std::int32_t>::max();
    }
    return multiply_single_rounding(value, p.multiplier, shift);
  }
  std::int32_t scale_twice(std::int32_t value, const ParameterRecord& p) {
    const int shift = std::clamp<int>(p.shift, -31, 31), right = std::max(0, -shift);
    const auto multiplier = static_cast<std::int32_t>(p.multiplier & 0x7fffffff);
    const std::int32_t high =
        saturating_rounding_doubling_high_mul(wrapping_shift_left(value, std::max(0, shift)), multiplier);
    const std::int64_t mask = (std::int64_t{1} << right) - 1;
    tie(right > 0 && (high & mask) == std::int64_t{1} << (right - 1), high < 0);
    return rounding_divide_by_pot(high, right);
  }
  void tie(bool exact, bool negative) {
    c_.tie_negative += exact && negative;
    c_.tie_positive += exact && !negative;
  }
  void clamp(std::int64_t value, const ParameterRecord& p) {
    c_.clamp_min += value < p.clamp_min;
    c_.clamp_max += value > std::max(p.clamp_min, p.clamp_max);
    c_.unclamped += value >= p.clamp_min && value <= p.clamp_max;
  }

  const Machine& m_;
  const MachineValues& values_;
  Coverage& c_;
};

}  // namespace

void count_values(const Program& program, const Bench& bench, const MemoryImage& memory, Coverage& coverage) {
  bench.walk(program, memory, [&](std::size_t command, const MachineValues& values) {
    std::visit(ValueCounter(program.machine, values, coverage), program.commands[command].op);
  });
  ++coverage.cases_with_values;
}

}  // namespace octet
