// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// What every command means, spelled out one element at a time from the comments of arch/isa.h: what
// the functional tests compare the kernels with. Reads all operands before it writes.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "arch/isa.h"
#include "arch/machine.h"
#include "arch/program.h"
#include "base/softmax.h"
#include "sim/onchip.h"

namespace octet::naive {

struct Model {
  const Machine& machine;
  OnChip& chip;
  MemoryImage& memory;

  int code(std::int64_t address) const {
    return static_cast<std::int8_t>(chip.scratchpad.at(static_cast<std::size_t>(address)));
  }
  static std::int32_t wrap(std::int64_t value) { return static_cast<std::int32_t>(static_cast<std::uint64_t>(value)); }

  bool inside(const Window& w, std::int64_t m, int ky, int kx) const {
    const std::int64_t iy = w.y0 + m / w.out_w * w.stride_h + ky * w.dilation_h;
    const std::int64_t ix = w.x0 + m % w.out_w * w.stride_w + kx * w.dilation_w;
    return iy >= 0 && iy < w.height && ix >= 0 && ix < w.width;
  }
  int window(const Window& w, std::int64_t m, int ky, int kx, int ch) const {
    if (!inside(w, m, ky, kx)) return w.pad_value;
    const std::int64_t iy = w.y0 + m / w.out_w * w.stride_h + ky * w.dilation_h;
    const std::int64_t ix = w.x0 + m % w.out_w * w.stride_w + kx * w.dilation_w;
    return code(w.address + iy * w.row_pitch + ix * w.pixel_pitch + ch);
  }
  std::uint8_t rescaled(std::int32_t value, const ParameterRecord& r, Rounding rounding) const {
    const std::int32_t scaled =
        rounding == Rounding::kSingle
            ? multiply_single_rounding(value, r.multiplier, r.shift)
            : multiply_by_quantized_multiplier(value, static_cast<std::int32_t>(r.multiplier), r.shift);
    return static_cast<std::uint8_t>(offset_and_clamp(scaled, r.zero_point_out, r.clamp_min, r.clamp_max));
  }
  // values: pixel after pixel, dense.
  void write(const Target& t, std::int64_t h, std::int64_t w, std::int64_t channels,
             const std::vector<std::uint8_t>& values) {
    std::size_t i = 0;
    for (std::int64_t y = 0; y < h; ++y)
      for (std::int64_t x = 0; x < w; ++x)
        for (std::int64_t c = 0; c < channels; ++c)
          chip.scratchpad.at(static_cast<std::size_t>(t.address + y * t.row_pitch + x * t.pixel_pitch + c)) =
              values.at(i++);
  }

  template <class Visit>
  void each_byte(const Transfer& t, std::int64_t local_unit, Visit&& visit) const {
    for (std::int64_t o = 0; o < t.outer; ++o)
      for (std::int64_t i = 0; i < t.inner; ++i)
        for (std::int64_t b = 0; b < t.run_bytes; ++b)
          visit(static_cast<std::size_t>(t.dram_offset + o * t.dram_outer_pitch + i * t.dram_inner_pitch + b),
                static_cast<std::size_t>(t.local * local_unit + o * t.local_outer_pitch + i * t.local_inner_pitch + b));
  }
  void operator()(const LoadCommand& c) {
    const bool parameters = c.target == LoadTarget::kParameters;
    auto& to = parameters ? chip.parameters : chip.scratchpad;
    const auto& from = memory.region[static_cast<std::size_t>(c.t.base)];
    each_byte(c.t, parameters ? 16 : 1, [&](std::size_t dram, std::size_t local) {
      to.at(local) = static_cast<std::uint8_t>(from.at(dram) ^ (c.t.flip ? 0x80 : 0));
    });
  }
  void operator()(const StoreCommand& c) {
    auto& to = memory.region[static_cast<std::size_t>(c.t.base)];
    each_byte(c.t, 1, [&](std::size_t dram, std::size_t local) {
      to.at(dram) = static_cast<std::uint8_t>(chip.scratchpad.at(local) ^ (c.t.flip ? 0x80 : 0));
    });
  }
  void operator()(const ArrayCommand& c) {
    const std::int64_t columns = machine.array_cols, pixels = c.in.pixels(), k_total = c.k();
    for (int n = 0; n < c.n; ++n) {
      const std::int64_t fold = n / columns, width = std::min<std::int64_t>(columns, c.n - fold * columns);
      for (std::int64_t m = 0; m < pixels; ++m) {
        std::int64_t total = 0, sum = 0, k = 0;
        for (int ky = 0; ky < c.in.kernel_h; ++ky)
          for (int kx = 0; kx < c.in.kernel_w; ++kx)
            for (int ch = 0; ch < c.in.channels; ++ch, ++k) {
              const int x = window(c.in, m, ky, kx, ch);
              total += x * code(c.weights + fold * columns * k_total + k * width + n % columns);
              sum += x;
            }
        const auto row = static_cast<std::size_t>(c.acc_row + fold * pixels + m);
        std::int32_t& acc =
            chip.accumulator.at(row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(n % columns));
        acc = wrap(total + (c.accumulate ? acc : 0));
        if (n % columns == 0) chip.sums.at(row) = wrap(sum + (c.accumulate ? chip.sums.at(row) : 0));
      }
    }
  }
  void operator()(const RequantizeCommand& c) {
    std::vector<std::uint8_t> out;
    const std::int64_t columns = machine.array_cols, pixels = std::int64_t{c.out_h} * c.out_w;
    for (std::int64_t m = 0; m < pixels; ++m)
      for (std::int64_t n = 0; n < c.n; ++n) {
        const auto row = static_cast<std::size_t>(c.acc_row + n / columns * pixels + m);
        const std::int64_t acc =
            chip.accumulator.at(row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(n % columns));
        if (c.wide) {
          for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(acc >> shift & 0xff));
          continue;
        }
        const ParameterRecord r = chip.record(c.parameters + n);
        const std::int64_t corrected = acc - std::int64_t{r.zero_point_weight} * chip.sums.at(row) + r.bias;
        out.push_back(rescaled(wrap(corrected), r, c.rounding));
      }
    write(c.out, c.out_h, c.out_w, c.wide ? 4 * c.n : c.n, out);
  }
  void operator()(const DepthwiseCommand& c) {
    std::vector<std::uint8_t> out;
    const int channels = c.in.channels * c.depth_multiplier;
    for (std::int64_t m = 0; m < c.in.pixels(); ++m)
      for (int n = 0; n < channels; ++n) {
        const ParameterRecord r = chip.record(c.parameters + n);
        std::int64_t acc = r.bias;
        for (int ky = 0; ky < c.in.kernel_h; ++ky)
          for (int kx = 0; kx < c.in.kernel_w; ++kx)
            acc += (window(c.in, m, ky, kx, n / c.depth_multiplier) - r.zero_point_in) *
                   (code(c.weights + (ky * c.in.kernel_w + kx) * channels + n) - r.zero_point_weight);
        out.push_back(rescaled(wrap(acc), r, c.rounding));
      }
    write(c.out, c.in.out_h, c.in.out_w, channels, out);
  }
  void operator()(const PoolCommand& c) {
    std::vector<std::uint8_t> out;
    const ParameterRecord r = chip.record(c.parameters);
    for (std::int64_t m = 0; m < c.in.pixels(); ++m)
      for (int ch = 0; ch < c.in.channels; ++ch) {
        int sum = 0, taps = 0, best = -1000;
        for (int ky = 0; ky < c.in.kernel_h; ++ky)
          for (int kx = 0; kx < c.in.kernel_w; ++kx)
            if (inside(c.in, m, ky, kx)) {
              const int x = window(c.in, m, ky, kx, ch);
              sum += x, ++taps;
              best = std::max(best, x);
            }
        int value = 0;
        if (c.function == PoolFunction::kMax)
          value = taps ? best : c.in.pad_value;
        else if (taps && r.source_uint8)
          value = (sum + 128 * taps + taps / 2) / taps - 128;  // of the file's codes
        else if (taps)
          value = sum > 0 ? (sum + taps / 2) / taps : (sum - taps / 2) / taps;
        out.push_back(static_cast<std::uint8_t>(std::clamp<int>(value, r.clamp_min, r.clamp_max)));
      }
    write(c.out, c.in.out_h, c.in.out_w, c.in.channels, out);
  }
  // x * 2^20, scaled by the record of one input of an add.
  static std::int32_t term(std::int32_t x, const ParameterRecord& p) {
    return multiply_by_quantized_multiplier(x * (1 << 20), static_cast<std::int32_t>(p.multiplier), p.shift);
  }
  std::uint8_t binary(const BinaryCommand& c, int a, int b) const {
    const ParameterRecord ra = chip.record(c.parameters), rb = chip.record(c.parameters + 1),
                          r = chip.record(c.parameters + 2);
    const int x = a - ra.zero_point_in, y = b - rb.zero_point_in;
    ParameterRecord prelu = r;  // the output's zero point and clamp with an input's factor
    prelu.multiplier = x >= 0 ? ra.multiplier : rb.multiplier;
    prelu.shift = x >= 0 ? ra.shift : rb.shift;
    switch (c.function) {
      case BinaryFunction::kAdd:
        return rescaled(term(x, ra) + term(y, rb), r, Rounding::kDouble);
      case BinaryFunction::kSubtract:
        return rescaled(term(x, ra) - term(y, rb), r, Rounding::kDouble);
      case BinaryFunction::kMultiply:
        return rescaled(x * y, r, Rounding::kDouble);
      case BinaryFunction::kMinimum:
        return static_cast<std::uint8_t>(a < b ? a : b);
      case BinaryFunction::kMaximum:
        return static_cast<std::uint8_t>(a > b ? a : b);
      case BinaryFunction::kPrelu:
        return rescaled(x >= 0 ? x : x * y, prelu, Rounding::kDouble);
    }
    return 0;
  }
  void operator()(const BinaryCommand& c) {
    std::vector<std::uint8_t> out;
    for (std::int64_t y = 0; y < c.out_h; ++y)
      for (std::int64_t x = 0; x < c.out_w; ++x)
        for (int ch = 0; ch < c.channels; ++ch)
          out.push_back(binary(c,
                               code(c.a.address + y * c.a.row_pitch + x * c.a.pixel_pitch + (c.broadcast_a ? 0 : ch)),
                               code(c.b.address + y * c.b.row_pitch + x * c.b.pixel_pitch + (c.broadcast_b ? 0 : ch))));
    write(c.out, c.out_h, c.out_w, c.channels, out);
  }
  void operator()(const MoveCommand& c) {
    std::vector<std::uint8_t> out;
    const ParameterRecord r = chip.record(c.parameters);
    for (std::int64_t y = 0; y < c.out_h; ++y)
      for (std::int64_t x = 0; x < c.out_w; ++x)
        for (int ch = 0; ch < c.channels; ++ch) {
          const int q = code(c.in.address + y * c.in.row_pitch + x * c.in.pixel_pitch + ch);
          switch (c.mode) {
            case MoveMode::kCopy:
              out.push_back(static_cast<std::uint8_t>(q));
              break;
            case MoveMode::kRequantize:
              out.push_back(rescaled(q - r.zero_point_in, r, Rounding::kDouble));
              break;
            case MoveMode::kTable:
              out.push_back(chip.parameters.at(static_cast<std::size_t>(c.parameters * 16 + q + 128)));
              break;
          }
        }
    write(c.out, c.out_h, c.out_w, c.channels, out);
  }
  // The exponential of a code, given the greatest one of its row; bit 31 of the word does not count.
  double exponential(const SoftmaxCommand& c, int below) const {
    double word = 0;
    for (int byte = 0; byte < 4; ++byte)
      word += std::ldexp(chip.parameters.at(static_cast<std::size_t>(c.parameters * 16 + below * 4 + byte)) &
                             (byte == 3 ? 0x7f : 0xff),
                         8 * byte);
    return word;
  }
  // In real arithmetic but for the roundings that the machine makes: of each term, of the reciprocal, twice at the end.
  void operator()(const SoftmaxCommand& c) {
    std::vector<std::uint8_t> out;
    for (std::int64_t y = 0; y < c.out_h; ++y)
      for (std::int64_t x = 0; x < c.out_w; ++x) {
        const std::int64_t at = c.in.address + y * c.in.row_pitch + x * c.in.pixel_pitch;
        int most = -128;
        for (int ch = 0; ch < c.channels; ++ch) most = std::max<int>(most, code(at + ch));
        double sum = 0;  // below 2^32 for rows of fewer than 8192 channels
        for (int ch = 0; ch < c.channels; ++ch) sum += std::floor((exponential(c, most - code(at + ch)) + 2048) / 4096);
        sum = std::max(sum, 1.0);
        int exponent = 0;
        const double fraction = std::frexp(sum, &exponent) * 2 - 1;
        const double reciprocal = reciprocal_of_one_plus(static_cast<std::int32_t>(std::ldexp(fraction, 31)));
        for (int ch = 0; ch < c.channels; ++ch) {
          const auto product =
              static_cast<__int128>(reciprocal) * static_cast<std::int64_t>(exponential(c, most - code(at + ch)));
          const std::int64_t quotient = static_cast<std::int64_t>((product + (1ll << 30)) >> 31),
                             unit = 1ll << (exponent + 3);
          out.push_back(static_cast<std::uint8_t>(std::min<std::int64_t>((quotient + unit / 2) / unit, 255) - 128));
        }
      }
    write(c.out, c.out_h, c.out_w, c.channels, out);
  }
};

inline void execute(const Machine& machine, const Command& command, OnChip& chip, MemoryImage& memory) {
  Model model{machine, chip, memory};
  std::visit(model, command.op);
}

}  // namespace octet::naive
